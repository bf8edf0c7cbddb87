package io.carillon.streams.flow;

import java.util.Map;
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
