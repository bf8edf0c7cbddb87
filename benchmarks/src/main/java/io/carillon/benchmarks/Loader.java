package io.carillon.benchmarks;

import io.carillon.avro.MemberProfile;
import io.carillon.avro.Switch;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topic;
import io.carillon.schemas.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
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

/** Writes what there is before an app starts. Used by one thread; closed by whoever opens it. */
final class Loader implements AutoCloseable {
  // One each for all records: each serializer keeps buffers of its own.
  private final Serializer<MemberProfile> profiles;
  private final Serializer<SpecificRecord> changes;
  private final Serializer<Switch> switches;
  private final Serializer<SpecificRecord> events;
  private final Producer<String, byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  Loader(String broker, SchemaRegistry registry) {
    this.profiles = registry.serde(Topics.MEMBERS).serializer();
    this.changes = registry.serde(Topics.PREFERENCE_CHANGES).serializer();
    this.switches = registry.serde(Topics.SWITCHES).serializer();
    this.events = registry.serde(Topics.MEMBER_EVENTS).serializer();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker,
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /**
   * Writes the profiles, the opt-outs and the switch that newsletters need.
   *
   * @param withOptOuts whether some members have opted out
   */
  void members(EventMix mix, boolean withOptOuts) {
    Instant now = Instant.now();
    for (int member = 0; member < mix.members(); member++) {
      send(Topics.MEMBERS, profiles, EventMix.id(member), EventMix.profile(member, now));
      if (withOptOuts && EventMix.hasOptedOut(member)) {
        send(Topics.PREFERENCE_CHANGES, changes, EventMix.id(member), EventMix.optOut(member, now));
      }
    }
    String name = "BASKET_SWITCH_ENABLED";
    send(Topics.SWITCHES, switches, name, new Switch(name, true, now, null));
    finish();
  }

  /** Writes events from one number up to another, which is left out. */
  void events(EventMix mix, long from, long to) {
    for (long number = from; number < to; number++) {
      SpecificRecord event = mix.event(number, Instant.now());
      send(Topics.MEMBER_EVENTS, events, event.get(2).toString(), event);
    }
    finish();
  }

  private <V extends SpecificRecord> void send(
      Topic<V> topic, Serializer<V> serializer, String key, V value) {
    // The callback sees to failures.
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(topic.name(), key, serializer.serialize(topic.name(), value)),
            (metadata, e) -> {
              if (e != null) {
                failure.set(e);
              }
            });
  }

  private void finish() {
    producer.flush();
    Exception e = failure.get();
    if (e != null) {
      throw new BenchException("the broker does not take what is written: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
