package io.carillon.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.email.SmtpVerdicts.About;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RefusalsTest {
  private static final int UNDER_WAY = 3;
  private static final String HERE = "example.org";
  private static final String THERE = "example.net";
  private static final String DENIED = "554 5.7.1 Relay access denied";

  private final Refusals refusals = new Refusals(UNDER_WAY);

  @Test
  void aRelayThatDeniesUsIsDownHoweverOftenItIsAsked() {
    refusals.accepted(THERE);

    for (int i = 0; i < 10; i++) {
      assertThat(refused(SmtpStage.RCPT, DENIED, HERE)).isInstanceOf(RouteDown.class);
      assertThat(refused(SmtpStage.RCPT, DENIED, THERE)).isInstanceOf(RouteDown.class);
    }
  }

  @Test
  void whatWasUnderWayWhenTheRelayBeganToDenyUsDoesNotCount() {
    refused(SmtpStage.RCPT, DENIED, HERE);
    accepted(THERE, UNDER_WAY);

    assertThat(refused(SmtpStage.RCPT, DENIED, HERE)).isInstanceOf(RouteDown.class);
  }

  @Test
  void aDomainThatIsDeniedWhileOthersAreServedDoesNotHoldThemUp() {
    refused(SmtpStage.RCPT, DENIED, HERE);
    accepted(THERE, UNDER_WAY + 1);

    assertThat(refused(SmtpStage.RCPT, DENIED, "EXAMPLE.org"))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason().code()).isEqualTo("policy");
              assertThat(rejected.reason().detail()).isEqualTo(DENIED);
              assertThat(rejected.suppression()).isNull();
              assertThat(rejected.ourFault()).isTrue();
            });
  }

  @Test
  void aDomainThatWasServedAgainIsAsGoodAsAnyOther() {
    refused(SmtpStage.RCPT, DENIED, HERE);
    accepted(THERE, UNDER_WAY + 1);
    accepted(HERE, 1);

    assertThat(refused(SmtpStage.RCPT, DENIED, HERE)).isInstanceOf(RouteDown.class);
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 550 5.7.1 we do not like you",
    "RCPT, 554 no",
    "FINAL_DOT, 550 5.7.26 unauthenticated",
    "FINAL_DOT, 550 5.7.515 unauthenticated"
  })
  void distrustOfAFewMailsIsAboutThemAndOfAllAboutUs(SmtpStage stage, String reply) {
    for (int i = 0; i < Refusals.MOST_IN_A_ROW; i++) {
      assertThat(refused(stage, reply, HERE)).isInstanceOf(Rejected.class);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(refused(stage, reply, THERE)).isInstanceOf(RouteDown.class);
    }

    accepted(THERE, 1);
    assertThat(refused(stage, reply, HERE)).isInstanceOf(Rejected.class);
  }

  @ParameterizedTest
  @CsvSource({
    "FINAL_DOT, 554 5.7.1 spam",
    "FINAL_DOT, 554 spam",
    "RCPT, 550 5.1.1 unknown",
    "RCPT, 550 no such user",
    "RCPT, 501 5.5.4 what"
  })
  void whatIsAboutOneMailOrRecipientStaysSoHoweverOftenItIsSaid(SmtpStage stage, String reply) {
    for (int i = 0; i < 100; i++) {
      assertThat(refused(stage, reply, HERE)).isInstanceOf(Rejected.class);
    }
  }

  @Test
  void ofVeryManyDomainsThoseDeniedLongAgoAreForgotten() {
    refused(SmtpStage.RCPT, DENIED, HERE);
    for (int i = 0; i < 1_000; i++) {
      refused(SmtpStage.RCPT, DENIED, "d" + i + ".example");
    }
    accepted(THERE, UNDER_WAY + 1);

    assertThat(refused(SmtpStage.RCPT, DENIED, "d999.example")).isInstanceOf(Rejected.class);
    assertThat(refused(SmtpStage.RCPT, DENIED, "d1.example")).isInstanceOf(Rejected.class);
    assertThat(refused(SmtpStage.RCPT, DENIED, HERE)).isInstanceOf(RouteDown.class);
  }

  private void accepted(String domain, int times) {
    for (int i = 0; i < times; i++) {
      refusals.accepted(domain);
    }
  }

  private Outcome refused(SmtpStage stage, String reply, String domain) {
    SmtpFailure failure = SmtpFailure.refused(stage, SmtpReply.parse(reply));
    About about = new About("ann@" + domain, true, Duration.ZERO);
    return refusals.weigh(failure, SmtpVerdicts.judge(failure, about), domain);
  }
}
