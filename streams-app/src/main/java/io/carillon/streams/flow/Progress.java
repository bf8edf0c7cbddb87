package io.carillon.streams.flow;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * How far this instance has read each input, so that a query can wait until what was just written
 * is in the stores. Kept here and not in the stores' positions, because those say nothing of a
 * record that changed no row, are empty after a restore and lost by some stores on restart. Thread-
 * safe.
 */
public final class Progress {
  private final Map<String, Map<Integer, AtomicLong>> next = new ConcurrentHashMap<>();

  /** Counts starts and ends: odd while the task runs. */
  private final Map<Integer, Integer> lives = new ConcurrentHashMap<>();

  /** Knows nothing yet. */
  public Progress() {}

  /**
   * Notes that the record at hand is in the stores. Called at the end of its processing.
   *
   * @param context the context of the processor that is done with it
   */
  public void done(ProcessingContext context) {
    if (context.recordMetadata().isPresent()) {
      RecordMetadata record = context.recordMetadata().get();
      next.computeIfAbsent(record.topic(), topic -> new ConcurrentHashMap<>())
          .computeIfAbsent(record.partition(), partition -> new AtomicLong())
          .set(record.offset() + 1);
    }
  }

  /**
   * Forgets what a task has read, because it starts anew from what is committed.
   *
   * @param partition the partition number of the task
   */
  public void restarted(int partition) {
    forget(partition);
    lives.merge(partition, 1, (life, one) -> life + (life % 2 == 0 ? 1 : 2));
  }

  /**
   * Notes that a task has ended here, cleanly or not. Its store may be there again before it
   * restarts, but while it is being restored it knows too little.
   *
   * @param partition the partition number of the task
   */
  public void stopped(int partition) {
    forget(partition);
    lives.computeIfPresent(partition, (any, life) -> life + life % 2);
  }

  /**
   * Tells which life a task is in. Two questions with the same answer were asked within one life.
   *
   * @param partition the partition number of the task
   * @return some number; empty if the task does not run here
   */
  public OptionalInt life(int partition) {
    int life = lives.getOrDefault(partition, 0);
    return life % 2 == 0 ? OptionalInt.empty() : OptionalInt.of(life);
  }

  private void forget(int partition) {
    next.values().forEach(partitions -> partitions.remove(partition));
  }

  /**
   * Tells how far a partition has been read.
   *
   * @param partition an input partition
   * @return the offset after the last record that is in the stores; 0 if none was read since the
   *     task started here
   */
  public long next(TopicPartition partition) {
    AtomicLong offset = next.getOrDefault(partition.topic(), Map.of()).get(partition.partition());
    return offset == null ? 0 : offset.get();
  }
}
