package io.carillon.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.DeadLetter;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UpCommandTest {
  @Test
  void aRecordThatWasGivenUpIsShownWithItsPlaceAndTheRule() {
    DeadLetter letter =
        letter("rule-broken", "vouches: must be more than vouchesBefore")
            .setSourceTopic("events.members")
            .setSourcePartition(1)
            .setSourceOffset(7L)
            .build();

    assertThat(UpCommand.words(letter))
        .isEqualTo(
            "dead letter: events.members-1@7: vouches: must be more than vouchesBefore"
                + " (rule-broken)");
  }

  @Test
  void aDeliveryThatWasGivenUpIsShownWithItsCommandAndEvent() {
    DeadLetter letter =
        letter("attempts-exhausted", "451 try later").setCommandId("c1").setEventId("e1").build();

    assertThat(UpCommand.words(letter))
        .isEqualTo("dead letter: command c1 of event e1: 451 try later (attempts-exhausted)");
  }

  private static DeadLetter.Builder letter(String reason, String detail) {
    return DeadLetter.newBuilder()
        .setStage("intake")
        .setReason(reason)
        .setDetail(detail)
        .setDeadAt(Instant.EPOCH)
        .setHeaders(Map.of());
  }
}
