package io.carillon.delivery.engine;

import io.carillon.avro.Lane;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way through the engine. Not thread-safe: whoever took it from the schedule has
 * it alone.
 *
 * @param <C> the channel's command
 */
final class Work<C> {
  private static final int MOST_FAILED_PROBES = 3;

  final ConsumerRecord<byte[], byte[]> record;
  final Lane lane;
  final Progress progress;

  /** Whether a predecessor may have sent it; until the ledger says it did not. */
  boolean suspect;

  /** Null until a slot has read it. */
  @Nullable C command;

  /** Whether BEGUN is written for this attempt. */
  boolean begun;

  /** Not to be started earlier. */
  Instant due = Instant.EPOCH;

  /** Whether it was taken before and given back unsent: it goes before those never taken. */
  boolean putBack;

  /** Whether it waits for the ledger, and so for nothing that others wait for. */
  boolean forLedger;

  /** How often it was the one to find that the route is still down. */
  int failedProbes;

  /** What the route's gate said; {@code OPEN} once nobody waits for the answer. */
  Gate.Pass pass = Gate.Pass.OPEN;

  Work(ConsumerRecord<byte[], byte[]> record, Lane lane, Progress progress, boolean suspect) {
    this.record = record;
    this.lane = lane;
    this.progress = progress;
    this.suspect = suspect;
  }

  /** Perhaps the route is down for this very record: others are better probes. */
  boolean isPoorProbe() {
    return failedProbes >= MOST_FAILED_PROBES;
  }

  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  long offset() {
    return record.offset();
  }
}
