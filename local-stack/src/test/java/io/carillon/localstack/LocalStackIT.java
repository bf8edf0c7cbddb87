package io.carillon.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stack as its users see it. */
class LocalStackIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Test
  void transactionsAreReadByGroupsOfTheNewProtocol() throws Exception {
    LocalStack stack = LocalStack.shared();
    String topic = createTopic(stack);

    produceInTransaction(stack, topic, "ann");

    assertThat(firstValue(stack, topic)).isEqualTo("ann");
  }

  @Test
  void shareGroupsReadCommittedRecords() throws Exception {
    LocalStack stack = LocalStack.shared();
    String topic = createTopic(stack);
    String group = "share-" + UUID.randomUUID();
    startShareGroupAtTheBeginning(stack, group);

    produceInTransaction(stack, topic, "bob");

    try (KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers(), "group.id", group),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(consumer.poll(Duration.ofMillis(200))).isNotEmpty());
    }
  }

  @Test
  void topicsAreNotCreatedByAccident() throws Exception {
    try (Admin admin = admin(LocalStack.shared())) {
      String value =
          admin
              .describeConfigs(List.of(new ConfigResource(ConfigResource.Type.BROKER, "1")))
              .all()
              .get()
              .values()
              .iterator()
              .next()
              .get("auto.create.topics.enable")
              .value();

      assertThat(value).isEqualTo("false");
    }
  }

  @Test
  void registryIdsAgreeAndSurviveItsDeath() throws Exception {
    try (LocalStack stack = LocalStack.start(LocalStackOptions.anyPorts().only(Part.REGISTRY))) {
      String first = register(stack, "a", "string", 200);
      String sameSchemaElsewhere = register(stack, "b", "string", 200);
      assertThat(sameSchemaElsewhere).isEqualTo(first);
      String id = first.replaceAll("[^0-9]", "");

      stack.registry().kill();
      assertThat(stack.registry().isAlive()).isFalse();
      stack.registry().restart();

      assertThat(get(stack.registryUrl() + "/schemas/ids/" + id)).contains("string");
    }
  }

  @Test
  void pausedServerDoesNotAnswerUntilItGoesOn() throws Exception {
    try (LocalStack stack = LocalStack.start(LocalStackOptions.anyPorts().only(Part.REGISTRY))) {
      stack.registry().pause();
      HttpRequest impatient =
          HttpRequest.newBuilder(URI.create(stack.registryUrl() + "/subjects"))
              .timeout(Duration.ofMillis(300))
              .build();

      assertThatThrownBy(() -> HTTP.send(impatient, HttpResponse.BodyHandlers.discarding()))
          .isInstanceOf(HttpTimeoutException.class);
      stack.registry().resume();

      assertThat(get(stack.registryUrl() + "/subjects")).isEqualTo("[]");
    }
  }

  @Test
  void incompatibleSchemaIsRefused() throws Exception {
    LocalStack stack = LocalStack.shared();
    String subject = UUID.randomUUID().toString();
    register(stack, subject, "string", 200);

    register(stack, subject, "int", 409);
  }

  @Test
  void keptDataIsFoundByTheNextStart(@TempDir Path folder) throws Exception {
    LocalStackOptions options =
        LocalStackOptions.anyPorts().only(Part.KAFKA).withDataDirectory(folder);
    String topic;
    try (LocalStack stack = LocalStack.start(options)) {
      topic = createTopic(stack);
      produceInTransaction(stack, topic, "cleo");
    }

    try (LocalStack stack = LocalStack.start(options)) {
      assertThat(firstValue(stack, topic)).isEqualTo("cleo");
      stack.broker().kill();
      stack.broker().restart();
      assertThat(firstValue(stack, topic)).isEqualTo("cleo");
    }
  }

  @Test
  void takenPortIsOneClearErrorBeforeAnythingStarts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      LocalStackOptions options =
          LocalStackOptions.anyPorts().withPort(Part.KAFKA, taken.getLocalPort());

      assertThatThrownBy(() -> LocalStack.start(options))
          .isInstanceOf(LocalStackException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " for Kafka is taken")
          .hasMessageContaining("choose another");
    }
  }

  @Test
  void aPartThatCannotListenIsOneClearErrorOfTheStack() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Map<Part, Integer> ports = Map.of(Part.SMTP, taken.getLocalPort());

      // As if somebody had taken the port after it was found to be free.
      assertThatThrownBy(
              () -> LocalStack.start(LocalStackOptions.anyPorts().only(Part.SMTP), ports))
          .isInstanceOf(LocalStackException.class)
          .hasMessage("the SMTP sink cannot listen on port " + taken.getLocalPort());
    }
  }

  @Test
  void deathAtTheStartNamesItsLogInTheFolderOfLogs(@TempDir Path folder) {
    Path log = folder.resolve("logs").resolve("kafka.log");
    LocalStackOptions options =
        LocalStackOptions.anyPorts()
            .only(Part.KAFKA)
            .withBrokerHeap("1k")
            .withLogDirectory(folder.resolve("logs"));

    assertThatThrownBy(() -> LocalStack.start(options))
        .isInstanceOf(LocalStackException.class)
        .hasMessage("Kafka ended with status 1 at its start; see " + log);
    assertThat(log).content().contains("heap");
  }

  @Test
  void deathAtTheStartLeavesItsLogThoughAllElseIsDeleted() throws IOException {
    LocalStackOptions options = LocalStackOptions.anyPorts().only(Part.KAFKA).withBrokerHeap("1k");

    LocalStackException thrown =
        catchThrowableOfType(LocalStackException.class, () -> LocalStack.start(options));

    String message = String.valueOf(thrown.getMessage());
    assertThat(message).startsWith("Kafka ended with status 1 at its start; see ");
    Path log = Path.of(message.substring(message.indexOf('/')));
    assertThat(log).content().contains("heap");
    Files.delete(log);
  }

  private static Admin admin(LocalStack stack) {
    return Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
  }

  private static String createTopic(LocalStack stack)
      throws ExecutionException, InterruptedException {
    String topic = "t-" + UUID.randomUUID();
    try (Admin admin = admin(stack)) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }
    return topic;
  }

  private static void startShareGroupAtTheBeginning(LocalStack stack, String group)
      throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    try (Admin admin = admin(stack)) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  resource,
                  List.of(
                      set("share.auto.offset.reset", "earliest"),
                      set("share.isolation.level", "read_committed"))))
          .all()
          .get();
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }

  private static void produceInTransaction(LocalStack stack, String topic, String value) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                stack.bootstrapServers(),
                "transactional.id",
                UUID.randomUUID().toString()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      var unused = producer.send(new ProducerRecord<>(topic, value, value));
      producer.commitTransaction();
    }
  }

  private static String firstValue(LocalStack stack, String topic) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                stack.bootstrapServers(),
                "group.id",
                UUID.randomUUID().toString(),
                "group.protocol",
                "consumer",
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      List<String> values = new ArrayList<>();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                assertThat(values).isNotEmpty();
              });
      return values.get(0);
    }
  }

  private static String register(LocalStack stack, String subject, String type, int status)
      throws Exception {
    String schema =
        "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":"
            + "[{\\\"name\\\":\\\"x\\\",\\\"type\\\":\\\""
            + type
            + "\\\"}]}";
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(stack.registryUrl() + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"" + schema + "\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return response.body();
  }

  private static String get(String url) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
