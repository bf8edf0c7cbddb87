package io.carillon.streams.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the broker where an input partition begins and ends and how far it is read. Thread-safe. */
final class InputMarks {
  private static final Logger log = LoggerFactory.getLogger(InputMarks.class);

  /** So that waiting requests do not become a stream of requests to the broker. */
  static final Duration REMEMBERED = Duration.ofMillis(200);

  private static final int TIMEOUT_MILLIS = 2_000;

  private final Admin admin;
  private final String group;
  private final InstantSource clock;
  private final Map<TopicPartition, Known> known = new ConcurrentHashMap<>();

  /**
   * Offsets of one partition.
   *
   * @param begin of the first record that is still there
   * @param end behind the last record
   * @param committed behind the last record whose effects are committed; 0 if none are
   */
  record Marks(long begin, long end, long committed) {}

  private record Known(int life, Instant since, Optional<Marks> marks) {}

  InputMarks(Admin admin, String group, InstantSource clock) {
    this.admin = admin;
    this.group = group;
    this.clock = clock;
  }

  /**
   * The marks as they were a moment ago, but not in an earlier life of the task.
   *
   * @param life the life of the task that reads the partition
   * @return the marks; empty if the broker does not tell
   */
  Optional<Marks> of(TopicPartition partition, int life) {
    Instant now = clock.instant();
    Known last = known.get(partition);
    if (last == null || last.life() != life || now.isAfter(last.since().plus(REMEMBERED))) {
      last = new Known(life, now, ask(partition));
      known.put(partition, last);
    }
    return last.marks();
  }

  private Optional<Marks> ask(TopicPartition partition) {
    // All three are under way before the first is waited for.
    KafkaFuture<Long> begin = offset(partition, OffsetSpec.earliest());
    KafkaFuture<Long> end = offset(partition, OffsetSpec.latest());
    KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> committed =
        admin
            .listConsumerGroupOffsets(
                Map.of(
                    group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition))),
                new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MILLIS).requireStable(true))
            .partitionsToOffsetAndMetadata(group);
    try {
      @Nullable OffsetAndMetadata mark = committed.get().get(partition);
      return Optional.of(new Marks(begin.get(), end.get(), mark == null ? 0 : mark.offset()));
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      log.debug("no marks of {}", partition, e);
      return Optional.empty();
    }
  }

  private KafkaFuture<Long> offset(TopicPartition partition, OffsetSpec which) {
    return admin
        .listOffsets(Map.of(partition, which), new ListOffsetsOptions().timeoutMs(TIMEOUT_MILLIS))
        .partitionResult(partition)
        .thenApply(result -> result.offset());
  }
}
