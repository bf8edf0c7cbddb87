package io.carillon.delivery.engine;

import static org.awaitility.Awaitility.await;

import io.carillon.avro.DeadLetter;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.Lane;
import io.carillon.avro.OutcomeStatus;
import io.carillon.localstack.LocalStack;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topic;
import io.carillon.schemas.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What is around an engine in an integration test: topics of its own on the shared broker, a way to
 * put commands in, and a reader of what comes out. For one thread.
 */
final class Site implements AutoCloseable {
  static final int PARTITIONS = 4;

  private final ChannelSpec<InAppCommand> spec;
  private final SchemaRegistry registry;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> reader;
  private final List<DeliveryOutcome> outcomes = new ArrayList<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();

  Site(ChannelSpec<InAppCommand> spec) throws Exception {
    this.spec = spec;
    this.registry = SchemaRegistry.open(registrySettings(registryUrl()));
    Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers());
    createTopics(kafka);
    producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    reader = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?> topic : List.of(Topics.OUTCOMES, Topics.DEAD_LETTERS)) {
      // A topic that was made just now may not be known to whoever answers.
      await()
          .until(() -> reader.partitionsFor(topic.name()), known -> known.size() == PARTITIONS)
          .forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
    }
    reader.assign(partitions);
    reader.seekToEnd(partitions);
    partitions.forEach(reader::position);
  }

  static String bootstrapServers() {
    return LocalStack.shared().bootstrapServers();
  }

  static String registryUrl() {
    return LocalStack.shared().registryUrl().toString();
  }

  static RegistrySettings registrySettings(String url) {
    return RegistrySettings.of(url);
  }

  static EngineEnvironment environment(
      String bootstrapServers, SchemaRegistry registry, Ledger ledger) {
    return new EngineEnvironment(
        Map.of("bootstrap.servers", bootstrapServers),
        registry,
        ledger,
        new SimpleMeterRegistry(),
        InstantSource.system(),
        new Random(),
        "memory");
  }

  DeliveryEngine<InAppCommand> engine(Outbox outbox, Ledger ledger) {
    return engine(outbox, ledger, EngineSettings.defaults());
  }

  DeliveryEngine<InAppCommand> engine(Outbox outbox, Ledger ledger, EngineSettings settings) {
    return DeliveryEngine.start(
        spec, outbox, settings, environment(bootstrapServers(), registry, ledger));
  }

  void issue(Lane lane, InAppCommand command) {
    Topic<InAppCommand> topic = spec.topic(lane);
    byte[] value = registry.serde(topic).serializer().serialize(topic.name(), command);
    issueBytes(lane, command.getHeader().getMemberId(), value);
  }

  void issueBytes(Lane lane, String key, byte[] value) {
    var sent =
        producer.send(
            new ProducerRecord<>(
                spec.topic(lane).name(), key.getBytes(StandardCharsets.UTF_8), value));
    if (sent.isCancelled()) {
      throw new IllegalStateException("cancelled");
    }
  }

  void flush() {
    producer.flush();
  }

  /** Waits until workers have all partitions, and have found nothing that needs looking up. */
  void awaitWorkers() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> committed(admin).size() == 2 * PARTITIONS);
    }
  }

  private Set<TopicPartition> committed(Admin admin) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> all =
        admin.listConsumerGroupOffsets(spec.groupId()).partitionsToOffsetAndMetadata().get();
    Set<String> ours = Set.of(spec.urgent().name(), spec.bulk().name());
    return all.keySet().stream()
        .filter(partition -> ours.contains(partition.topic()))
        .collect(Collectors.toSet());
  }

  /** Outcomes since the site was made, without BEGUN, of whatever command. */
  List<DeliveryOutcome> ends() {
    read();
    return outcomes.stream().filter(one -> one.getStatus() != OutcomeStatus.BEGUN).toList();
  }

  List<DeliveryOutcome> outcomes() {
    read();
    return outcomes;
  }

  List<DeadLetter> deadLetters() {
    read();
    return deadLetters;
  }

  private void read() {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
      if (record.topic().equals(Topics.OUTCOMES.name())) {
        outcomes.add(decode(Topics.OUTCOMES, record.value()));
      } else {
        deadLetters.add(decode(Topics.DEAD_LETTERS, record.value()));
      }
    }
  }

  private <V extends SpecificRecord> V decode(Topic<V> topic, byte[] value) {
    return registry.serde(topic).deserializer().deserialize(topic.name(), value);
  }

  private void createTopics(Map<String, Object> kafka) throws Exception {
    try (Admin admin = Admin.create(kafka)) {
      for (Topic<?> topic :
          List.of(spec.urgent(), spec.bulk(), Topics.OUTCOMES, Topics.DEAD_LETTERS)) {
        try {
          admin
              .createTopics(List.of(new NewTopic(topic.name(), PARTITIONS, (short) 1)))
              .all()
              .get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw e;
          }
        }
      }
    }
  }

  @Override
  public void close() {
    producer.close();
    reader.close();
    registry.close();
  }
}
