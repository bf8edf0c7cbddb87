package io.carillon.streams.deadletters;

import io.carillon.avro.DeadLetter;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.schemas.Masking;
import io.carillon.streams.ledger.Delivery;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes dead letters of deliveries that are given up. Pure functions. */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * Makes the dead letter of a delivery. It names the command, and addresses in what a provider
   * said are masked (MOZ-19); what is needed to try again is in the ledger.
   *
   * @param stage who gave up, such as {@code tracking}
   * @param decision the decision that caused the command
   * @param delivery where the command stood in the end
   * @param why why it is given up
   * @param outcome what the last attempt came to; null if there was none
   * @param at when it was given up
   * @return the dead letter
   */
  public static DeadLetter ofDelivery(
      String stage,
      Decision decision,
      Delivery delivery,
      GivenUp why,
      @Nullable DeliveryOutcome outcome,
      Instant at) {
    String last = outcome == null ? delivery.reason() : outcome.getReason();
    String words = outcome == null ? null : outcome.getDetail();
    String detail = Objects.requireNonNullElse(last, "") + (words == null ? "" : ": " + words);
    return new DeadLetter(
        stage,
        why.code(),
        Objects.requireNonNull(Masking.mask(detail)),
        at,
        null,
        null,
        null,
        null,
        null,
        null,
        Map.of(),
        decision.getMemberId(),
        decision.getEventId(),
        delivery.commandId(),
        delivery.channel(),
        delivery.attempt());
  }
}
