package io.carillon.streams.tracking;

import io.carillon.avro.Delivery;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.DeliveryStatus;
import io.carillon.avro.OnAmbiguous;
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
  record Step(Delivery delivery, @Nullable String deadLetter) {}

  /** What follows from an outcome; empty if it is late or repeated and changes nothing. */
  Optional<Step> fold(
      Delivery before, DeliveryOutcome outcome, OnAmbiguous onAmbiguous, Instant now) {
    DeliveryStatus arrived = arrived(outcome);
    if (arrived != null) {
      return rank(arrived) > rank(before.getStatus())
          ? Optional.of(new Step(delivered(before, outcome, arrived), null))
          : Optional.empty();
    }
    if (!isOpen(before) || outcome.getAttempt() != before.getAttempt()) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        switch (outcome.getStatus()) {
          case BEGUN ->
              before.getStatus() == DeliveryStatus.ISSUED
                  ? new Step(with(before, outcome, DeliveryStatus.BEGUN), null)
                  : null;
          case RETRY_LATER -> retry(before, outcome, now);
          case AMBIGUOUS -> ambiguous(before, outcome, onAmbiguous, now);
          case REJECTED ->
              new Step(
                  with(before, outcome, DeliveryStatus.REJECTED),
                  outcome.getOurFault() ? "rejected" : null);
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
    return delivery.getStatus() == DeliveryStatus.ISSUED
        || delivery.getStatus() == DeliveryStatus.BEGUN;
  }

  private Step retry(Delivery before, DeliveryOutcome outcome, Instant now) {
    Optional<Duration> delay =
        retries.of(before.getChannel()).delay(before.getAttempt(), before.getCommandId());
    if (delay.isEmpty()) {
      return new Step(with(before, outcome, DeliveryStatus.EXHAUSTED), "attempts-exhausted");
    }
    Instant planned = now.plus(delay.get());
    Instant asked = outcome.getNotBefore();
    return at(before, outcome, asked != null && asked.isAfter(planned) ? asked : planned, 0);
  }

  private Step ambiguous(
      Delivery before, DeliveryOutcome outcome, OnAmbiguous onAmbiguous, Instant now) {
    if (onAmbiguous == OnAmbiguous.HOLD || before.getAmbiguous() >= MOST_AMBIGUOUS) {
      return new Step(with(before, outcome, DeliveryStatus.UNKNOWN), null);
    }
    return at(before, outcome, now.plus(retries.ambiguousPause()), 1);
  }

  /** The next attempt at its time, unless it would come too late. */
  private static Step at(Delivery before, DeliveryOutcome outcome, Instant at, int ambiguous) {
    if (at.isAfter(before.getExpiresAt())) {
      return new Step(with(before, outcome, DeliveryStatus.EXPIRED), "expired");
    }
    return new Step(
        new Delivery(
            before.getCommandId(),
            before.getMessageType(),
            before.getChannel(),
            DeliveryStatus.RETRYING,
            before.getAttempt(),
            before.getIssuedAt(),
            outcome.getAt(),
            before.getExpiresAt(),
            outcome.getReason(),
            before.getProviderId(),
            Objects.requireNonNull(at),
            before.getAmbiguous() + ambiguous),
        null);
  }

  private static Delivery with(Delivery before, DeliveryOutcome outcome, DeliveryStatus status) {
    return new Delivery(
        before.getCommandId(),
        before.getMessageType(),
        before.getChannel(),
        status,
        before.getAttempt(),
        before.getIssuedAt(),
        outcome.getAt(),
        before.getExpiresAt(),
        outcome.getReason(),
        before.getProviderId(),
        null,
        before.getAmbiguous());
  }

  private static Delivery delivered(
      Delivery before, DeliveryOutcome outcome, DeliveryStatus status) {
    return new Delivery(
        before.getCommandId(),
        before.getMessageType(),
        before.getChannel(),
        status,
        outcome.getAttempt(),
        before.getIssuedAt(),
        outcome.getAt(),
        before.getExpiresAt(),
        null,
        outcome.getProviderId() == null ? before.getProviderId() : outcome.getProviderId(),
        null,
        before.getAmbiguous());
  }
}
