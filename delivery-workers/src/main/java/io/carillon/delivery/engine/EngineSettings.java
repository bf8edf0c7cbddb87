package io.carillon.delivery.engine;

import io.carillon.settings.Section;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much an engine does at once, and how long it waits. Immutable.
 *
 * @param slots attempts made at the same time, 1 to 1000
 * @param span how many records of a partition are reserved ahead of being handed out, 1 to 100000.
 *     After a crash at most so many more than were really in flight are looked up before they are
 *     sent; the smaller, the more often handing out waits for a commit
 * @param commitInterval how often finished work is committed, more than zero
 * @param drainTimeout how long attempts under way may take to end when the engine stops or a
 *     partition moves to another worker, zero or more, less than two minutes: nothing is polled
 *     meanwhile. An attempt that takes longer is cut off, looked up, and perhaps ambiguous, for the
 *     next worker. Null for a little more than the channel's longest attempt
 * @param firstBackOff the wait before a route, ledger or registry that failed is tried again; it
 *     doubles each time. More than zero
 * @param longestBackOff the longest such wait, no less than the first
 */
public record EngineSettings(
    int slots,
    int span,
    Duration commitInterval,
    @Nullable Duration drainTimeout,
    Duration firstBackOff,
    Duration longestBackOff) {

  /** Slots, unless set otherwise. */
  public static final int DEFAULT_SLOTS = 16;

  /** As many slots as there may be. */
  public static final int MOST_SLOTS = 1000;

  /** As many records as may be reserved. */
  public static final int LONGEST_SPAN = 100_000;

  /** Kafka takes a worker that polls nothing for five minutes for dead, and so do its watchers. */
  private static final Duration TOO_LONG_A_DRAIN = Duration.ofMinutes(2);

  private static final Duration A_LITTLE_MORE = Duration.ofSeconds(5);
  private static final Duration A_MOMENT = Duration.ofMillis(1);
  private static final String DRAIN = "must be >= 0 and < 2m, was ";
  private static final String LONGEST_BACK_OFF = "must be >= first-back-off, was ";

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public EngineSettings {
    check(slots >= 1 && slots <= MOST_SLOTS, "slots: must be 1 to 1000, was " + slots);
    check(span >= 1 && span <= LONGEST_SPAN, "span: must be 1 to 100000, was " + span);
    check(isPositive(commitInterval), "commit-interval: must be > 0, was " + commitInterval);
    check(drainTimeout == null || isShort(drainTimeout), "drain-timeout: " + DRAIN + drainTimeout);
    check(isPositive(firstBackOff), "first-back-off: must be > 0, was " + firstBackOff);
    check(
        longestBackOff.compareTo(firstBackOff) >= 0,
        "longest-back-off: " + LONGEST_BACK_OFF + longestBackOff);
  }

  /**
   * Returns settings that suit most providers.
   *
   * @return 16 slots, a span of 1000, a commit each second, as long to drain as the channel needs,
   *     back-off of 1 s to 30 s
   */
  public static EngineSettings defaults() {
    return new EngineSettings(
        DEFAULT_SLOTS,
        1000,
        Duration.ofSeconds(1),
        null,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30));
  }

  /**
   * Reads the section {@code engine}: {@code slots}, {@code span}, {@code commit-interval}, {@code
   * drain-timeout}, {@code first-back-off}, {@code longest-back-off}.
   *
   * @param section the section
   * @return the settings
   */
  public static EngineSettings read(Section section) {
    EngineSettings defaults = defaults();
    Duration drain = section.duration("drain-timeout", Duration.ZERO);
    section.check("drain-timeout", isShort(drain), DRAIN + drain);
    Duration first = section.duration("first-back-off", defaults.firstBackOff, A_MOMENT);
    Duration longest = section.duration("longest-back-off", defaults.longestBackOff);
    section.check("longest-back-off", longest.compareTo(first) >= 0, LONGEST_BACK_OFF + longest);
    return new EngineSettings(
        section.integer("slots", defaults.slots, 1, MOST_SLOTS),
        section.integer("span", defaults.span, 1, LONGEST_SPAN),
        section.duration("commit-interval", defaults.commitInterval, A_MOMENT),
        section.has("drain-timeout") ? drain : null,
        first,
        longest);
  }

  /** How long attempts of a channel may take to end; if it is not set, as long as they need. */
  Duration drainTimeoutFor(Duration longestAttempt) {
    if (drainTimeout != null) {
      return drainTimeout;
    }
    Duration needed = longestAttempt.plus(A_LITTLE_MORE);
    Duration most = TOO_LONG_A_DRAIN.minus(A_LITTLE_MORE);
    return needed.compareTo(most) < 0 ? needed : most;
  }

  private static boolean isShort(Duration drain) {
    return !drain.isNegative() && drain.compareTo(TOO_LONG_A_DRAIN) < 0;
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
