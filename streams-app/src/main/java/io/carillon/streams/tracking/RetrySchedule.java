package io.carillon.streams.tracking;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a channel tries again. Immutable.
 *
 * @param delays the delay after the first failed attempt, the second, and so on; after the last one
 *     there is no further attempt; none may be zero
 */
public record RetrySchedule(List<Duration> delays) {
  /** A fifth more or less, so that what failed together does not come back together. */
  private static final double JITTER = 0.2;

  /** Checks the delays. */
  public RetrySchedule {
    delays = List.copyOf(delays);
    if (delays.stream().anyMatch(delay -> delay.toMillis() < 1)) {
      throw new IllegalArgumentException("retry delays must be at least 1ms, were " + delays);
    }
  }

  /**
   * Finds how long to wait after a failed attempt.
   *
   * @param attempt the attempt that failed, 1 for the first
   * @param commandId the command; decides the jitter, so that a replay waits as long
   * @return the delay, or empty if there are no more attempts
   */
  public Optional<Duration> delay(int attempt, String commandId) {
    if (attempt < 1 || attempt > delays.size()) {
      return Optional.empty();
    }
    // The low bits of a string's hash change with every character; all of them spread evenly here.
    int hash = (commandId.hashCode() * 31 + attempt) * 0x9E3779B9;
    double spread = (hash / (double) Integer.MAX_VALUE) * JITTER;
    return Optional.of(
        Duration.ofMillis(
            Math.max(1, Math.round(delays.get(attempt - 1).toMillis() * (1 + spread)))));
  }
}
