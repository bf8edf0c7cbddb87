package io.carillon.streams.web;

import io.carillon.streams.flow.Progress;
import io.carillon.streams.web.InputMarks.Marks;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Whether the stores of this instance hold the effects of what was written to an input. Only to be
 * believed together with a read of a store that is {@link #settled}. Thread-safe.
 *
 * <p>This instance's own progress answers nearly every question. What it does not know, because it
 * has just taken over the partition or because a record became a dead letter, the committed offset
 * does: a store is not there to be asked until it holds everything below it.
 */
final class Freshness {
  /** Most changes are in the store after some ten of these. */
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Progress progress;
  private final Function<TopicPartition, Optional<Marks>> marks;

  Freshness(Progress progress, Function<TopicPartition, Optional<Marks>> marks) {
    this.progress = progress;
    this.marks = marks;
  }

  /**
   * Reads rows of a task that runs here, and did so all the time. Kafka Streams lets a store be
   * asked as well while it is restored in a thread that runs; what it then does not know must not
   * be taken for nothing.
   *
   * @param partition the partition number of the task
   * @param read reads the rows, after whatever says how fresh they are
   * @throws ApiException if the task does not run here, or did not all the time
   */
  <T> T settled(int partition, Supplier<T> read) {
    OptionalInt before = progress.life(partition);
    if (before.isPresent()) {
      T rows = read.get();
      if (before.equals(progress.life(partition))) {
        return rows;
      }
    }
    throw ApiException.unavailable("the member's rows are being restored");
  }

  /**
   * Tells whether everything below an offset has been read.
   *
   * @param partition the input
   * @param next the offset behind the last record that counts
   */
  boolean hasRead(TopicPartition partition, long next) {
    return next <= progress.next(partition)
        || marks.apply(partition).map(now -> next <= read(now)).orElse(false);
  }

  /**
   * Tells whether everything written before the task came to this instance has been read. After a
   * crash, records whose effects had been shown but not yet committed are read again; until then
   * the store is a step behind what has been shown.
   *
   * @param partition the input
   */
  boolean isCaughtUp(TopicPartition partition) {
    return progress.next(partition) > 0
        || marks.apply(partition).map(now -> now.end() <= read(now)).orElse(false);
  }

  /**
   * Waits until everything below an offset has been read.
   *
   * @param partition the input
   * @param next the offset behind the last record that counts
   * @param patience how long to wait at the most
   * @return whether it has
   * @throws InterruptException if the thread is interrupted while it waits
   */
  boolean await(TopicPartition partition, long next, Duration patience) {
    return await(() -> next <= progress.next(partition), () -> hasRead(partition, next), patience);
  }

  /**
   * Waits until the partition is caught up.
   *
   * @param partition the input
   * @param patience how long to wait at the most
   * @return whether it is
   * @throws InterruptException if the thread is interrupted while it waits
   */
  boolean awaitCaughtUp(TopicPartition partition, Duration patience) {
    return await(() -> progress.next(partition) > 0, () -> isCaughtUp(partition), patience);
  }

  private static boolean await(Check cheap, Check dear, Duration patience) {
    long start = System.nanoTime();
    long askAfter = 0;
    try {
      while (true) {
        long waited = System.nanoTime() - start;
        if (cheap.holds()) {
          return true;
        }
        if (waited >= askAfter) {
          if (dear.holds()) {
            return true;
          }
          askAfter = waited + InputMarks.REMEMBERED.toNanos();
        }
        if (waited >= patience.toNanos()) {
          return false;
        }
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** What was deleted before anybody read it has no effects to wait for. */
  private static long read(Marks marks) {
    return Math.max(marks.begin(), marks.committed());
  }

  private interface Check {
    boolean holds();
  }
}
