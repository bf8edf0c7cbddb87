package io.carillon.cli.outages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.avro.AccountStatus;
import io.carillon.avro.Channel;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.Switch;
import io.carillon.localstack.EndsWithParent;
import io.carillon.localstack.LocalStack;
import io.carillon.localstack.LocalStackOptions;
import io.carillon.localstack.Ports;
import io.carillon.localstack.basket.BasketOptions;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topic;
import io.carillon.schemas.TopicSetup;
import io.carillon.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A local stack with the app and workers as child processes that a test may kill. */
final class RunningCarillon implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(4);

  /** What a killed worker can leave in doubt at most. */
  static final int SLOTS = 8;

  private static final int PARTITIONS = 4;

  private final Path folder;
  private final LocalStack stack;
  private final SchemaRegistry registry;
  private final int apiPort = Ports.free();
  private final List<Process> children = new ArrayList<>();

  /** One child process and where it serves its health. */
  record Child(Process process, int healthPort, Path log) {
    /** Ends the process as {@code kill -9} does. */
    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    /** Fails the test if the process ended by itself. */
    void isAlive() {
      assertThat(process.isAlive()).as("still running; see %s", log).isTrue();
    }

    /** Whether the process says that its provider cannot be used. */
    boolean routeIsDown() throws IOException, InterruptedException {
      HttpResponse<String> ready =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + "/readyz"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      JsonNode up = new ObjectMapper().readTree(ready.body()).at("/components/route/up");
      return up.isBoolean() && !up.asBoolean();
    }
  }

  private RunningCarillon(Path folder) {
    this.folder = folder;
    this.stack =
        LocalStack.start(
            LocalStackOptions.anyPorts().withBasket(BasketOptions.defaults().withoutRateLimit()));
    this.registry = SchemaRegistry.open(RegistrySettings.of(stack.registryUrl().toString()));
  }

  /** Starts servers and topics; the app and the workers are started by the test. */
  static RunningCarillon start(Path folder) throws ExecutionException, InterruptedException {
    RunningCarillon running = new RunningCarillon(folder);
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", running.stack.bootstrapServers()))) {
      new TopicSetup(admin).create(PARTITIONS, (short) 1);
    }
    return running;
  }

  LocalStack stack() {
    return stack;
  }

  Child startApp() throws IOException {
    return start(
        "io.carillon.streams.StreamsApp",
        apiPort,
        "state-dir=" + folder.resolve("state"),
        "standbys=0",
        "http.port=" + apiPort,
        "newsletters.base-url=" + stack.sandboxUrl(),
        "newsletters.api-key=sandbox-key",
        "retry.email=1s,1s,1s,2s,2s,5s,5s,5s,5s,5s",
        "retry.newsletter=1s,1s,1s,2s,2s,5s,5s,5s,5s,5s",
        "retry.ambiguous-pause=1s");
  }

  Child startEmailWorker() throws IOException {
    int health = Ports.free();
    return start(
        "io.carillon.delivery.email.EmailWorker",
        health,
        "health.port=" + health,
        "ledger.url=http://127.0.0.1:" + apiPort,
        "playpen.allowed=@example.org",
        "engine.slots=" + SLOTS,
        "email.relay.host=127.0.0.1",
        "email.relay.port=" + stack.smtpPort(),
        "email.sender.from=carillon@example.org",
        "email.sender.message-id-key=the key of these tests");
  }

  Child startNewsletterWorker() throws IOException {
    int health = Ports.free();
    return start(
        "io.carillon.delivery.newsletter.NewsletterWorker",
        health,
        "health.port=" + health,
        "ledger.url=http://127.0.0.1:" + apiPort,
        "playpen.allowed=@example.org",
        "newsletter.base-url=" + stack.sandboxUrl(),
        "newsletter.api-key=sandbox-key",
        "newsletter.source-url=https://example.org/");
  }

  private Child start(String main, int healthPort, String... settings) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                // Also when this JVM is killed.
                EndsWithParent.class.getName(),
                main,
                "kafka.bootstrap.servers=" + stack.bootstrapServers(),
                "registry.urls=" + stack.registryUrl()));
    command.addAll(List.of(settings));
    Path log = Files.createTempFile(folder, main.substring(main.lastIndexOf('.') + 1), ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    children.add(process);
    return new Child(process, healthPort, log);
  }

  /** Members with addresses, each vouched for the first time. */
  void vouch(int members) {
    Instant now = Instant.now();
    send(
        Topics.SWITCHES,
        List.of(
            Map.entry(
                "BASKET_SWITCH_ENABLED", new Switch("BASKET_SWITCH_ENABLED", true, now, null))));
    List<Map.Entry<String, MemberProfile>> profiles = new ArrayList<>();
    List<Map.Entry<String, SpecificRecord>> events = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      String member = "member-" + i;
      profiles.add(
          Map.entry(
              member,
              MemberProfile.newBuilder()
                  .setMemberId(member)
                  .setEmail(member + "@example.org")
                  .setStatus(AccountStatus.ACTIVE)
                  .setUpdatedAt(now)
                  .build()));
      events.add(Map.entry(member, new MemberVouched("event-" + i, now, member, 0, 1, "Bob")));
    }
    send(Topics.MEMBERS, profiles);
    send(Topics.MEMBER_EVENTS, events);
  }

  private <V extends SpecificRecord> void send(Topic<V> topic, List<Map.Entry<String, V>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, V> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers(), "linger.ms", 20),
            new StringSerializer(),
            registry.serde(topic).serializer())) {
      records.forEach(
          record ->
              sent.add(
                  producer.send(
                      new ProducerRecord<>(topic.name(), record.getKey(), record.getValue()))));
    }
    assertThat(sent).allSatisfy(record -> assertThat(record).succeedsWithin(PATIENCE));
  }

  /** The commands of a channel that some attempt brought to the provider. */
  static Set<String> accepted(List<DeliveryOutcome> outcomes, Channel channel) {
    Set<String> accepted = new HashSet<>();
    for (DeliveryOutcome outcome : outcomes) {
      if (outcome.getChannel() == channel && outcome.getStatus() == OutcomeStatus.ACCEPTED) {
        accepted.add(outcome.getCommandId());
      }
    }
    return accepted;
  }

  <V extends SpecificRecord> Reader<V> read(Topic<V> topic) {
    return new Reader<>(topic);
  }

  /** Reads one topic from its beginning, committed records only. */
  final class Reader<V extends SpecificRecord> implements AutoCloseable {
    private final KafkaConsumer<String, V> consumer;
    private final List<V> read = new ArrayList<>();

    private Reader(Topic<V> topic) {
      consumer =
          new KafkaConsumer<>(
              Map.of(
                  "bootstrap.servers",
                  stack.bootstrapServers(),
                  "group.id",
                  "test-" + topic.name() + "-" + System.identityHashCode(this),
                  "isolation.level",
                  "read_committed",
                  "auto.offset.reset",
                  "earliest"),
              new StringDeserializer(),
              registry.serde(topic).deserializer());
      consumer.subscribe(List.of(topic.name()));
    }

    List<V> soFar() {
      return List.copyOf(read);
    }

    /**
     * Reads all that is committed now, after a first {@link #until}: only then does the group know
     * all its partitions.
     */
    List<V> toTheEnd() {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      return until(
          "all there is",
          all ->
              ends.entrySet().stream()
                  .allMatch(end -> consumer.position(end.getKey()) >= end.getValue()));
    }

    /** Reads until it is enough; fails if that takes too long or a child dies meanwhile. */
    List<V> until(String what, Predicate<List<V>> enough, Child... alive) {
      await(what)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                for (Child child : alive) {
                  child.isAlive();
                }
                consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
                return enough.test(read);
              });
      return soFar();
    }

    @Override
    public void close() {
      consumer.close();
    }
  }

  @Override
  public void close() {
    for (Process child : children) {
      child.destroyForcibly().onExit().join();
    }
    registry.close();
    stack.close();
  }
}
