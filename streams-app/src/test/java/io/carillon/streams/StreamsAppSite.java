package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.localstack.LocalStack;
import io.carillon.localstack.LocalStackOptions;
import io.carillon.localstack.Part;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topic;
import io.carillon.schemas.TopicSetup;
import io.carillon.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a registry of a test's own, because all apps of a broker are one group. */
public final class StreamsAppSite implements AutoCloseable {
  /** How many partitions the topics keyed by member have. */
  public static final int PARTITIONS = 4;

  /** How long anything may take on a machine that does other things too. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LocalStack stack =
      LocalStack.start(LocalStackOptions.anyPorts().only(Part.KAFKA, Part.REGISTRY));

  private final SchemaRegistry registry =
      SchemaRegistry.open(RegistrySettings.of(stack.registryUrl().toString()));
  private final Producer<byte[], byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", stack.bootstrapServers(), "linger.ms", 0),
          new ByteArraySerializer(),
          new ByteArraySerializer());

  /** Starts both. There is no topic yet. */
  public StreamsAppSite() {}

  /** Creates the topics of the catalogue. */
  public StreamsAppSite withTopics() throws InterruptedException {
    try (Admin admin = admin()) {
      new TopicSetup(admin).create(PARTITIONS, (short) 1);
    }
    return this;
  }

  /** Registers what the owners of some topics write. */
  public void register(Topic<?>... topics) throws InterruptedException {
    registry.prepare(List.of(topics));
  }

  public LocalStack stack() {
    return stack;
  }

  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
  }

  /** The settings of one instance, with a folder of its own that is there after a restart too. */
  public StreamsAppSettings settings(String instance, Map<String, String> others) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", stack.bootstrapServers());
    settings.put("registry.urls", stack.registryUrl().toString());
    settings.put("http.port", "0");
    settings.put("instance", instance);
    settings.put("standbys", "0");
    settings.put("threads", "1");
    settings.put("state-dir", folder("state-" + instance).toString());
    settings.putAll(others);
    return Settings.of(settings).read(StreamsAppSettings::read);
  }

  /** Writes a record and returns when it is safe. */
  public <V extends SpecificRecord> RecordMetadata send(Topic<V> topic, String key, V value)
      throws Exception {
    byte[] bytes = registry.serde(topic).serializer().serialize(topic.name(), value);
    return send(topic.name(), key, bytes);
  }

  /** Writes bytes that may be anything. */
  public RecordMetadata send(String topic, String key, byte[] value) throws Exception {
    return producer
        .send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
        .get();
  }

  /** Writes a record to a partition that its key has no say in. */
  public <V extends SpecificRecord> RecordMetadata sendTo(
      int partition, Topic<V> topic, String key, V value) throws Exception {
    byte[] bytes = registry.serde(topic).serializer().serialize(topic.name(), value);
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    return producer.send(new ProducerRecord<>(topic.name(), partition, keyBytes, bytes)).get();
  }

  /** Writes a record as some clients of other languages do: it does not say when. */
  public <V extends SpecificRecord> RecordMetadata sendWithoutTime(
      Topic<V> topic, String key, V value) throws Exception {
    byte[] bytes = registry.serde(topic).serializer().serialize(topic.name(), value);
    return producer
        .send(
            new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), bytes) {
              @Override
              public Long timestamp() {
                return ConsumerRecord.NO_TIMESTAMP;
              }
            })
        .get();
  }

  /** Reads a topic from its beginning until it has what a test looks for. */
  public <V extends SpecificRecord> List<V> read(Topic<V> topic, Predicate<List<V>> enough) {
    List<V> values = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      Instant deadline = Instant.now().plus(PATIENCE);
      while (!enough.test(values) && Instant.now().isBefore(deadline)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          values.add(
              registry.serde(topic).deserializer().deserialize(topic.name(), record.value()));
        }
      }
    }
    assertThat(enough.test(values)).as("enough in %s: %s", topic.name(), values).isTrue();
    return values;
  }

  private Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", stack.bootstrapServers(),
            "auto.offset.reset", "earliest",
            "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private Path folder(String name) {
    try {
      return Files.createDirectories(stack.dataDirectory().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    registry.close();
    stack.close();
  }
}
