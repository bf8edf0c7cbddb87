package io.carillon.delivery.newsletter;

import static io.carillon.delivery.newsletter.WishBuilder.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.OutcomeStatus;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.app.HealthSettings;
import io.carillon.delivery.app.LedgerSettings;
import io.carillon.delivery.app.PlaypenSettings;
import io.carillon.delivery.app.WorkerApp;
import io.carillon.delivery.app.WorkerSettings;
import io.carillon.delivery.engine.EngineSettings;
import io.carillon.delivery.playpen.Playpen;
import io.carillon.localstack.LocalStack;
import io.carillon.localstack.basket.BasketOptions;
import io.carillon.localstack.basket.BasketSandbox;
import io.carillon.localstack.basket.Contact;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import io.carillon.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** From the topic to Basket, through the engine. */
final class NewsletterWorkerIT {
  private static final LocalStack STACK = LocalStack.shared();

  @Test
  @Behaviour("MOZ-11")
  void aMembersNextWishWaitsForTheOneBefore() throws InterruptedException, ExecutionException {
    createTopics();
    String ann = UUID.randomUUID() + "@example.org";
    Duration slow = Duration.ofMillis(500);

    try (BasketSandbox basket = basket();
        WorkerApp worker = start(basket, BasketOptions.DEFAULT_KEY)) {
      awaitReady(worker, "\"partitions\":8");
      basket.answerAfter(slow);
      // Different newsletters: no version of either keeps one wish from overtaking the other.
      send(
          subscribe(ann).member(ann).slugs("mozilla-phone").version(1),
          subscribe(ann).member(ann).slugs("mozillians-nda").version(2));

      await().atMost(Duration.ofMinutes(1)).until(() -> since(basket, ann).size() == 2);
      // Each wish is a lookup and a subscription. Side by side they would end at the same time.
      assertThat(since(basket, ann))
          .extractingByKeys("mozilla-phone", "mozillians-nda")
          .satisfies(
              ends ->
                  assertThat(Duration.between(ends.get(0), ends.get(1)))
                      .isGreaterThanOrEqualTo(slow));
    }
  }

  @Test
  @Behaviour("MOZ-27")
  void whoIsNotAllowedIsLeftAlone() throws InterruptedException, ExecutionException {
    createTopics();
    String stranger = UUID.randomUUID() + "@example.com";

    try (BasketSandbox basket = basket();
        WorkerApp worker = start(basket, BasketOptions.DEFAULT_KEY)) {
      awaitReady(worker, "\"partitions\":8");
      send(subscribe(stranger).member(stranger).slugs("mozilla-phone").version(1));

      assertThat(ends(stranger)).containsExactly(OutcomeStatus.SANDBOXED);
      assertThat(basket.contacts()).isEmpty();
    }
  }

  @Test
  @Behaviour("MOZ-21")
  void aKeyThatIsNotTakenShowsBeforeTheFirstCommandComes()
      throws InterruptedException, ExecutionException {
    createTopics();

    try (BasketSandbox basket = basket();
        WorkerApp worker = start(basket, "not-the-key")) {
      awaitReady(worker, "\"provider\":{\"up\":false,\"since\":null,\"reason\":\"basket-7");
      assertThat(readiness(worker)).startsWith("{\"ready\":false");
    }
  }

  private static BasketSandbox basket() {
    return BasketSandbox.start("127.0.0.1", 0, BasketOptions.defaults().withoutRateLimit());
  }

  private static Map<String, Instant> since(BasketSandbox basket, String email) {
    return basket.contact(email).<Map<String, Instant>>map(Contact::newsletters).orElse(Map.of());
  }

  /** Waits for the worker's health to say something. */
  private static void awaitReady(WorkerApp worker, String words) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> readiness(worker), report -> report.contains(words));
  }

  /** There is no ledger here to ask about what was there before the worker was: never ready. */
  private static String readiness(WorkerApp worker) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + worker.healthPort() + "/readyz"))
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("no answer from /readyz", e);
    }
  }

  /** How a member's commands ended; waits for the first. */
  private static List<OutcomeStatus> ends(String member) {
    try (SchemaRegistry registry =
            SchemaRegistry.open(RegistrySettings.of(STACK.registryUrl().toString()));
        KafkaConsumer<String, DeliveryOutcome> consumer =
            new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", STACK.bootstrapServers()),
                new StringDeserializer(),
                registry.serde(Topics.OUTCOMES).deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.OUTCOMES.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<OutcomeStatus> ends = new ArrayList<>();
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInSameThread()
          .until(
              () -> {
                for (ConsumerRecord<String, DeliveryOutcome> found :
                    consumer.poll(Duration.ofSeconds(1))) {
                  OutcomeStatus status = found.value().getStatus();
                  if (member.equals(found.key()) && status != OutcomeStatus.BEGUN) {
                    ends.add(status);
                  }
                }
                return !ends.isEmpty();
              });
      return ends;
    }
  }

  private static WorkerApp start(BasketSandbox basket, String key) {
    WorkerSettings settings =
        new WorkerSettings(
            Map.of("bootstrap.servers", STACK.bootstrapServers()),
            RegistrySettings.of(STACK.registryUrl().toString()),
            EngineSettings.defaults(),
            new HealthSettings("127.0.0.1", 0),
            new LedgerSettings(LedgerSettings.DEFAULT_URL, null, LedgerSettings.DEFAULT_TIMEOUT),
            new PlaypenSettings(Playpen.Mode.SANDBOX, List.of("@example.org"), null),
            "basket");
    NewsletterSettings newsletter =
        new NewsletterSettings(
            basket.url(),
            new Secret(key),
            URI.create("https://people.example.org/"),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));
    return WorkerApp.start(
        settings,
        NewsletterWorker.SPEC,
        new NewsletterChannel(newsletter, settings.playpen().playpen(), InstantSource.system()));
  }

  private static void createTopics() throws InterruptedException, ExecutionException {
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", STACK.bootstrapServers()))) {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing =
          Stream.of(Topics.NEWSLETTER, Topics.NEWSLETTER_BULK, Topics.OUTCOMES, Topics.DEAD_LETTERS)
              .map(topic -> new NewTopic(topic.name(), 4, (short) 1))
              .filter(topic -> !existing.contains(topic.name()))
              .toList();
      admin.createTopics(missing).all().get();
    }
  }

  private static void send(WishBuilder... wishes) throws InterruptedException, ExecutionException {
    try (SchemaRegistry registry =
            SchemaRegistry.open(RegistrySettings.of(STACK.registryUrl().toString()));
        KafkaProducer<String, NewsletterCommand> producer =
            new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", STACK.bootstrapServers()),
                new StringSerializer(),
                registry.serde(Topics.NEWSLETTER).serializer())) {
      Instant now = Instant.now();
      for (WishBuilder wish : wishes) {
        NewsletterCommand command = wish.at(now).build();
        String member = command.getHeader().getMemberId();
        producer.send(new ProducerRecord<>(Topics.NEWSLETTER.name(), member, command)).get();
      }
    }
  }
}
