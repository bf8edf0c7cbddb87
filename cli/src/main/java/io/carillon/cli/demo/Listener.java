package io.carillon.cli.demo;

import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topic;
import io.carillon.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what Carillon writes, committed records only. For one thread. */
final class Listener implements AutoCloseable {
  private static final List<Topic<?>> HEARD =
      List.of(
          Topics.DECISIONS,
          Topics.EMAIL,
          Topics.EMAIL_BULK,
          Topics.NEWSLETTER,
          Topics.NEWSLETTER_BULK,
          Topics.IN_APP,
          Topics.IN_APP_BULK,
          Topics.OUTCOMES,
          Topics.DEAD_LETTERS);

  private final Consumer<String, byte[]> consumer;
  private final Map<String, Deserializer<? extends SpecificRecord>> deserializers = new HashMap<>();

  private Listener(String bootstrapServers, SchemaRegistry registry, List<Topic<?>> topics) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?> topic : topics) {
      deserializers.put(topic.name(), registry.serde(topic).deserializer());
      consumer
          .partitionsFor(topic.name())
          .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    }
    consumer.assign(partitions);
  }

  /** Hears all that decisions lead to, from the beginning. */
  static Listener toAll(String bootstrapServers, SchemaRegistry registry) {
    Listener listener = new Listener(bootstrapServers, registry, HEARD);
    listener.consumer.seekToBeginning(listener.consumer.assignment());
    return listener;
  }

  /** Hears what is given up from now on. */
  static Listener toDeadLetters(String bootstrapServers, SchemaRegistry registry) {
    Listener listener = new Listener(bootstrapServers, registry, List.of(Topics.DEAD_LETTERS));
    listener.consumer.seekToEnd(listener.consumer.assignment());
    // Asked for now, because looking for the end is put off until somebody wants to know.
    listener.consumer.assignment().forEach(listener.consumer::position);
    return listener;
  }

  /** Hands on what came, waiting a while for the first of it. */
  void tell(java.util.function.Consumer<SpecificRecord> to, Duration patience) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
      Deserializer<? extends SpecificRecord> deserializer = deserializers.get(record.topic());
      if (deserializer != null) {
        to.accept(deserializer.deserialize(record.topic(), record.value()));
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
