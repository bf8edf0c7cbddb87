package io.carillon.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.SuppressionAdvice;
import io.carillon.avro.SuppressionScope;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Ambiguous;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RetryLater;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.email.SmtpFailure.Trouble;
import io.carillon.delivery.email.SmtpVerdicts.About;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class SmtpVerdictsTest {
  private static final String ANN = "ann@example.org";

  @ParameterizedTest
  @CsvSource({
    "550 5.1.1 x, unknown-mailbox",
    "553 5.1.2 x, unknown-domain",
    "501 5.1.3 x, malformed-address",
    "551 5.1.6 x, mailbox-moved",
    "556 5.1.10 x, domain-takes-no-mail",
    "550 5.1.10 x, domain-takes-no-mail",
    "556 x, domain-takes-no-mail",
    "521 x, domain-takes-no-mail",
    "521 5.7.1 x, domain-takes-no-mail",
    "550 5.7.13 x, account-disabled",
    "550 5.7.17 x, owner-changed",
    "550 5.7.18 x, owner-changed"
  })
  void onlyTheseRowsGiveAnAddressUp(String reply, String cause) {
    for (SmtpStage stage : EnumSet.of(SmtpStage.RCPT, SmtpStage.DATA, SmtpStage.FINAL_DOT)) {
      assertThat(judge(stage, reply))
          .isInstanceOfSatisfying(
              Rejected.class,
              rejected -> {
                assertThat(rejected.suppression())
                    .isEqualTo(new SuppressionAdvice(ANN, SuppressionScope.ALL, cause));
                assertThat(rejected.reason().code()).isEqualTo(cause);
                assertThat(rejected.ourFault()).isFalse();
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    // stage, reply, reason, whose fault
    "RCPT, 550 5.2.1 x, mailbox-disabled, false",
    "RCPT, 550 x, recipient-refused, false",
    "RCPT, 551 x, recipient-refused, false",
    "RCPT, 553 x, recipient-refused, false",
    "RCPT, 550 5.0.0 x, recipient-refused, false",
    "RCPT, 554 x, smtp-554, true",
    "RCPT, 599 x, smtp-599, false",
    "RCPT, 550 5.9.9 x, recipient-refused, false",
    "RCPT, 550 5.2.3 x, message-too-big, false",
    "RCPT, 552 5.3.4 x, message-too-big, false",
    "FINAL_DOT, 552 x, message-too-big, false",
    "FINAL_DOT, 552 5.3.4 x, message-too-big, false",
    "MAIL, 552 x, message-too-big, false",
    "RCPT, 503 5.5.1 x, protocol, true",
    "RCPT, 501 x, protocol, true",
    "DATA, 503 x, protocol, true",
    "MAIL, 555 x, protocol, true",
    "FINAL_DOT, 554 5.6.0 x, content-refused, true",
    "RCPT, 553 5.6.7 x, content-refused, true",
    "FINAL_DOT, 550 5.7.1 x, policy, true",
    "RCPT, 550 5.7.1 x, policy, true",
    "RCPT, 552 5.7.1 x, policy, true",
    "RCPT, 550 5.7.26 x, policy, true",
    "FINAL_DOT, 550 5.7.515 x, policy, true",
    "FINAL_DOT, 554 x, smtp-554, true",
    "FINAL_DOT, 550 x, smtp-550, false",
    "DATA, 554 x, smtp-554, true",
    "RCPT, 550 5.4.4 x, unroutable, false",
    "RCPT, 554 5.4.6 x, mail-loop, false"
  })
  void anyOtherRefusalForGoodIsAboutTheMessageOnly(
      SmtpStage stage, String reply, String reason, boolean ourFault) {
    assertThat(judge(stage, reply))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason().code()).isEqualTo(reason);
              assertThat(rejected.suppression()).isNull();
              assertThat(rejected.ourFault()).isEqualTo(ourFault);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 450 x, MESSAGE",
    "RCPT, 450 4.2.1 x, MESSAGE",
    "RCPT, 452 4.2.2 x, MESSAGE",
    "FINAL_DOT, 451 x, MESSAGE",
    "FINAL_DOT, 499 x, MESSAGE",
    "RCPT, 451 4.7.1 greylisted, TARGET",
    "FINAL_DOT, 450 4.4.2 x, TARGET",
    "RCPT, 452 4.3.1 x, ROUTE",
    "FINAL_DOT, 454 Throttling failure, ROUTE",
    "RCPT, 421 4.7.28 x, ROUTE",
    "MAIL, 421 x, ROUTE",
    "FINAL_DOT, 421 5.7.32 x, ROUTE",
    "MAIL, 450 x, ROUTE",
    "GREETING, 421 x, ROUTE",
    "GREETING, 450 x, ROUTE",
    "HELLO, 421 x, ROUTE",
    "STARTTLS, 454 x, ROUTE",
    "AUTH, 454 4.7.0 x, ROUTE",
    "AUTH, 432 4.7.12 x, ROUTE"
  })
  void everythingThatBeginsWithFourIsForLater(SmtpStage stage, String reply, BackOffScope scope) {
    assertThat(judge(stage, reply))
        .isInstanceOfSatisfying(
            RetryLater.class,
            later -> {
              assertThat(later.scope()).isEqualTo(scope);
              assertThat(later.reason().code()).isEqualTo("smtp-" + reply.substring(0, 3));
              assertThat(later.notBefore()).isNull();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING, 554 x, route-refused",
    "GREETING, 521 x, route-refused",
    "GREETING, 550 5.1.1 x, route-refused",
    "HELLO, 550 x, route-refused",
    "STARTTLS, 502 x, tls-not-offered",
    "AUTH, 535 5.7.8 x, auth-refused",
    "AUTH, 534 x, auth-refused",
    "AUTH, 504 x, auth-refused",
    "MAIL, 530 5.7.0 x, auth-refused",
    "MAIL, 530 5.7.1 x, auth-refused",
    "RCPT, 538 x, auth-refused"
  })
  void refusalsOfOurselvesAreAboutTheRoute(SmtpStage stage, String reply, String reason) {
    assertThat(judge(stage, reply))
        .isInstanceOfSatisfying(
            RouteDown.class, down -> assertThat(down.reason().code()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 554 5.7.1 <***>: Relay access denied",
    "RCPT, 550 relay not permitted",
    "RCPT, 550 5.7.1 ***... Relaying denied",
    "RCPT, 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
    "MAIL, 550 5.7.0 Mail relay denied [192.0.2.1]",
    "FINAL_DOT, 554 5.7.1 you are not allowed to relay"
  })
  void aRelayThatDoesNotRelayForUsIsNoRoute(SmtpStage stage, String reply) {
    assertThat(judge(stage, reply))
        .isInstanceOfSatisfying(
            RouteDown.class, down -> assertThat(down.reason().code()).isEqualTo("relay-denied"));
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 554 5.7.1 <relay[192.0.2.1]>: Client host rejected: Access denied",
    "RCPT, 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example",
    "RCPT, 504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname",
    "FINAL_DOT, 554 Message rejected: Sending suspended for this account"
  })
  void whoRefusesTheClientRefusesItsMailsToAnybody(SmtpStage stage, String reply) {
    assertThat(judge(stage, reply))
        .isInstanceOfSatisfying(
            RouteDown.class, down -> assertThat(down.reason().code()).isEqualTo("route-refused"));
  }

  @ParameterizedTest
  @CsvSource({
    "550 5.1.1 <***>: host mx.example said: 554 5.7.1 Relay access denied, unknown-mailbox",
    "554 5.7.1 host mx.example said: 554 Relay access denied, policy",
    "550 host mx.example said: 550 relay not permitted, recipient-refused"
  })
  void whatTheNextServerSaidIsNotAboutUs(String reply, String reason) {
    assertThat(judge(SmtpStage.RCPT, reply))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.reason().code()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL, 550 x",
    "MAIL, 553 x",
    "MAIL, 554 5.7.1 x",
    "MAIL, 550 5.1.1 x",
    "MAIL, 550 5.1.2 x",
    "MAIL, 521 x",
    "RCPT, 550 5.1.7 x",
    "RCPT, 550 5.1.8 x",
    "RCPT, 553 5.7.1 <***>: Sender address rejected: not owned by user",
    "FINAL_DOT, 550 5.7.27 x",
    "FINAL_DOT, 554 Message rejected: Email address is not verified."
  })
  void aSenderThatIsRefusedIsAboutTheRouteUnlessOneCommandAloneHasIt(
      SmtpStage stage, String reply) {
    SmtpFailure failure = SmtpFailure.refused(stage, SmtpReply.parse(reply));

    assertThat(SmtpVerdicts.judge(failure, new About(ANN, true, Duration.ZERO)))
        .isInstanceOfSatisfying(
            RouteDown.class, down -> assertThat(down.reason().code()).isEqualTo("sender-refused"));
    assertThat(SmtpVerdicts.judge(failure, new About(ANN, false, Duration.ZERO)))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason().code()).isEqualTo("sender-refused");
              assertThat(rejected.suppression()).isNull();
              assertThat(rejected.ourFault()).isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "FINAL_DOT, 550 5.4.5 Daily user sending limit exceeded",
    "RCPT, 550 5.4.5 x",
    "MAIL, 550 5.4.5 x",
    "FINAL_DOT, 550 5.7.28 an unusual rate of unsolicited mail",
  })
  void whoSentTooMuchIsHeardLaterWhateverTheFirstDigit(SmtpStage stage, String reply) {
    assertThat(judge(stage, reply))
        .isInstanceOfSatisfying(
            RetryLater.class,
            later -> {
              assertThat(later.scope()).isEqualTo(BackOffScope.ROUTE);
              assertThat(later.reason().code()).isEqualTo("smtp-550");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 552 x",
    "RCPT, 552 5.2.2 x",
    "RCPT, 550 5.2.2 x",
    "FINAL_DOT, 552 5.2.2 x",
  })
  void aFullMailboxIsTriedForADayAndThenGivenUpWithoutGivingUpTheAddress(
      SmtpStage stage, String reply) {
    Duration lastMoment = SmtpVerdicts.FULL_FOR_AT_MOST.minusMillis(1);

    assertThat(judge(SmtpFailure.refused(stage, SmtpReply.parse(reply)), lastMoment))
        .isInstanceOfSatisfying(
            RetryLater.class, later -> assertThat(later.scope()).isEqualTo(BackOffScope.MESSAGE));
    assertThat(
            judge(
                SmtpFailure.refused(stage, SmtpReply.parse(reply)), SmtpVerdicts.FULL_FOR_AT_MOST))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason().code()).isEqualTo("mailbox-full");
              assertThat(rejected.suppression()).isNull();
            });
  }

  @Test
  void tooManyRecipientsIsForLater() {
    assertThat(judge(SmtpStage.RCPT, "552 5.5.3 Too many recipients"))
        .isInstanceOf(RetryLater.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Trouble.class,
      mode = Mode.INCLUDE,
      names = {"TIME_OUT", "CONNECTION_LOST"})
  @Behaviour("XC-5")
  void onlySilenceAfterTheFinalDotIsAmbiguous(Trouble trouble) {
    for (SmtpStage stage : SmtpStage.values()) {
      Outcome outcome = judge(SmtpFailure.of(stage, trouble), Duration.ZERO);

      if (stage == SmtpStage.FINAL_DOT) {
        assertThat(outcome).isInstanceOf(Ambiguous.class);
      } else if (stage == SmtpStage.CONNECT) {
        assertThat(outcome).isInstanceOf(RouteDown.class);
      } else {
        assertThat(outcome).isInstanceOf(RetryLater.class);
      }
    }
  }

  @Test
  void aMessageThatBreaksTheServerDoesNotHoldUpTheOthers() {
    for (SmtpStage stage : EnumSet.of(SmtpStage.RCPT, SmtpStage.DATA, SmtpStage.CONTENT)) {
      assertThat(judge(SmtpFailure.of(stage, Trouble.CONNECTION_LOST), Duration.ZERO))
          .isInstanceOfSatisfying(
              RetryLater.class, later -> assertThat(later.scope()).isEqualTo(BackOffScope.MESSAGE));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT, UNKNOWN_HOST, unknown-host",
    "CONNECT, NO_CONNECTION, connection-refused",
    "CONNECT, TLS, tls-failed",
    "STARTTLS, TLS, tls-failed",
    "HELLO, TLS_NOT_OFFERED, tls-not-offered",
    "AUTH, AUTH_NOT_OFFERED, auth-not-offered"
  })
  void aRouteThatCannotWorkIsDown(SmtpStage stage, Trouble trouble, String reason) {
    assertThat(judge(SmtpFailure.of(stage, trouble), Duration.ZERO))
        .isInstanceOfSatisfying(
            RouteDown.class, down -> assertThat(down.reason().code()).isEqualTo(reason));
  }

  @Test
  void anAnswerThatMakesNoSenseIsSilenceAfterTheDotAndABrokenSessionBefore() {
    for (String reply : Set.of("354 go on", "hello", "199 x")) {
      assertThat(judge(SmtpStage.FINAL_DOT, reply)).isInstanceOf(Ambiguous.class);
    }
    for (String reply : Set.of("hello", "199 x")) {
      assertThat(judge(SmtpStage.DATA, reply)).isEqualTo(unclear(reply, BackOffScope.MESSAGE));
    }
    for (String reply : Set.of("354 go on", "250 ok")) {
      assertThat(judge(SmtpStage.DATA, reply)).isEqualTo(unclear(reply, BackOffScope.ROUTE));
    }
  }

  private static RetryLater unclear(String reply, BackOffScope scope) {
    return new RetryLater(null, new Reason("unclear-reply", SmtpReply.parse(reply).words()), scope);
  }

  @Test
  @Behaviour("XC-5")
  void aMailThatTheRelayTookIsAcceptedAndNoMore() {
    SmtpReply reply = SmtpReply.parse("250 2.0.0 Ok: queued as 4XyZ");

    assertThat(SmtpVerdicts.accepted(reply, false))
        .isEqualTo(new Delivered("4XyZ", Level.ACCEPTED));
    assertThat(SmtpVerdicts.accepted(reply, true))
        .isEqualTo(new Delivered("4XyZ", Level.SANDBOXED));
    assertThat(SmtpVerdicts.accepted(SmtpReply.parse("250 Ok"), false))
        .isEqualTo(new Delivered(null, Level.ACCEPTED));
  }

  @Test
  void nothingIsLearnedOfARecipientWhomSomebodyStoodInFor() {
    SmtpFailure unknown =
        SmtpFailure.refused(SmtpStage.RCPT, SmtpReply.parse("550 5.1.1 no such user"));

    assertThat(SmtpVerdicts.judge(unknown, new About(null, true, Duration.ZERO)))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.suppression()).isNull());
  }

  @Test
  void noCodeEverGivesAnAddressUpBeforeTheServerKnowsIt() {
    for (int code = 400; code < 600; code++) {
      for (int subject = 0; subject < 8; subject++) {
        for (int detail = 0; detail < 30; detail++) {
          String reply = code + " " + code / 100 + "." + subject + "." + detail + " x";
          for (SmtpStage stage : EnumSet.range(SmtpStage.GREETING, SmtpStage.MAIL)) {
            if (judge(stage, reply) instanceof Rejected rejected) {
              assertThat(rejected.suppression()).as(stage + " " + reply).isNull();
            }
          }
        }
      }
    }
  }

  @Test
  void everyCodeHasAVerdictOfItsClass() {
    for (int code = 400; code < 600; code++) {
      for (SmtpStage stage : SmtpStage.values()) {
        Outcome outcome = judge(stage, code + " x");

        if (code < 500) {
          assertThat(outcome).as(stage + " " + code).isInstanceOf(RetryLater.class);
        } else if (!stage.isTransaction()) {
          assertThat(outcome).as(stage + " " + code).isInstanceOf(RouteDown.class);
        } else if (code != 552) {
          assertThat(outcome)
              .as(stage + " " + code)
              .isInstanceOfAny(Rejected.class, RouteDown.class);
        }
      }
    }
  }

  private static Outcome judge(SmtpStage stage, String reply) {
    return judge(SmtpFailure.refused(stage, SmtpReply.parse(reply)), Duration.ZERO);
  }

  private static Outcome judge(SmtpFailure failure, Duration age) {
    return SmtpVerdicts.judge(failure, new About(ANN, true, age));
  }
}
