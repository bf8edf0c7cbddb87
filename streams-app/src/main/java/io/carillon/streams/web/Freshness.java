package io.carillon.streams.web;

import io.carillon.schemas.Topic;
import io.carillon.schemas.Topics;
import io.carillon.streams.flow.Progress;
import io.carillon.streams.web.InputMarks.Marks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
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

  /**
   * How long a partition is taken to be this instance's own since the broker was last heard of. An
   * instance that is cut off does not notice that another has its tasks; but the group gives them
   * away only after the session time-out, for which brokers take no less than 6 s.
   */
  static final Duration BELIEVED = Duration.ofSeconds(5);

  private final Progress progress;
  private final Source marks;
  private final InstantSource clock;
  private final Map<TopicPartition, Goal> goals = new ConcurrentHashMap<>();

  /** Where the marks of an input come from. */
  interface Source {
    /**
     * Asks.
     *
     * @param partition the input
     * @param life which life of its task is asked about: no mark is older than it
     * @return the marks; empty if the broker does not tell
     */
    Optional<Marks> marks(TopicPartition partition, int life);
  }

  /**
   * What has been written before a task is asked for the first time in its life. Whatever was shown
   * in an earlier one is below.
   *
   * @param heard when the broker was last asked and answered
   */
  private record Goal(int life, long end, Instant heard) {
    /** The older of two goals of one life, as the broker's latest answer confirms it. */
    Goal confirmed(Goal latest) {
      if (life == latest.life()) {
        return new Goal(life, end, latest.heard());
      }
      return life > latest.life() ? this : latest;
    }
  }

  Freshness(Progress progress, Source marks, InstantSource clock) {
    this.progress = progress;
    this.marks = marks;
    this.clock = clock;
  }

  /**
   * Reads what is known or was decided about a member, from a task that runs here, and did so all
   * the time. Kafka Streams lets a store be asked as well while it is restored in a thread that
   * runs; what it then does not know must not be taken for nothing.
   *
   * @param partition the partition number of the task
   * @param read reads the rows, after whatever says how fresh they are
   * @throws ApiException if the task does not run here, or did not all the time
   */
  <T> T settled(int partition, Supplier<T> read) {
    return settled(Topics.PREFERENCE_CHANGES, partition, read);
  }

  /**
   * Reads an inbox, likewise: inboxes have tasks of their own.
   *
   * @param partition the partition number of the task
   * @param read reads the entries
   * @throws ApiException if the task does not run here, or did not all the time
   */
  <T> T settledInbox(int partition, Supplier<T> read) {
    return settled(Topics.INBOX, partition, read);
  }

  private <T> T settled(Topic<?> knownBy, int partition, Supplier<T> read) {
    TopicPartition input = new TopicPartition(knownBy.name(), partition);
    OptionalInt before = progress.life(input);
    if (before.isPresent()) {
      T rows = read.get();
      if (before.equals(progress.life(input))) {
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
        || marks
            .marks(partition, life(partition).orElse(0))
            .map(now -> next <= read(now))
            .orElse(false);
  }

  /**
   * Tells whether everything written before the task came to this instance has been read, and the
   * task is still here as far as can be told. After a crash, records whose effects had been shown
   * but not yet committed are read again; until the last of them is, the store is behind what has
   * been shown.
   *
   * @param partition the input
   */
  boolean isCaughtUp(TopicPartition partition) {
    if (hasReachedGoal(partition)) {
      return true;
    }
    OptionalInt life = life(partition);
    Instant asked = clock.instant();
    Optional<Marks> now =
        life.isPresent() ? marks.marks(partition, life.getAsInt()) : Optional.empty();
    if (now.isEmpty()) {
      return false;
    }
    Goal goal =
        goals.merge(partition, new Goal(life.getAsInt(), now.get().end(), asked), Goal::confirmed);
    boolean reached = goal.end() <= Math.max(progress.next(partition), read(now.get()));
    if (reached) {
      goals.replace(partition, goal, new Goal(goal.life(), 0, goal.heard()));
    }
    return reached;
  }

  private boolean hasReachedGoal(TopicPartition partition) {
    Goal goal = goals.get(partition);
    return goal != null
        && OptionalInt.of(goal.life()).equals(life(partition))
        && goal.end() <= progress.next(partition)
        && !clock.instant().isAfter(goal.heard().plus(BELIEVED));
  }

  private OptionalInt life(TopicPartition input) {
    return progress.life(new TopicPartition(Topics.PREFERENCE_CHANGES.name(), input.partition()));
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
    return await(() -> hasReachedGoal(partition), () -> isCaughtUp(partition), patience);
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
