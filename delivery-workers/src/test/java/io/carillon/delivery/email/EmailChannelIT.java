package io.carillon.delivery.email;

import static io.carillon.delivery.email.ScriptedServer.EOF;
import static io.carillon.delivery.email.ScriptedServer.HANG;
import static io.carillon.delivery.email.ScriptedServer.LAST;
import static io.carillon.delivery.email.ScriptedServer.RESET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.SuppressionAdvice;
import io.carillon.avro.SuppressionScope;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Ambiguous;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RetryLater;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.email.EmailSettings.Pool;
import io.carillon.delivery.email.EmailSettings.Relay;
import io.carillon.delivery.email.EmailSettings.Timeouts;
import io.carillon.delivery.email.EmailSettings.Tls;
import io.carillon.delivery.playpen.Playpen;
import io.carillon.delivery.templates.Templates;
import io.carillon.settings.Secret;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a mail when the server does this or that, at each step of a session. */
@Timeout(60)
final class EmailChannelIT {
  private static final Channel.Begin NOT_RECORDED = () -> {};
  private static final Templates TEMPLATES = Templates.load(null);
  private static final Clock AN_HOUR_LATER =
      Clock.fixed(Mails.DECIDED.plus(Duration.ofHours(1)), ZoneOffset.UTC);
  private static final Playpen LIVE = new Playpen(Playpen.Mode.LIVE, List.of(), null);

  // What a test starts; each starts what it needs.
  @SuppressWarnings("NullAway.Init")
  private ScriptedServer server;

  @SuppressWarnings("NullAway.Init")
  private EmailChannel channel;

  @AfterEach
  void stop() {
    if (channel != null) {
      channel.close();
    }
    if (server != null) {
      server.close();
    }
  }

  // What channels.md calls the detection table, row by row.

  @Test
  @Behaviour("XC-5")
  void a250AfterTheDotIsAcceptedEvenIfTheConnectionThenCloses() throws Exception {
    assertThat(against(Map.of("DOT", LAST + "250 2.0.0 Ok: queued as ABC123")))
        .isEqualTo(new Delivered("ABC123", Level.ACCEPTED));
    assertThat(server.contents()).hasSize(1);
  }

  @Test
  void anyPositiveAnswerToTheDotIsAccepted() throws Exception {
    assertThat(against(Map.of("DOT", "252 2.0.0 will do")))
        .isEqualTo(new Delivered(null, Level.ACCEPTED));
  }

  @ParameterizedTest
  @CsvSource({
    EOF + ", connection-lost",
    RESET + ", connection-lost",
    HANG + ", time-out",
    "hello, connection-lost",
    LAST + "250-half an answer, connection-lost",
    "354 go on, unclear-reply"
  })
  @Behaviour("XC-5")
  void noClearAnswerAfterTheDotIsAmbiguous(String answer, String reason) throws Exception {
    assertThat(against(Map.of("DOT", answer)))
        .asInstanceOf(type(Ambiguous.class))
        .satisfies(outcome -> assertThat(outcome.reason().code()).isEqualTo(reason));
  }

  @Test
  void a4xxAfterTheDotIsForLater() throws Exception {
    assertThat(against(Map.of("DOT", "451 4.7.1 greylisted")))
        .asInstanceOf(type(RetryLater.class))
        .satisfies(
            later -> {
              assertThat(later.reason().code()).isEqualTo("smtp-451");
              assertThat(later.reason().detail()).isEqualTo("451 4.7.1 greylisted");
              assertThat(later.scope()).isEqualTo(BackOffScope.TARGET);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"250 ok", EOF, RESET, HANG})
  void a5xxAfterTheDotIsARefusalWhateverHappensToTheConnectionThen(String afterwards)
      throws Exception {
    assertThat(against(Map.of("DOT", "554 5.7.1 spam", "RSET", afterwards)))
        .asInstanceOf(type(Rejected.class))
        .satisfies(rejected -> assertThat(rejected.reason().code()).isEqualTo("policy"));
  }

  @ParameterizedTest
  @ValueSource(strings = {EOF, RESET, HANG})
  void whatBreaksAtDataIsForLaterAsTheDotWasNeverSent(String answer) throws Exception {
    assertThat(against(Map.of("DATA", answer))).isInstanceOf(RetryLater.class);
    assertThat(server.contents()).isEmpty();
  }

  @Test
  void whatBreaksInTheContentIsForLater() throws Exception {
    server = ScriptedServer.start(Map.of("LINE", RESET));
    channel = channel(quick(server.port()));

    Outcome outcome =
        channel.deliver(
            Mails.command(mail -> mail.setText("a line of text\n".repeat(40_000))), NOT_RECORDED);

    assertThat(outcome)
        .asInstanceOf(type(RetryLater.class))
        .satisfies(later -> assertThat(later.scope()).isEqualTo(BackOffScope.MESSAGE));
    assertThat(server.contents()).isEmpty();
  }

  @Test
  void anUnknownRecipientIsRejectedAndTheAddressGivenUp() throws Exception {
    assertThat(against(Map.of("RCPT", "550 5.1.1 <ann@example.org>: no such user")))
        .asInstanceOf(type(Rejected.class))
        .satisfies(
            rejected -> {
              assertThat(rejected.suppression())
                  .isEqualTo(
                      new SuppressionAdvice(
                          "ann@example.org", SuppressionScope.ALL, "unknown-mailbox"));
              assertThat(rejected.reason().detail()).isEqualTo("550 5.1.1 <***>: no such user");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {EOF, RESET, HANG})
  void aRefusedRecipientStaysRefusedWhateverHappensToTheConnectionThen(String afterwards)
      throws Exception {
    assertThat(against(Map.of("RCPT", "550 5.1.1 gone", "RSET", afterwards)))
        .isInstanceOf(Rejected.class);
  }

  @ParameterizedTest
  @CsvSource({"450 4.2.1 slow down, smtp-450", "552 5.2.2 full, mailbox-full"})
  void aRecipientThatCannotTakeItNowIsForLater(String answer, String reason) throws Exception {
    assertThat(against(Map.of("RCPT", answer)))
        .asInstanceOf(type(RetryLater.class))
        .satisfies(later -> assertThat(later.reason().code()).isEqualTo(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MAIL", "RCPT", "DATA", "DOT", "GREETING"})
  void a421IsAboutTheRouteAndEndsTheSession(String step) throws Exception {
    server = ScriptedServer.start(Map.of(step, "421 4.3.2 going down"), Map.of());
    channel = channel(quick(server.port()));

    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .asInstanceOf(type(RetryLater.class))
        .satisfies(later -> assertThat(later.scope()).isEqualTo(BackOffScope.ROUTE));
    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .isInstanceOf(Delivered.class);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void a5xxGreetingMeansTheRouteIsDown() throws Exception {
    assertThat(against(Map.of("GREETING", "554 no service for you")))
        .asInstanceOf(type(RouteDown.class))
        .satisfies(down -> assertThat(down.reason().code()).isEqualTo("route-refused"));
  }

  // A reset may also be noticed while the connection is still being made: then the route is down.
  @ParameterizedTest
  @ValueSource(strings = {EOF, HANG})
  void noGreetingIsForLater(String answer) throws Exception {
    assertThat(against(Map.of("GREETING", answer)))
        .asInstanceOf(type(RetryLater.class))
        .satisfies(later -> assertThat(later.scope()).isEqualTo(BackOffScope.ROUTE));
  }

  @ParameterizedTest
  @ValueSource(strings = {EOF, RESET, HANG})
  void silenceAfterEhloIsForLater(String answer) throws Exception {
    assertThat(against(Map.of("EHLO", answer))).isInstanceOf(RetryLater.class);
  }

  @ParameterizedTest
  @CsvSource({
    "535 5.7.8 wrong, auth-refused",
    "534 5.7.9 too weak, auth-refused",
    "530 5.7.0 TLS first, tls-not-offered"
  })
  void aLogInThatIsRefusedMeansTheRouteIsDown(String answer, String reason) throws Exception {
    assertThat(withLogin(Map.of("EHLO", "250-x\r\n250 AUTH PLAIN LOGIN", "AUTH", answer)))
        .asInstanceOf(type(RouteDown.class))
        .satisfies(down -> assertThat(down.reason().code()).isEqualTo(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"454 4.7.0 later", "421 4.7.0 too many", EOF, RESET, HANG})
  void aLogInThatCannotBeCheckedNowIsForLater(String answer) throws Exception {
    assertThat(withLogin(Map.of("EHLO", "250-x\r\n250 AUTH PLAIN LOGIN", "AUTH", answer)))
        .asInstanceOf(type(RetryLater.class))
        .satisfies(later -> assertThat(later.scope()).isEqualTo(BackOffScope.ROUTE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"250 x", "250-x\r\n250 AUTH CRAM-MD5"})
  void aServerWithoutALogInWeKnowIsNoRoute(String extensions) throws Exception {
    assertThat(withLogin(Map.of("EHLO", extensions)))
        .asInstanceOf(type(RouteDown.class))
        .satisfies(down -> assertThat(down.reason().code()).isEqualTo("auth-not-offered"));
  }

  @Test
  void mailThatNeedsALogInWeDoNotHaveMeansTheRouteIsDown() throws Exception {
    assertThat(against(Map.of("MAIL", "530 5.7.0 authentication required")))
        .isInstanceOf(RouteDown.class);
  }

  @Test
  void aRelayThatNoLongerTrustsUsRejectsAFewMailsAndThenTheRouteIsDown() throws Exception {
    server = ScriptedServer.start(Map.of("RCPT", "554 5.7.1 <ann@example.org>: Access denied"));
    channel = channel(quick(server.port()));
    for (int i = 0; i < Refusals.MOST_IN_A_ROW; i++) {
      assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
          .asInstanceOf(type(Rejected.class))
          .satisfies(rejected -> assertThat(rejected.ourFault()).isTrue());
    }

    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .isInstanceOf(RouteDown.class);
    server.rewrite(0, Map.of());
    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .isInstanceOf(Delivered.class);
    server.rewrite(0, Map.of("RCPT", "554 5.7.1 <ann@example.org>: Access denied"));
    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void aRelayThatDoesNotRelayForUsRejectsNothing() throws Exception {
    assertThat(against(Map.of("RCPT", "554 5.7.1 <ann@example.org>: Relay access denied")))
        .asInstanceOf(type(RouteDown.class))
        .satisfies(down -> assertThat(down.reason().code()).isEqualTo("relay-denied"));
  }

  @ParameterizedTest
  @CsvSource({"news@carillon.example, RouteDown", "board@carillon.example, Rejected"})
  void aSenderThatIsRefusedMeansTheRouteIsDownIfItIsThatOfAllMails(String from, String kind)
      throws Exception {
    server = ScriptedServer.start(Map.of("MAIL", "553 5.7.1 not your address"));
    channel = channel(quick(server.port()));
    boolean isCommon = from.equals(Mails.sender().from());

    Outcome outcome =
        channel.deliver(Mails.command(mail -> mail.setFrom(isCommon ? null : from)), NOT_RECORDED);

    assertThat(outcome.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(outcome.toString()).contains("sender-refused");
  }

  @Test
  void encryptionThatIsRequiredAndNotOfferedMeansTheRouteIsDown() throws Exception {
    server = ScriptedServer.start();
    Relay plain = quick(server.port());
    channel = channel(withTls(plain, Tls.STARTTLS_REQUIRED));

    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .asInstanceOf(type(RouteDown.class))
        .satisfies(down -> assertThat(down.reason().code()).isEqualTo("tls-not-offered"));
    assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
  }

  @Test
  void encryptionThatIsOptionalAndNotOfferedIsDoneWithout() throws Exception {
    server = ScriptedServer.start();
    channel = channel(withTls(quick(server.port()), Tls.STARTTLS_OPTIONAL));

    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .isInstanceOf(Delivered.class);
  }

  @ParameterizedTest
  @CsvSource({
    "454 4.7.0 not now, smtp-454, RetryLater",
    "502 5.5.1 no, tls-not-offered, RouteDown",
    "220 go on, tls-failed, RouteDown"
  })
  void encryptionThatFailsIsNeverReplacedByNone(String answer, String reason, String kind)
      throws Exception {
    server =
        ScriptedServer.start(
            Map.of("EHLO", "250-x\r\n250 STARTTLS", "STARTTLS", answer + "\r\nnonsense"));
    channel = channel(withTls(quick(server.port()), Tls.STARTTLS_OPTIONAL));

    Outcome outcome = channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);

    assertThat(outcome.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(outcome.toString()).contains(reason);
    assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
  }

  @Test
  void nobodyListeningMeansTheRouteIsDown() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    channel = channel(quick(free));

    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .asInstanceOf(type(RouteDown.class))
        .satisfies(down -> assertThat(down.reason().code()).isEqualTo("connection-refused"));
  }

  @Test
  void aHostThatDoesNotExistMeansTheRouteIsDown() throws Exception {
    Relay plain = quick(25);
    channel =
        channel(
            new Relay(
                "no-such-host.invalid",
                25,
                Tls.NONE,
                null,
                null,
                null,
                plain.timeouts(),
                plain.pool()));

    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .asInstanceOf(type(RouteDown.class))
        .satisfies(down -> assertThat(down.reason().code()).isEqualTo("unknown-host"));
  }

  // Connections.

  @Test
  void aConnectionIsUsedAgainWithoutAsking() throws Exception {
    server = ScriptedServer.start();
    channel = channel(quick(server.port()));

    for (int i = 0; i < 3; i++) {
      assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
          .isInstanceOf(Delivered.class);
    }

    assertThat(server.connections()).isEqualTo(1);
    assertThat(server.commands())
        .filteredOn(line -> line.startsWith("NOOP") || line.startsWith("RSET"))
        .isEmpty();
  }

  @Test
  void aRefusalDoesNotCostTheConnection() throws Exception {
    server = ScriptedServer.start(Map.of("RCPT", "550 5.1.1 no"));
    channel = channel(quick(server.port()));

    channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);
    channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);

    assertThat(server.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {EOF, RESET, "421 4.4.2 idle for too long"})
  void aServerThatLeftWhileTheConnectionWasIdleIsAskedAgainOnce(String atSecondMail)
      throws Exception {
    server = ScriptedServer.start(Map.of("MAIL", "250 ok"), Map.of());
    channel = channel(quick(server.port()));
    channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);
    server.rewrite(0, Map.of("MAIL", atSecondMail));

    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .isInstanceOf(Delivered.class);
    assertThat(server.connections()).isEqualTo(2);
    assertThat(server.contents()).hasSize(2);
  }

  @Test
  void aConnectionThatWasClosedAfterTheLastMailIsReplaced() throws Exception {
    server = ScriptedServer.start(Map.of("DOT", LAST + "250 ok"), Map.of());
    channel = channel(quick(server.port()));

    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .isInstanceOf(Delivered.class);
    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .isInstanceOf(Delivered.class);
    assertThat(server.contents()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DATA", "DOT"})
  void onceDataWasSaidNothingIsRepeatedHere(String step) throws Exception {
    server = ScriptedServer.start();
    channel = channel(quick(server.port()));
    channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);
    server.rewrite(0, Map.of(step, EOF));

    Outcome outcome = channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);

    assertThat(outcome).isInstanceOfAny(RetryLater.class, Ambiguous.class);
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void aNewConnectionThatBreaksIsNotReplacedAtOnce() throws Exception {
    assertThat(against(Map.of("MAIL", EOF))).isInstanceOf(RetryLater.class);
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void aConnectionCarriesSoManyMailsAndNoMore() throws Exception {
    server = ScriptedServer.start();
    Relay plain = quick(server.port());
    channel = channel(withPool(plain, new Pool(1, Duration.ofMinutes(1), 2, Duration.ofHours(1))));

    for (int i = 0; i < 5; i++) {
      channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);
    }

    assertThat(server.connections()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"PT0.000001S, PT1H", "PT1H, PT0.000001S"})
  void aConnectionThatIsOldOrWasIdleForLongIsNotUsedAgain(Duration idle, Duration age)
      throws Exception {
    server = ScriptedServer.start();
    channel = channel(withPool(quick(server.port()), new Pool(1, idle, 100, age)));

    channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);
    channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);

    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void manyThreadsShareAFewConnections() throws Exception {
    server = ScriptedServer.start();
    channel =
        channel(
            withPool(
                quick(server.port()),
                new Pool(3, Duration.ofMinutes(1), 100, Duration.ofHours(1))));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Outcome>> mails =
          IntStream.range(0, 400)
              .<Callable<Outcome>>mapToObj(
                  i ->
                      () ->
                          channel.deliver(Mails.commandTo("m" + i + "@example.org"), NOT_RECORDED))
              .toList();

      for (Future<Outcome> done : threads.invokeAll(mails)) {
        assertThat(done.get()).isEqualTo(new Delivered("Q1", Level.ACCEPTED));
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(server.contents()).hasSize(400).doesNotHaveDuplicates();
    assertThat(server.commands())
        .filteredOn(line -> line.startsWith("RCPT"))
        .hasSize(400)
        .doesNotHaveDuplicates();
    assertThat(server.mostOpen()).isLessThanOrEqualTo(4);
    assertThat(server.connections()).isBetween(4, 12);
  }

  // Recording that it is about to be sent.

  @Test
  @Behaviour("XC-4")
  void anAttemptIsBegunOnceTheServerTakesTheRecipientAndBeforeItHasTheContent() throws Exception {
    server = ScriptedServer.start(Map.of());
    channel = channel(quick(server.port()));
    List<String> heardBefore = new ArrayList<>();

    channel.deliver(
        Mails.command(mail -> mail.setBcc(List.of("bo@example.org"))),
        () -> heardBefore.addAll(server.commands()));

    assertThat(heardBefore).last().asString().startsWith("RCPT");
    assertThat(heardBefore).filteredOn(line -> line.startsWith("RCPT")).hasSize(1);
    assertThat(server.contents()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EHLO", "MAIL", "RCPT"})
  void whatTheServerRefusesBeforeTheContentIsNeverBegun(String step) throws Exception {
    server = ScriptedServer.start(Map.of(step, "451 4.3.0 later", "HELO", "451 4.3.0 later"));
    channel = channel(quick(server.port()));
    List<String> begun = new ArrayList<>();

    Outcome outcome = channel.deliver(Mails.command(mail -> {}), () -> begun.add("begun"));

    assertThat(outcome).isInstanceOf(RetryLater.class);
    assertThat(begun).isEmpty();
  }

  @Test
  void withoutARouteNothingIsBegun() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      channel = channel(quick(socket.getLocalPort()));
    }
    List<String> begun = new ArrayList<>();

    Outcome outcome = channel.deliver(Mails.command(mail -> {}), () -> begun.add("begun"));

    assertThat(outcome).isInstanceOf(RouteDown.class);
    assertThat(begun).isEmpty();
  }

  @Test
  void whatCannotBeBegunIsNotSentAndItsHalfSessionIsNotUsedAgain() throws Exception {
    server = ScriptedServer.start(Map.of());
    channel = channel(quick(server.port()));
    IllegalStateException trouble = new IllegalStateException("no brokers");

    assertThatThrownBy(
            () ->
                channel.deliver(
                    Mails.command(mail -> {}),
                    () -> {
                      throw trouble;
                    }))
        .isSameAs(trouble);
    assertThatThrownBy(
            () ->
                channel.deliver(
                    Mails.command(mail -> {}),
                    () -> {
                      throw new InterruptedException("stopping");
                    }))
        .isInstanceOf(InterruptedException.class);
    assertThat(server.contents()).isEmpty();

    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .isInstanceOf(Delivered.class);
    assertThat(server.contents()).hasSize(1);
    assertThat(server.connections()).isEqualTo(3);
  }

  // Addresses.

  @Test
  void aRetryIsTheSameByteForByteAndKeepsItsMessageId() throws Exception {
    server = ScriptedServer.start(Map.of("DOT", "451 later"));
    channel = channel(quick(server.port()));

    channel.deliver(Mails.command(mail -> mail.setHtml("<p>Grüße</p>")), NOT_RECORDED);
    channel.deliver(
        Mails.command(mail -> mail.setHtml("<p>Grüße</p>").setHeader(Mails.secondAttempt())),
        NOT_RECORDED);

    assertThat(server.contents()).hasSize(2);
    assertThat(server.contents().get(1)).isEqualTo(server.contents().get(0)).contains("Message-ID");
  }

  @Test
  void anAddressBeyondAsciiGoesToAServerThatTakesIt() throws Exception {
    server = ScriptedServer.start(Map.of("EHLO", "250-x\r\n250-8BITMIME\r\n250 SMTPUTF8"));
    channel = channel(quick(server.port()));

    channel.deliver(Mails.commandTo("jürgen@bücher.example"), NOT_RECORDED);
    channel.deliver(Mails.commandTo("ann@bücher.example"), NOT_RECORDED);

    assertThat(server.commands())
        .contains("MAIL FROM:<news@carillon.example> SMTPUTF8")
        .contains("RCPT TO:<jürgen@xn--bcher-kva.example>")
        .contains("MAIL FROM:<news@carillon.example>")
        .contains("RCPT TO:<ann@xn--bcher-kva.example>");
  }

  @Test
  void andIsRefusedByOneThatDoesNot() throws Exception {
    server = ScriptedServer.start();
    channel = channel(quick(server.port()));

    assertThat(channel.deliver(Mails.commandTo("jürgen@example.org"), NOT_RECORDED))
        .asInstanceOf(type(Rejected.class))
        .satisfies(
            rejected -> {
              assertThat(rejected.reason().code()).isEqualTo("smtputf8-unsupported");
              assertThat(rejected.reason().detail()).startsWith("5.6.7");
            });
    assertThat(server.commands()).noneMatch(line -> line.startsWith("RCPT"));
  }

  @Test
  void whatIsTooBigForTheServerIsNotTried() throws Exception {
    assertThat(against(Map.of("EHLO", "250-x\r\n250 SIZE 300")))
        .asInstanceOf(type(Rejected.class))
        .satisfies(rejected -> assertThat(rejected.reason().code()).isEqualTo("message-too-big"));
    assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
  }

  @Test
  void bouncesGoWhereTheSettingsSay() throws Exception {
    server = ScriptedServer.start();
    EmailSettings.Sender plain = Mails.sender();
    EmailSettings.Sender sender =
        new EmailSettings.Sender(
            plain.from(),
            null,
            List.of(),
            "bounces@carillon.example",
            plain.messageIdDomain(),
            plain.messageIdKey(),
            null,
            null);
    channel =
        new EmailChannel(
            Mails.settings(quick(server.port()), sender, Mails.rules()),
            TEMPLATES,
            LIVE,
            AN_HOUR_LATER);

    channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);

    assertThat(server.commands()).contains("MAIL FROM:<bounces@carillon.example>");
  }

  @Test
  @Behaviour("OES-13")
  void blindCopiesFollowInTransactionsOfTheirOwnAndChangeNothing() throws Exception {
    server = ScriptedServer.start();
    channel = channel(quick(server.port()));

    Outcome outcome =
        channel.deliver(
            Mails.command(mail -> mail.setBcc(List.of("bo@example.org", "cy@example.org"))),
            NOT_RECORDED);

    assertThat(outcome).isInstanceOf(Delivered.class);
    assertThat(server.commands())
        .filteredOn(line -> line.startsWith("RCPT"))
        .containsExactly(
            "RCPT TO:<ann@example.org>", "RCPT TO:<bo@example.org>", "RCPT TO:<cy@example.org>");
    assertThat(server.contents()).allSatisfy(mail -> assertThat(mail).doesNotContain("Bcc"));
  }

  @Test
  void blindCopiesAreNotSentIfTheMailIsNot() throws Exception {
    server = ScriptedServer.start(Map.of("DOT", "451 later"));
    channel = channel(quick(server.port()));

    channel.deliver(Mails.command(mail -> mail.setBcc(List.of("bo@example.org"))), NOT_RECORDED);

    assertThat(server.commands()).noneMatch(line -> line.contains("bo@example.org"));
  }

  // The playpen.

  @Test
  @Behaviour({"XC-8", "COB-15"})
  void nobodyIsContactedOutsideProduction() throws Exception {
    server = ScriptedServer.start();
    channel = channel(quick(server.port()), new Playpen(Playpen.Mode.SANDBOX, List.of(), null));

    Outcome outcome =
        channel.deliver(
            Mails.command(mail -> mail.setBcc(List.of("bo@example.org"))), NOT_RECORDED);

    assertThat(outcome).isEqualTo(new Delivered(null, Level.SANDBOXED));
    assertThat(server.connections()).isZero();
  }

  @Test
  @Behaviour({"XC-8", "COB-15"})
  void theSandboxAddressGetsItInsteadOnceAndMarked() throws Exception {
    server = ScriptedServer.start();
    channel =
        channel(
            quick(server.port()),
            new Playpen(Playpen.Mode.SANDBOX, List.of("@carillon.example"), "box@town.example"));

    Outcome outcome =
        channel.deliver(
            Mails.command(mail -> mail.setBcc(List.of("bo@example.org"))), NOT_RECORDED);

    assertThat(outcome).isEqualTo(new Delivered("Q1", Level.SANDBOXED));
    assertThat(server.commands())
        .filteredOn(line -> line.startsWith("RCPT"))
        .containsExactly("RCPT TO:<box@town.example>");
    assertThat(server.contents())
        .singleElement()
        .satisfies(
            mail ->
                assertThat(mail)
                    .contains("X-Carillon-Sandbox: true", "[not sent to the recipient] Hello")
                    .doesNotContain("ann@example.org"));
  }

  @Test
  void aSandboxAddressThatIsDeadSaysNothingOfTheRecipient() throws Exception {
    server = ScriptedServer.start(Map.of("RCPT", "550 5.1.1 no such user"));
    channel =
        channel(
            quick(server.port()), new Playpen(Playpen.Mode.SANDBOX, List.of(), "box@town.example"));

    assertThat(channel.deliver(Mails.command(mail -> {}), NOT_RECORDED))
        .asInstanceOf(type(Rejected.class))
        .satisfies(rejected -> assertThat(rejected.suppression()).isNull());
  }

  @Test
  void mistakesShowInTheSandboxToo() throws Exception {
    channel = channel(quick(1), new Playpen(Playpen.Mode.SANDBOX, List.of(), null));

    assertThat(channel.deliver(Mails.command(mail -> mail.setText(null)), NOT_RECORDED))
        .isInstanceOf(Rejected.class);
    assertThat(channel.deliver(Mails.commandTo("ann"), NOT_RECORDED)).isInstanceOf(Rejected.class);
  }

  private Outcome against(Map<String, String> script) throws Exception {
    server = ScriptedServer.start(script);
    channel = channel(quick(server.port()));
    return channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);
  }

  private Outcome withLogin(Map<String, String> script) throws Exception {
    server = ScriptedServer.start(script);
    Relay plain = quick(server.port());
    channel =
        channel(
            new Relay(
                plain.host(),
                plain.port(),
                Tls.NONE,
                "me",
                new Secret("secret"),
                null,
                plain.timeouts(),
                plain.pool()));
    return channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);
  }

  private static EmailChannel channel(Relay relay) {
    return channel(relay, LIVE);
  }

  private static EmailChannel channel(Relay relay, Playpen playpen) {
    return new EmailChannel(
        Mails.settings(relay, Mails.sender(), Mails.rules()), TEMPLATES, playpen, AN_HOUR_LATER);
  }

  /** A server on this machine that has half a second for each answer. */
  private static Relay quick(int port) {
    Relay relay = Mails.relay(port);
    Duration limit = Duration.ofMillis(500);
    return new Relay(
        relay.host(),
        port,
        relay.tls(),
        null,
        null,
        null,
        new Timeouts(Duration.ofSeconds(5), limit, Duration.ofSeconds(5)),
        relay.pool());
  }

  private static Relay withTls(Relay relay, Tls tls) {
    return new Relay(
        relay.host(), relay.port(), tls, null, null, null, relay.timeouts(), relay.pool());
  }

  private static Relay withPool(Relay relay, Pool pool) {
    return new Relay(
        relay.host(), relay.port(), relay.tls(), null, null, null, relay.timeouts(), pool);
  }
}
