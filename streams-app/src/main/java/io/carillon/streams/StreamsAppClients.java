package io.carillon.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The connections to Kafka beside those of Kafka Streams, with the same credentials. Each is opened
 * when it is first needed. Thread-safe.
 */
final class StreamsAppClients implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Map<String, String> kafka;
  private @Nullable Admin admin;
  private @Nullable Producer<byte[], byte[]> deadLetters;
  private @Nullable Producer<String, SpecificRecord> changes;

  StreamsAppClients(Map<String, String> kafka) {
    this.kafka = kafka;
  }

  synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(settings(kafka, AdminClientConfig.configNames(), "admin."));
    }
    return admin;
  }

  /**
   * Opens the producer of changes of preferences.
   *
   * @param patience how long a change may take until it counts as failed
   */
  synchronized Producer<String, SpecificRecord> changes(
      Serializer<SpecificRecord> serializer, Duration patience) {
    if (changes == null) {
      Map<String, Object> settings = safeProducer(kafka);
      int millis = (int) Math.min(Integer.MAX_VALUE / 2, patience.toMillis());
      // Somebody waits for the answer, so neither collect records nor try for minutes.
      settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
      settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
      settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
      settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
      changes = new KafkaProducer<>(settings, new StringSerializer(), serializer);
    }
    return changes;
  }

  /** Sends the dead letters of global tables, and returns when they are safe. */
  Consumer<ProducerRecord<byte[], byte[]>> deadLetters() {
    return record -> {
      Future<?> written = deadLetterProducer().send(record);
      try {
        written.get();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      } catch (ExecutionException e) {
        // Going on would lose it: the thread dies instead, and reads the record again.
        throw new KafkaException("the dead letter of a global table was not written", e.getCause());
      }
    };
  }

  private synchronized Producer<byte[], byte[]> deadLetterProducer() {
    if (deadLetters == null) {
      deadLetters =
          new KafkaProducer<>(
              safeProducer(kafka), new ByteArraySerializer(), new ByteArraySerializer());
    }
    return deadLetters;
  }

  @Override
  public synchronized void close() {
    if (changes != null) {
      changes.close(CLOSE_TIMEOUT);
    }
    if (deadLetters != null) {
      deadLetters.close(CLOSE_TIMEOUT);
    }
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }

  private static Map<String, Object> safeProducer(Map<String, String> kafka) {
    Map<String, Object> settings =
        settings(kafka, ProducerConfig.configNames(), StreamsConfig.PRODUCER_PREFIX);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    return settings;
  }

  /**
   * What of the settings of Kafka Streams one of these clients understands: its own, and those that
   * nobody knows, because they may belong to a plug-in such as a login module.
   */
  static Map<String, Object> settings(Map<String, String> kafka, Set<String> own, String prefix) {
    Set<String> others = new HashSet<>(StreamsConfig.configDef().names());
    others.addAll(ConsumerConfig.configNames());
    others.addAll(ProducerConfig.configNames());
    others.addAll(AdminClientConfig.configNames());
    others.removeAll(own);
    Map<String, Object> settings = new HashMap<>();
    kafka.forEach(
        (name, value) -> {
          if (KafkaProperties.PREFIXES.stream().noneMatch(name::startsWith)
              && !others.contains(name)) {
            settings.put(name, value);
          }
        });
    kafka.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            settings.put(name.substring(prefix.length()), value);
          }
        });
    return settings;
  }
}
