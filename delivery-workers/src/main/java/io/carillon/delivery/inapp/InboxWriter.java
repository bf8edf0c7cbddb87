package io.carillon.delivery.inapp;

import io.carillon.avro.InboxEntry;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/** The connection to {@link Topics#INBOX}. Thread-safe. */
final class InboxWriter implements AutoCloseable {
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Producer<String, InboxEntry> producer;
  private final SchemaRegistry registry;

  /** Both are closed with the writer. */
  InboxWriter(Producer<String, InboxEntry> producer, SchemaRegistry registry) {
    this.producer = producer;
    this.registry = registry;
  }

  static InboxWriter open(
      Map<String, String> kafka, RegistrySettings registrySettings, InAppSettings settings) {
    SchemaRegistry registry = SchemaRegistry.open(registrySettings);
    try {
      return new InboxWriter(
          new KafkaProducer<>(
              config(kafka, settings),
              new StringSerializer(),
              registry.serde(Topics.INBOX).serializer()),
          registry);
    } catch (KafkaException e) {
      registry.close();
      throw e;
    }
  }

  /** Kafka's own settings: an entry is on all in-sync replicas, once, or reported as failed. */
  static Map<String, Object> config(Map<String, String> kafka, InAppSettings settings) {
    long wait = settings.ackTimeout().toMillis();
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // Every command waits for its own entry: there is nothing to collect a batch from meanwhile.
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, wait);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) wait);
    // Time for a second try within the first's.
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) (wait / 2));
    return config;
  }

  /**
   * Writes an entry, keyed by its member.
   *
   * @param entry the entry
   * @return completed once it is on all in-sync replicas
   */
  Future<RecordMetadata> write(InboxEntry entry) {
    return producer.send(new ProducerRecord<>(Topics.INBOX.name(), entry.getMemberId(), entry));
  }

  @Override
  public void close() {
    producer.close(CLOSING);
    registry.close();
  }
}
