package io.carillon.streams.tracking;

import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.DeliveryStatus;
import io.carillon.avro.OnAmbiguous;
import io.carillon.streams.deadletters.GivenUp;
import io.carillon.streams.ledger.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Folds what a worker reports into where a command stands, and plans the next attempt (XC-6). Pure.
 */
final class StatusFold {
  /** An attempt whose end is not known is made again once, not for ever. */
  private static final int MOST_AMBIGUOUS = 1;

  /** What workers call that a command came to them too late. */
  private static final String EXPIRED = "expired";

  private final RetrySettings retries;

  StatusFold(RetrySettings retries) {
    this.retries = retries;
  }

  /**
   * What follows from an outcome.
   *
   * @param delivery where the command stands now
   * @param deadLetter why it is given up; null if it is not
   */
  record Step(Delivery delivery, @Nullable GivenUp deadLetter) {}

  /** What follows from an outcome; empty if it is late or repeated and changes nothing. */
  Optional<Step> fold(
      Delivery before, DeliveryOutcome outcome, OnAmbiguous onAmbiguous, Instant now) {
    DeliveryStatus arrived = arrived(outcome);
    if (arrived != null) {
      return rank(arrived) > rank(before.status())
          ? Optional.of(new Step(delivered(before, outcome, arrived), null))
          : Optional.empty();
    }
    if (!isOpen(before) || outcome.getAttempt() != before.attempt()) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        switch (outcome.getStatus()) {
          case BEGUN ->
              before.status() == DeliveryStatus.ISSUED
                  ? new Step(with(before, outcome, DeliveryStatus.BEGUN), null)
                  : null;
          case RETRY_LATER -> retry(before, outcome, now);
          case AMBIGUOUS -> ambiguous(before, outcome, onAmbiguous, now);
          case REJECTED -> rejected(before, outcome);
          case OVERTAKEN -> new Step(with(before, outcome, DeliveryStatus.OVERTAKEN), null);
          case ACCEPTED, CONFIRMED, SANDBOXED ->
              throw new IllegalStateException("handled as arrived");
        });
  }

  private static @Nullable DeliveryStatus arrived(DeliveryOutcome outcome) {
    return switch (outcome.getStatus()) {
      case ACCEPTED -> DeliveryStatus.ACCEPTED;
      case CONFIRMED -> DeliveryStatus.CONFIRMED;
      case SANDBOXED -> DeliveryStatus.SANDBOXED;
      case BEGUN, RETRY_LATER, REJECTED, AMBIGUOUS, OVERTAKEN -> null;
    };
  }

  /** Arrival beats everything, whenever it is heard of; a receipt beats mere acceptance (XC-5). */
  private static int rank(DeliveryStatus status) {
    return switch (status) {
      case CONFIRMED -> 3;
      case ACCEPTED -> 2;
      case SANDBOXED -> 1;
      default -> 0;
    };
  }

  private static boolean isOpen(Delivery delivery) {
    return delivery.status() == DeliveryStatus.ISSUED || delivery.status() == DeliveryStatus.BEGUN;
  }

  /** A worker that had it too late refuses it without a try: expired like any other (XC-6). */
  private static Step rejected(Delivery before, DeliveryOutcome outcome) {
    if (EXPIRED.equals(outcome.getReason())) {
      return new Step(with(before, outcome, DeliveryStatus.EXPIRED), GivenUp.EXPIRED);
    }
    return new Step(
        with(before, outcome, DeliveryStatus.REJECTED),
        outcome.getOurFault() ? GivenUp.REJECTED : null);
  }

  private Step retry(Delivery before, DeliveryOutcome outcome, Instant now) {
    Optional<Duration> delay =
        retries.of(before.channel()).delay(before.attempt(), before.commandId());
    if (delay.isEmpty()) {
      return new Step(with(before, outcome, DeliveryStatus.EXHAUSTED), GivenUp.ATTEMPTS_EXHAUSTED);
    }
    Instant planned = now.plus(delay.get());
    Instant asked = outcome.getNotBefore();
    return at(before, outcome, asked != null && asked.isAfter(planned) ? asked : planned, false);
  }

  private Step ambiguous(
      Delivery before, DeliveryOutcome outcome, OnAmbiguous onAmbiguous, Instant now) {
    if (onAmbiguous == OnAmbiguous.HOLD || before.ambiguous() >= MOST_AMBIGUOUS) {
      return new Step(with(before, outcome, DeliveryStatus.UNKNOWN), null);
    }
    return at(before, outcome, now.plus(retries.ambiguousPause()), true);
  }

  /** The next attempt at its time, unless it would come too late. */
  private static Step at(Delivery before, DeliveryOutcome outcome, Instant at, boolean ambiguous) {
    if (at.isAfter(before.expiresAt())) {
      return new Step(with(before, outcome, DeliveryStatus.EXPIRED), GivenUp.EXPIRED);
    }
    Delivery waiting =
        before.with(
            DeliveryStatus.RETRYING,
            before.attempt(),
            outcome.getAt(),
            outcome.getReason(),
            Objects.requireNonNull(at));
    return new Step(ambiguous ? waiting.onceMoreAmbiguous() : waiting, null);
  }

  private static Delivery with(Delivery before, DeliveryOutcome outcome, DeliveryStatus status) {
    return before.with(status, before.attempt(), outcome.getAt(), outcome.getReason(), null);
  }

  private static Delivery delivered(
      Delivery before, DeliveryOutcome outcome, DeliveryStatus status) {
    return before
        .with(status, outcome.getAttempt(), outcome.getAt(), null, null)
        .withProviderId(outcome.getProviderId());
  }
}
