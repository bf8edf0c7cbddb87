package io.carillon.benchmarks;

import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Produces one event for each member at fixed times, whether or not earlier events are done: a
 * producer that waited would hide the very delays it causes.
 */
final class Metronome {
  private static final long SECOND = 1_000_000_000L;
  private static final long HEAD_START = SECOND / 10;

  private Metronome() {}

  /**
   * Produces the first vouch for each member, the first one in a moment.
   *
   * @param topic where to; the events are always those of {@link Topics#MEMBER_EVENTS}
   * @param rate events a second
   * @param events how many
   * @return when each was due, by {@link System#nanoTime}
   */
  static long[] produce(
      String broker, SchemaRegistry registry, String topic, int rate, int events) {
    Serializer<SpecificRecord> serializer = registry.serde(Topics.MEMBER_EVENTS).serializer();
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    long[] due = new long[events];
    try (Producer<String, byte[]> producer = producer(broker)) {
      // The first one sent waits for metadata.
      producer.partitionsFor(topic);
      long start = System.nanoTime() + HEAD_START;
      for (int event = 0; event < events; event++) {
        due[event] = start + event * SECOND / rate;
        awaitNanos(due[event]);
        byte[] value =
            serializer.serialize(
                Topics.MEMBER_EVENTS.name(), EventMix.firstVouch(event, Instant.now()));
        // The callback sees to failures.
        Future<RecordMetadata> unused =
            producer.send(
                new ProducerRecord<>(topic, EventMix.id(event), value),
                (metadata, e) -> {
                  if (e != null) {
                    failure.set(e);
                  }
                });
      }
    }
    Exception e = failure.get();
    if (e != null) {
      throw new BenchException("the broker does not take events: " + e.getMessage(), e);
    }
    return due;
  }

  private static void awaitNanos(long due) {
    long left = due - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }

  private static Producer<String, byte[]> producer(String broker) {
    return new KafkaProducer<>(
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker, ProducerConfig.LINGER_MS_CONFIG, 0),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
