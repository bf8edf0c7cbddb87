package io.carillon.schemas;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the registry answers: tries again with back-off while it does not, and logs one line when
 * it goes and one when it is back, however many threads notice. Thread-safe.
 */
final class Availability {
  private static final Logger LOG = LoggerFactory.getLogger(Availability.class);
  private static final long NEVER = Long.MAX_VALUE;
  private static final long ANSWERING = Long.MIN_VALUE;

  private final String where;
  private final RegistrySettings.Retry retry;
  private final Timing timing;

  /** When it went away, in nanoseconds; or {@link #ANSWERING}. */
  private final AtomicLong awaySince = new AtomicLong(ANSWERING);

  private volatile boolean waitingIsOver;

  Availability(String where, RegistrySettings.Retry retry, Timing timing) {
    this.where = where;
    this.retry = retry;
    this.timing = timing;
  }

  /**
   * Makes a request, again and again until the registry answers or patience ends.
   *
   * @throws RegistryUnavailableException if it was away all the time
   * @throws InterruptException if the thread is interrupted; it stays so
   */
  <T> T patiently(Supplier<T> request) {
    return repeatAsKafka(request, retry.giveUpAfter().toNanos());
  }

  /**
   * Makes a request, again and again until the registry answers.
   *
   * @throws RegistryUnavailableException if it was away until {@link #stopWaiting}
   * @throws InterruptException if the thread is interrupted; it stays so
   */
  <T> T endlessly(Supplier<T> request) {
    return repeatAsKafka(request, NEVER);
  }

  /** As {@link #endlessly}, for whoever starts something and may be told to stop. */
  <T> T atStart(Supplier<T> request) throws InterruptedException {
    return repeat(request, NEVER);
  }

  /** From now on nobody tries again, nor goes on doing so once the pause at hand is over. */
  void stopWaiting() {
    waitingIsOver = true;
  }

  /** Makes a request once. */
  <T> T once(Supplier<T> request) {
    try {
      T answer = request.get();
      answering();
      return answer;
    } catch (RegistryUnavailableException e) {
      away(e);
      throw e;
    }
  }

  private <T> T repeatAsKafka(Supplier<T> request, long patienceNanos) {
    try {
      return repeat(request, patienceNanos);
    } catch (InterruptedException e) {
      // Restores the flag, and is what Kafka's clients throw themselves.
      throw new InterruptException(e);
    }
  }

  private <T> T repeat(Supplier<T> request, long patienceNanos) throws InterruptedException {
    long start = timing.nanoTime();
    Duration pause = retry.backOffMin();
    while (true) {
      try {
        return once(request);
      } catch (RegistryUnavailableException e) {
        long left = patienceNanos - (timing.nanoTime() - start);
        if (left <= 0 || waitingIsOver) {
          throw e;
        }
        timing.pause(shorter(pause, Duration.ofNanos(left)));
        pause = shorter(pause.multipliedBy(2), retry.backOffMax());
      }
    }
  }

  private void away(RegistryUnavailableException why) {
    if (awaySince.compareAndSet(ANSWERING, timing.nanoTime())) {
      LOG.warn(
          "Schema registry {}; trying again every {} to {} ms. Known schemas still work.",
          why.getMessage(),
          retry.backOffMin().toMillis(),
          retry.backOffMax().toMillis());
    }
  }

  private void answering() {
    // Read first: this is called for every request, and the state hardly ever changes.
    if (awaySince.get() != ANSWERING) {
      long since = awaySince.getAndSet(ANSWERING);
      if (since != ANSWERING) {
        LOG.info(
            "Schema registry {} is back after {} s",
            where,
            Duration.ofNanos(timing.nanoTime() - since).toSeconds());
      }
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
