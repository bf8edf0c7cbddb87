package io.carillon.streams.flow;

import java.time.Duration;
import java.time.Instant;

/** How far other machines' clocks may be ahead of ours. */
public final class ClockTolerance {
  /** A time further ahead is a mistake, and would count for more than everything after it. */
  public static final Duration MOST = Duration.ofMinutes(10);

  private ClockTolerance() {}

  /**
   * Tells whether a time cannot have come yet, on any clock that is nearly right.
   *
   * @param time the time
   * @param now the time here
   * @return whether it is more than {@link #MOST} ahead
   */
  public static boolean isExceeded(Instant time, Instant now) {
    return time.isAfter(now.plus(MOST));
  }
}
