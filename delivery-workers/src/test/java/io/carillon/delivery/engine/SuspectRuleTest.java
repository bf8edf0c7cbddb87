package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.DeliveryStatus;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.engine.Ledger.Standing;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@Behaviour("XC-4")
class SuspectRuleTest {

  @ParameterizedTest
  @EnumSource(
      value = DeliveryStatus.class,
      mode = Mode.EXCLUDE,
      names = {"ISSUED", "BEGUN"})
  void anAttemptThatEndedIsNotRepeated(DeliveryStatus status) {
    assertThat(judge(status, 2, true)).isEqualTo(SuspectRule.ENDED);
    assertThat(judge(status, 2, false)).isEqualTo(SuspectRule.ENDED);
  }

  @ParameterizedTest
  @EnumSource(DeliveryStatus.class)
  void onceALaterAttemptIsKnownThisOneIsOver(DeliveryStatus status) {
    assertThat(judge(status, 3, true)).isEqualTo(SuspectRule.ENDED);
  }

  @ParameterizedTest
  @EnumSource(DeliveryStatus.class)
  void whatBecameOfAnEarlierAttemptSaysNothingOfThisOne(DeliveryStatus status) {
    assertThat(judge(status, 1, true)).isEqualTo(SuspectRule.SEND);
  }

  @Test
  void whatWasIssuedAndNotBegunIsSent() {
    assertThat(judge(DeliveryStatus.ISSUED, 2, true)).isEqualTo(SuspectRule.SEND);
    assertThat(judge(DeliveryStatus.ISSUED, 2, false)).isEqualTo(SuspectRule.SEND);
  }

  @Test
  void whatWasBegunIsAmbiguousUnlessTheProviderNoticesRepetitions() {
    assertThat(judge(DeliveryStatus.BEGUN, 2, true)).isEqualTo(SuspectRule.AMBIGUOUS);
    assertThat(judge(DeliveryStatus.BEGUN, 2, false)).isEqualTo(SuspectRule.SEND);
  }

  @Test
  void whatTheLedgerDoesNotKnowIsSent() {
    assertThat(SuspectRule.judge(Optional.empty(), 1, true)).isEqualTo(SuspectRule.SEND);
  }

  private static SuspectRule judge(DeliveryStatus status, int at, boolean marksBegun) {
    return SuspectRule.judge(Optional.of(new Standing(status, at)), 2, marksBegun);
  }
}
