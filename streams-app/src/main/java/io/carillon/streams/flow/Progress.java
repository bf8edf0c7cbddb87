package io.carillon.streams.flow;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * How far this instance has read the inputs that somebody waits for, so that a query can wait until
 * what was just written is in the stores. Kept here and not in the stores' positions, because those
 * say nothing of a record that changed no row, are empty after a restore and lost by some stores on
 * restart. Thread-safe.
 */
public final class Progress {
  private final Map<String, Map<Integer, Reached>> next = new ConcurrentHashMap<>();

  /** Counts starts and ends, by an input of the task: odd while the task runs. */
  private final Map<TopicPartition, Integer> lives = new ConcurrentHashMap<>();

  /**
   * How far one partition has been read.
   *
   * @param subtopology which of the tasks of that partition number reads it
   * @param offset behind the last record
   */
  private record Reached(int subtopology, AtomicLong offset) {}

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
          .computeIfAbsent(
              record.partition(),
              partition -> new Reached(context.taskId().subtopology(), new AtomicLong()))
          .offset()
          .set(record.offset() + 1);
    }
  }

  /**
   * Notes that a task has started, and forgets what it has read, because it starts anew from what
   * is committed.
   *
   * @param input the topic that the task is known by: one of its inputs, always the same
   * @param task the task
   */
  public void restarted(String input, TaskId task) {
    forget(task);
    lives.merge(
        new TopicPartition(input, task.partition()),
        1,
        (life, one) -> life + (life % 2 == 0 ? 1 : 2));
  }

  /**
   * Notes that a task has ended here, cleanly or not. Its store may be there again before it
   * restarts, but while it is being restored it knows too little.
   *
   * @param input the topic that the task is known by
   * @param task the task
   */
  public void stopped(String input, TaskId task) {
    forget(task);
    lives.computeIfPresent(
        new TopicPartition(input, task.partition()), (any, life) -> life + life % 2);
  }

  /**
   * Tells which life a task is in. Two questions with the same answer were asked within one life.
   *
   * @param input a partition of the topic that the task is known by
   * @return some number, higher in each life; empty if the task does not run here
   */
  public OptionalInt life(TopicPartition input) {
    int life = lives.getOrDefault(input, 0);
    return life % 2 == 0 ? OptionalInt.empty() : OptionalInt.of(life);
  }

  /** Tasks of other parts of the topology have the same partition number, and read on. */
  private void forget(TaskId task) {
    next.values()
        .forEach(
            partitions ->
                partitions.computeIfPresent(
                    task.partition(),
                    (any, reached) ->
                        reached.subtopology() == task.subtopology() ? null : reached));
  }

  /**
   * Tells how far a partition has been read.
   *
   * @param partition an input partition
   * @return the offset after the last record that is in the stores; 0 if none was read since the
   *     task started here
   */
  public long next(TopicPartition partition) {
    Reached reached = next.getOrDefault(partition.topic(), Map.of()).get(partition.partition());
    return reached == null ? 0 : reached.offset().get();
  }
}
