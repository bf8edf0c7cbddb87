package io.carillon.delivery;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.SuppressionAdvice;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one attempt to deliver came to. Immutable. */
public sealed interface Outcome {

  /**
   * Why an attempt did not simply succeed.
   *
   * @param code a short stable code such as {@code smtp-451} or {@code mailbox-full}; safe as a
   *     metric label
   * @param detail the provider's own words, cut to 500 characters; null if there are none
   */
  record Reason(String code, @Nullable String detail) {
    private static final int MAX_DETAIL = 500;

    /** Cuts the detail. */
    public Reason {
      if (detail != null && detail.length() > MAX_DETAIL) {
        detail = detail.substring(0, MAX_DETAIL);
      }
    }

    /**
     * A reason without further words.
     *
     * @param code the code
     * @return the reason
     */
    public static Reason of(String code) {
      return new Reason(code, null);
    }
  }

  /** How far a delivered message got: acceptance never claims delivery (XC-5). */
  enum Level {
    /** The provider took it. */
    ACCEPTED,
    /** The provider says it arrived. */
    CONFIRMED,
    /** Kept from a real person, or sent to the sandbox address instead (XC-8). */
    SANDBOXED
  }

  /**
   * The provider has it.
   *
   * @param providerId the provider's id of the message; null if it gives none
   * @param level how far it got
   */
  record Delivered(@Nullable String providerId, Level level) implements Outcome {}

  /**
   * A later attempt may succeed.
   *
   * @param notBefore the provider asked not to be tried earlier; null if it said nothing
   * @param reason why not now
   * @param scope what to back off from
   */
  record RetryLater(@Nullable Instant notBefore, Reason reason, BackOffScope scope)
      implements Outcome {}

  /**
   * No later attempt of the same command can succeed.
   *
   * @param reason why not
   * @param suppression the address that is dead; null if none is
   * @param ourFault whether the mistake is ours, such as a template that misses a value
   */
  record Rejected(Reason reason, @Nullable SuppressionAdvice suppression, boolean ourFault)
      implements Outcome {}

  /**
   * It may have been sent: the last byte may have left, and no answer came. Until a probe gets one,
   * the engine sends nothing else.
   *
   * @param reason what happened instead of an answer
   */
  record Ambiguous(Reason reason) implements Outcome {}

  /**
   * The provider cannot be used at all: it refuses the connection, the authentication, or whatever
   * is from us. Burns no attempt; the engine stops taking records and keeps probing with the one it
   * has.
   *
   * @param reason why not
   */
  record RouteDown(Reason reason) implements Outcome {}

  /**
   * A newer command made this one moot, so nothing was sent (BAS-24).
   *
   * @param reason what overtook it
   */
  record Overtaken(Reason reason) implements Outcome {}
}
