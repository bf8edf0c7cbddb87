package io.carillon.cli.produce;

import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.SerdeException;
import io.carillon.schemas.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends lines to their topics. For one thread; whoever makes it closes it. */
public final class RecordProducer implements AutoCloseable {
  private final Producer<String, byte[]> producer;
  private final SchemaRegistry registry;
  private final Map<Topic<?>, Serializer<? extends SpecificRecord>> serializers = new HashMap<>();

  /**
   * Connects.
   *
   * @param kafka client settings
   * @param registry where schemas are registered; stays open
   */
  public RecordProducer(Map<String, Object> kafka, SchemaRegistry registry) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    this.registry = registry;
  }

  /**
   * Sends a line.
   *
   * @param line the line
   * @return where it is once Kafka has it
   * @throws SerdeException if the registry refuses its schema or is away
   * @throws KafkaException if Kafka cannot be reached
   */
  public CompletionStage<RecordMetadata> send(Line line) {
    SpecificRecord value = line.value();
    byte[] bytes = value == null ? null : serialize(line.topic(), value);
    return send(line.topic().name(), line.key(), bytes);
  }

  /**
   * Sends bytes as they are.
   *
   * @param topic name of the topic
   * @param key the key
   * @param bytes the value; null for a tombstone
   * @return where it is once Kafka has it
   * @throws KafkaException if Kafka cannot be reached
   */
  public CompletionStage<RecordMetadata> send(String topic, String key, byte @Nullable [] bytes) {
    CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
    // The callback is told all there is.
    var unused =
        producer.send(
            new ProducerRecord<>(topic, key, bytes),
            (metadata, e) -> {
              if (e == null) {
                sent.complete(metadata);
              } else {
                sent.completeExceptionally(e);
              }
            });
    return sent;
  }

  @SuppressWarnings("unchecked") // The reader only makes records that their topic carries.
  private byte[] serialize(Topic<?> topic, SpecificRecord value) {
    Serializer<SpecificRecord> serializer =
        (Serializer<SpecificRecord>)
            serializers.computeIfAbsent(topic, t -> registry.serde(t).serializer());
    return serializer.serialize(topic.name(), value);
  }

  /** Waits until Kafka has everything. */
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
