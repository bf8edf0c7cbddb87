package io.carillon.localstack.basket;

import java.time.Duration;
import java.util.Optional;

/** What the sandbox does wrong at the moment. Thread-safe. */
final class HttpFaults {
  private Optional<Fault> fault = Optional.empty();

  /**
   * A fault.
   *
   * @param status what to answer instead of the truth, 400–599, or 0 to answer it
   * @param left how many calls still, {@link Integer#MAX_VALUE} for all
   * @param delay how long to wait before any answer
   */
  record Fault(int status, int left, Duration delay) {
    Fault {
      if (status != 0 && (status < 400 || status > 599)) {
        throw new IllegalArgumentException("status must be 0 or 400-599, was " + status);
      }
      if (left < 1) {
        throw new IllegalArgumentException("count must be > 0, was " + left);
      }
      if (delay.isNegative()) {
        throw new IllegalArgumentException("delayMs must be >= 0, was " + delay.toMillis());
      }
    }
  }

  synchronized void set(Fault changed) {
    fault = Optional.of(changed);
  }

  synchronized void clear() {
    fault = Optional.empty();
  }

  synchronized Optional<Fault> current() {
    return fault;
  }

  /** Returns the fault for one call and counts the call. */
  synchronized Optional<Fault> take() {
    Optional<Fault> taken = fault;
    fault =
        taken.flatMap(
            f ->
                f.left() == Integer.MAX_VALUE
                    ? taken
                    : f.left() == 1
                        ? Optional.empty()
                        : Optional.of(new Fault(f.status(), f.left() - 1, f.delay())));
    return taken;
  }
}
