package io.carillon.streams;

import io.carillon.schemas.RegistryUnavailableException;
import io.carillon.streams.deadletters.DeadLetterHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, until too many die: then nothing that can be waited for is
 * wrong, and a process that ends is noticed sooner than one that goes round in circles. A registry
 * that is away can be waited for, so threads that died of it do not count. Thread-safe.
 */
final class StreamsAppRestarts implements StreamsUncaughtExceptionHandler {
  /** Longer than any one of the waits that a thread may die of, such as for a transaction. */
  static final Duration WITHIN = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(StreamsAppRestarts.class);

  private final InstantSource clock;
  private final Consumer<Throwable> last;
  private final int most;
  private final Deque<Instant> restarts = new ArrayDeque<>();

  /**
   * Starts with a full budget.
   *
   * @param clock the time
   * @param last is told why each thread died
   * @param threads how many threads there are
   */
  StreamsAppRestarts(InstantSource clock, Consumer<Throwable> last, int threads) {
    this.clock = clock;
    this.last = last;
    this.most = most(threads);
  }

  /**
   * How many threads may be replaced within {@link #WITHIN}; one more ends the instance. A kill may
   * cost every thread once: in Kafka 4.3.1 a segment that could not be opened because its task was
   * to be wiped stays in its store, and ends the thread that revives the task (KAFKA-20808). Twice
   * as many leave room for another reason.
   */
  static int most(int threads) {
    return Math.max(5, 2 * threads);
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable exception) {
    last.accept(exception);
    RegistryUnavailableException away = registryAway(exception);
    if (away != null) {
      log.error(
          "A stream thread needs the schema registry and gave up waiting; another goes on: {}",
          away.getMessage());
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (hangs(exception)) {
      log.error(
          "Kafka did not answer a commit for too long; a new process has to go on", exception);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    Instant now = clock.instant();
    while (!restarts.isEmpty() && restarts.peekFirst().isBefore(now.minus(WITHIN))) {
      restarts.removeFirst();
    }
    if (restarts.size() >= most) {
      log.error("A stream thread died, and {} others within {}: giving up", most, WITHIN);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    restarts.addLast(now);
    log.error(
        "A stream thread died; another takes over ({} of {} within {})",
        restarts.size(),
        most,
        WITHIN,
        exception);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /**
   * Whether the thread will never end, and keep its tasks from every other: it waits for records
   * that its producer does not send, because it does not know what became of a commit.
   */
  private static boolean hangs(Throwable exception) {
    for (Throwable one = exception; one != null; one = one.getCause()) {
      if (DeadLetterHandler.isOfTransaction(one)) {
        return true;
      }
    }
    return false;
  }

  /** Kafka Streams wraps what it is thrown, more than once. */
  private static @Nullable RegistryUnavailableException registryAway(Throwable exception) {
    for (Throwable one = exception; one != null; one = one.getCause()) {
      if (one instanceof RegistryUnavailableException away) {
        return away;
      }
    }
    return null;
  }
}
