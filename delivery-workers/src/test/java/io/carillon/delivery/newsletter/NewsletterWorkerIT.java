package io.carillon.delivery.newsletter;

import static io.carillon.delivery.newsletter.WishBuilder.subscribe;
import static io.carillon.delivery.newsletter.WishBuilder.unsubscribe;
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
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import io.carillon.settings.Secret;
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
  @Behaviour({"MOZ-16", "MOZ-17", "MOZ-27"})
  void wishesInTheTopicBecomeSubscriptionsInTheirOrder()
      throws InterruptedException, ExecutionException {
    createTopics();
    String allowed = UUID.randomUUID() + "@example.org";
    String stranger = UUID.randomUUID() + "@example.com";

    try (BasketSandbox basket =
            BasketSandbox.start("127.0.0.1", 0, BasketOptions.defaults().withoutRateLimit());
        WorkerApp worker = start(basket)) {
      // There is no ledger here to ask about what was there before the worker was.
      HttpRequest ready =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.healthPort() + "/readyz"))
              .build();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> HttpClient.newHttpClient().send(ready, BodyHandlers.ofString()).body(),
              report -> report.contains("\"partitions\":8"));
      send(
          subscribe(stranger).member(stranger).slugs("mozilla-phone").version(1),
          subscribe(allowed).member(allowed).slugs("mozilla-phone").version(1),
          unsubscribe(allowed).member(allowed).slugs("mozilla-phone").version(2),
          subscribe(allowed).member(allowed).slugs("mozillians-nda").version(3));

      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () ->
                  assertThat(basket.contact(allowed))
                      .hasValueSatisfying(
                          contact ->
                              assertThat(contact.newsletters())
                                  .containsOnlyKeys("mozillians-nda")));
      assertThat(ends(stranger)).containsExactly(OutcomeStatus.SANDBOXED);
      assertThat(basket.contact(stranger)).isEmpty();
      assertThat(worker.healthPort()).isPositive();
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

  private static WorkerApp start(BasketSandbox basket) {
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
            new Secret(BasketOptions.DEFAULT_KEY),
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
