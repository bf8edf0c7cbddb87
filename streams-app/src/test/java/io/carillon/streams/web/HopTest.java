package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.streams.web.Caller.Answer;
import io.javalin.Javalin;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What is asked of another instance. */
final class HopTest {
  private static final String PATH = "/v1/members/ann/decisions";

  @ParameterizedTest
  @CsvSource({
    "a|b, a%7Cb",
    "{a}, %7Ba%7D",
    "page[size], page%5Bsize%5D",
    "'a\"<>^`', 'a%22%3C%3E%5E%60'",
    "50%, 50%25",
    "50%2, 50%252",
    "é€, %C3%A9%E2%82%AC"
  })
  void whatNoUriMayHaveIsEncoded(String sent, String passedOn) {
    String target = Hop.encoded(PATH + "?event=" + sent);

    assertThat(target).isEqualTo(PATH + "?event=" + passedOn);
    assertThat(URI.create("http://localhost" + target).getRawQuery())
        .isEqualTo("event=" + passedOn);
  }

  @Test
  void whatIsEncodedOrNeedNotBeIsPassedOnAsItIs() {
    String target = PATH + "?event=a%7Cb+c&x=1,2;(3)!$'*:@/?-._~";

    assertThat(Hop.encoded(target)).isEqualTo(target);
  }

  @Test
  void whatCountsIsPassedOnAndBack() {
    Javalin other =
        Javalin.create(
            config ->
                config.routes.patch(
                    "/any",
                    ask ->
                        ask.status(202)
                            .header("Cache-Control", "no-store")
                            .result(
                                String.join(
                                    " ",
                                    ask.queryString(),
                                    ask.header("Authorization"),
                                    ask.header("Content-Type"),
                                    ask.header("Accept"),
                                    ask.body()))));
    try (Pair pair = new Pair(other)) {
      Answer answer =
          pair.caller.send(
              "PATCH",
              "/any?event=a%7Cb",
              "{}",
              "Authorization",
              "Bearer t",
              "Content-Type",
              "application/json",
              "Accept",
              "text/plain");

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.body()).isEqualTo("event=a%7Cb Bearer t application/json text/plain {}");
    }
  }

  @Test
  void whatWasPassedOnIsNotPassedOnAgain() {
    Javalin other = here();
    try (Pair pair = new Pair(other)) {
      Answer answer = pair.caller.get("/any", Hop.HEADER, "1");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(pair.caller.get("/preferably", Hop.HEADER, "1").body()).isEqualTo("answered here");
    }
  }

  @Test
  void whatIsPreferablyAnsweredElsewhereIsAnsweredHereIfItCannotBeThere() {
    AtomicInteger status = new AtomicInteger(200);
    Javalin other =
        Javalin.create(
            config ->
                config.routes.get(
                    "/preferably", ask -> ask.status(status.get()).result("answered there")));
    try (Pair pair = new Pair(other)) {
      assertThat(pair.caller.get("/preferably").body()).isEqualTo("answered there");
      status.set(400);
      assertThat(pair.caller.get("/preferably").status()).isEqualTo(400);
      assertThat(pair.caller.get("/preferably").body()).isEqualTo("answered there");
      status.set(503);
      assertThat(pair.caller.get("/preferably").body()).isEqualTo("answered here");
      other.stop();
      assertThat(pair.caller.get("/preferably").body()).isEqualTo("answered here");
    }
  }

  /** Two instances, of which the one that is asked passes everything on to the other. */
  private static final class Pair implements AutoCloseable {
    private final Hop hop = new Hop(Duration.ofSeconds(1));
    private final Javalin other;
    private final Javalin one;
    private final Caller caller;

    private Pair(Javalin other) {
      this.other = other;
      HostInfo owner = new HostInfo("127.0.0.1", other.start("127.0.0.1", 0).port());
      this.one =
          Javalin.create(
              config -> {
                Errors.handle(config.routes);
                config.routes.get("/any", ask -> hop.pass(ask, owner));
                config.routes.patch("/any", ask -> hop.pass(ask, owner));
                config.routes.get(
                    "/preferably",
                    ask -> {
                      if (!hop.passed(ask, owner)) {
                        ask.result("answered here");
                      }
                    });
              });
      this.caller = new Caller(URI.create("http://127.0.0.1:" + one.start("127.0.0.1", 0).port()));
    }

    @Override
    public void close() {
      one.stop();
      other.stop();
    }
  }

  @Test
  void anInstanceThatDoesNotAnswerIsLoggedOnceAndWhenItAnswersAgain() {
    Hop hop = new Hop(Duration.ofSeconds(1));
    Javalin other = here();
    Javalin restarted = here();
    AtomicReference<HostInfo> owner = new AtomicReference<>();
    Javalin one =
        Javalin.create(
            config -> {
              Errors.handle(config.routes);
              config.routes.get("/any", ask -> hop.pass(ask, Objects.requireNonNull(owner.get())));
            });
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Hop.class);
    logger.setLevel(Level.INFO);
    logger.addAppender(logged);
    logged.start();
    try {
      int port = other.start("127.0.0.1", 0).port();
      owner.set(new HostInfo("127.0.0.1", port));
      Caller caller =
          new Caller(URI.create("http://127.0.0.1:" + one.start("127.0.0.1", 0).port()));
      assertThat(caller.get("/any").body()).isEqualTo("here");
      other.stop();

      assertThat(caller.get("/any").status()).isEqualTo(503);
      assertThat(caller.get("/any").status()).isEqualTo(503);

      assertThat(logged.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .singleElement()
          .asString()
          .startsWith("The instance at 127.0.0.1:" + port + " does not answer: ")
          .doesNotEndWith("null")
          .doesNotEndWith(": ");
      logged.list.clear();

      restarted.start("127.0.0.1", port);
      assertThat(caller.get("/any").status()).isEqualTo(200);
      assertThat(caller.get("/any").status()).isEqualTo(200);

      assertThat(logged.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly("The instance at 127.0.0.1:" + port + " answers again");
    } finally {
      logger.detachAppender(logged);
      logger.setLevel(null);
      one.stop();
      other.stop();
      restarted.stop();
    }
  }

  private static Javalin here() {
    return Javalin.create(config -> config.routes.get("/any", ask -> ask.result("here")));
  }
}
