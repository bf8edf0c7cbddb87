package io.carillon.localstack.basket;

import io.carillon.localstack.basket.BasketOptions.RateLimit;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts calls by what they ask for (BAS-17). Thread-safe. */
final class RateLimiter {
  private static final int SWEEP_ABOVE = 10_000;

  private final Clock clock;
  private final Map<String, Window> windows = new HashMap<>();
  private Optional<RateLimit> limit;

  private record Window(Instant end, int calls) {}

  RateLimiter(Optional<RateLimit> limit, Clock clock) {
    this.limit = limit;
    this.clock = clock;
  }

  synchronized void limit(Optional<RateLimit> changed) {
    limit = changed;
    windows.clear();
  }

  /** Counts a call and returns whether it is one too many. */
  synchronized boolean isTooOften(String key) {
    if (limit.isEmpty()) {
      return false;
    }
    RateLimit rate = limit.get();
    Instant now = clock.instant();
    if (windows.size() > SWEEP_ABOVE) {
      windows.values().removeIf(window -> !window.end().isAfter(now));
    }
    Window window =
        windows.merge(
            key,
            new Window(now.plus(rate.window()), 1),
            (running, fresh) ->
                running.end().isAfter(now)
                    ? new Window(running.end(), running.calls() + 1)
                    : fresh);
    return window.calls() > rate.calls();
  }
}
