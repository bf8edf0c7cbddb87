package io.carillon.delivery.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The engine's connections to Kafka, with the settings its guarantees rest on.
 *
 * @param consumer reads commands; only for the poll thread
 * @param producer writes reports; thread-safe
 * @param ends tells where partitions end; thread-safe
 * @param closeOthers lets go of what {@code ends} works with, and ends the figures
 */
record Clients(
    Consumer<byte[], byte[]> consumer,
    Producer<byte[], byte[]> producer,
    EndOffsets ends,
    Runnable closeOthers) {

  /** Connects, and has the consumer's own figures shown, such as how far it is behind. */
  static Clients open(
      ChannelSpec<?> spec,
      EngineSettings settings,
      Map<String, String> kafka,
      MeterRegistry meters) {
    Admin admin = Admin.create(known(kafka, AdminClientConfig.configNames()));
    try {
      return open(spec, settings, kafka, meters, admin);
    } catch (KafkaException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  private static Clients open(
      ChannelSpec<?> spec,
      EngineSettings settings,
      Map<String, String> kafka,
      MeterRegistry meters,
      Admin admin) {
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            producerSettings(kafka), new ByteArraySerializer(), new ByteArraySerializer());
    try {
      Consumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              consumerSettings(spec, settings, kafka),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
      KafkaClientMetrics figures = new KafkaClientMetrics(consumer);
      figures.bindTo(meters);
      return new Clients(
          consumer,
          producer,
          partitions -> ends(admin, partitions),
          () -> {
            figures.close();
            admin.close(Duration.ZERO);
          });
    } catch (KafkaException e) {
      producer.close();
      throw e;
    }
  }

  static Map<String, Object> producerSettings(Map<String, String> kafka) {
    Map<String, Object> settings = known(kafka, ProducerConfig.configNames());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // What was sent must be reported, however long the brokers are away: a worker that gave up
    // would
    // leave its mails to be sent again.
    settings.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE);
    return settings;
  }

  static Map<String, Object> consumerSettings(
      ChannelSpec<?> spec, EngineSettings engine, Map<String, String> kafka) {
    Map<String, Object> settings = known(kafka, ConsumerConfig.configNames());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, spec.groupId());
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
    // The same partitions of both lanes: then every worker knows of urgent work when it takes bulk.
    settings.put(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, "range");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, PollLoop.pollRecords(engine));
    return settings;
  }

  /** Each client warns about settings that are another's. */
  private static Map<String, Object> known(Map<String, String> kafka, Set<String> names) {
    Map<String, Object> settings = new HashMap<>(kafka);
    Set<String> others = new HashSet<>(everybodys());
    others.removeAll(names);
    settings.keySet().removeAll(others);
    return settings;
  }

  private static Set<String> everybodys() {
    Set<String> names = new HashSet<>(ProducerConfig.configNames());
    names.addAll(ConsumerConfig.configNames());
    names.addAll(AdminClientConfig.configNames());
    return names;
  }

  private static Map<TopicPartition, Long> ends(Admin admin, Set<TopicPartition> partitions) {
    try {
      return admin
          .listOffsets(
              partitions.stream()
                  .collect(Collectors.toMap(Function.identity(), any -> OffsetSpec.latest())),
              new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException later) {
        throw later;
      }
      throw new KafkaException("the ends of partitions cannot be found", e.getCause());
    }
  }
}
