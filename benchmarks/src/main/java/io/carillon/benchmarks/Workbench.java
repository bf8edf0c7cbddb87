package io.carillon.benchmarks;

import io.carillon.localstack.LocalStack;
import io.carillon.localstack.LocalStackOptions;
import io.carillon.localstack.Part;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.TopicSetup;
import io.carillon.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The machine under test: a broker, a registry, and whatever is started on them. Whoever opens it
 * closes it; children end with it.
 */
final class Workbench implements AutoCloseable {
  /** As in the local stack. */
  static final int PARTITIONS = 4;

  /** The consumer group of the streams app. */
  static final String CARILLON = "carillon";

  /** For servers that find a free port themselves. */
  static final int ANY_PORT = 0;

  private static final String STREAMS_APP = "io.carillon.streams.StreamsApp";
  private static final String EMAIL_WORKER = "io.carillon.delivery.email.EmailWorker";

  /** The broker is not under test, so it gets what it wants. */
  private static final String BROKER_HEAP = "1g";

  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final Duration STANDSTILL = Duration.ofMinutes(2);

  private final LocalStack stack;
  private final Admin admin;
  private final SchemaRegistry registry;
  private final Path folder;
  private final @Nullable Path profiles;
  private final List<ChildJvm> children = new ArrayList<>();

  private Workbench(LocalStack stack, Path folder, @Nullable Path profiles) {
    this.stack = stack;
    this.folder = folder;
    this.profiles = profiles;
    this.admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    this.registry = SchemaRegistry.open(RegistrySettings.of(stack.registryUrl().toString()));
  }

  /**
   * Starts broker, registry and mail sink, and creates the topics.
   *
   * @param profiles where children leave flight recordings; null for none
   */
  static Workbench open(@Nullable Path profiles) throws InterruptedException {
    LocalStack stack =
        LocalStack.start(
            LocalStackOptions.anyPorts()
                .only(Part.KAFKA, Part.REGISTRY, Part.SMTP)
                .withBrokerHeap(BROKER_HEAP));
    try {
      if (profiles != null) {
        Files.createDirectories(profiles);
      }
      Workbench bench = new Workbench(stack, Files.createTempDirectory("carillon-bench"), profiles);
      new TopicSetup(bench.admin).create(PARTITIONS, (short) 1);
      return bench;
    } catch (IOException e) {
      stack.close();
      throw new UncheckedIOException(e);
    }
  }

  LocalStack stack() {
    return stack;
  }

  SchemaRegistry registry() {
    return registry;
  }

  String broker() {
    return stack.bootstrapServers();
  }

  /** Creates a topic beside those of the catalogue, as many partitions. */
  void createTopic(String name) throws InterruptedException {
    await(admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all());
    // The broker says yes a moment before it knows the topic itself.
    while (!await(admin.listTopics().names()).contains(name)) {
      Thread.sleep(50);
    }
  }

  /** The partitions of a topic. */
  static List<TopicPartition> partitions(String topic) {
    return Stream.iterate(0, i -> i + 1)
        .limit(PARTITIONS)
        .map(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  /** Where each partition of the topics ends. */
  Map<TopicPartition, Long> ends(Collection<String> topics) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    topics.forEach(
        topic ->
            partitions(topic).forEach(partition -> wanted.put(partition, OffsetSpec.latest())));
    Map<TopicPartition, Long> ends = new HashMap<>();
    await(admin.listOffsets(wanted).all())
        .forEach((partition, result) -> ends.put(partition, result.offset()));
    return ends;
  }

  /** How many records of these partitions a consumer group has behind it, committed. */
  long committed(String group, Set<TopicPartition> partitions) throws InterruptedException {
    long sum = 0;
    for (var offset :
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).entrySet()) {
      if (offset.getValue() != null && partitions.contains(offset.getKey())) {
        sum += offset.getValue().offset();
      }
    }
    return sum;
  }

  /**
   * Waits until a group has so many records behind it.
   *
   * @return how many it has
   * @throws BenchException if nothing moves any more
   */
  long awaitCommitted(ChildJvm child, String group, Set<TopicPartition> partitions, long count)
      throws InterruptedException {
    long before = -1;
    long movedAt = System.nanoTime();
    while (true) {
      long now = committed(group, partitions);
      if (now >= count) {
        return now;
      }
      child.check();
      if (now > before) {
        before = now;
        movedAt = System.nanoTime();
      } else if (System.nanoTime() - movedAt > STANDSTILL.toNanos()) {
        throw new BenchException(group + " stands still at " + now + " of " + count + " records");
      }
      Thread.sleep(100);
    }
  }

  /** Waits until the streams app knows all members and what they want. */
  void awaitFolded(ChildJvm app) throws InterruptedException {
    Map<TopicPartition, Long> ends =
        ends(List.of(Topics.MEMBERS.name(), Topics.PREFERENCE_CHANGES.name()));
    long all = ends.values().stream().mapToLong(end -> end).sum();
    awaitCommitted(app, CARILLON, ends.keySet(), all);
  }

  /** Starts the streams app as it is run in production, but with no second instance to keep. */
  ChildJvm startStreamsApp(int threads, int port) {
    return start(
        "carillon",
        List.of(),
        STREAMS_APP,
        List.of(
            "kafka.bootstrap.servers=" + broker(),
            "registry.urls=" + stack.registryUrl(),
            "instance=bench",
            "state-dir=" + folder.resolve("carillon"),
            "threads=" + threads,
            "standbys=0",
            "http.port=" + port,
            "newsletters.base-url=https://basket.example.org/",
            "newsletters.api-key=bench"));
  }

  /** Starts the worker that sends mails, to the sink. */
  ChildJvm startEmailWorker(int port, int streamsAppPort) {
    return start(
        "email-worker",
        ChildJvm.QUICK_START,
        EMAIL_WORKER,
        List.of(
            "kafka.bootstrap.servers=" + broker(),
            "registry.urls=" + stack.registryUrl(),
            "health.port=" + port,
            "ledger.url=http://127.0.0.1:" + streamsAppPort,
            // Everybody's address is the sink's.
            "playpen.mode=live",
            "email.relay.host=127.0.0.1",
            "email.relay.port=" + stack.smtpPort(),
            "email.sender.from=carillon@example.org",
            "email.sender.message-id-key=a key for the benchmark only"));
  }

  /** The file of samples for the peer that writes what the topology writes. */
  Path samples() {
    return folder.resolve("samples");
  }

  /** Starts an app that does next to nothing. */
  ChildJvm startPeer(Peer.Kind kind, String from, String to, int threads) {
    return start(
        kind.application(),
        List.of(),
        Peer.class.getName(),
        List.of(
            kind.name(),
            broker(),
            stack.registryUrl().toString(),
            from,
            to,
            folder.resolve("peers").toString(),
            Integer.toString(threads)));
  }

  private ChildJvm start(String name, List<String> flags, String main, List<String> args) {
    ChildJvm child = ChildJvm.start(name, folder, profiles, flags, main, args);
    children.add(child);
    return child;
  }

  /** Waits until a child says that it is ready. */
  void awaitReady(ChildJvm child, int port) throws InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz")).build();
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      child.check();
      try {
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      Thread.sleep(200);
    }
    throw new BenchException("not ready on port " + port + " within " + READY_WITHIN);
  }

  /** Finds a port that nobody listens on. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    children.forEach(ChildJvm::close);
    registry.close();
    admin.close(Duration.ofSeconds(1));
    stack.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // A child was still busy there; it is a folder for temporary files.
    }
  }

  private static <T> T await(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new BenchException("the broker refuses: " + e.getCause(), e);
    }
  }
}
