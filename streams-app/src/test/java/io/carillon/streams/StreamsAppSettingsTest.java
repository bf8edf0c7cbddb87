package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import io.carillon.streams.deadletters.DeadLetterHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamsAppSettingsTest {
  @Test
  void noMistakeHidesAnother(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a-file"), "no folder");
    Path catalog = Files.createDirectory(folder.resolve("catalog"));
    Files.writeString(catalog.resolve("categories.yaml"), "community: {kind: bulk}");
    Files.writeString(
        catalog.resolve("vouched.yaml"),
        "{event: MemberVouched, category: none, channels: [email], expires-after: soon}");
    Map<String, String> given = new HashMap<>();
    given.put("threads", "0");
    given.put("state-dir", file.resolve("state").toString());
    given.put("catalog-dir", catalog.toString());
    given.put("kafka.application.id", "mine");
    given.put("kafka.commit.interval.ms", "soon");
    given.put("kafka.consumer.fetch.min.bytes", "-1");
    given.put("registry.cache-size", "0");
    given.put("registry.user", "ann");
    given.put("site.url", "example.org");
    given.put("retry.email", "1m,0s");
    given.put("retry.newsletter", "0s");
    given.put("retry.ambiguous-pause", "0s");
    given.put("agenda.interval", "0s");
    given.put("agenda.most", "0");
    given.put("unsubscribe.base-url", "http://example.org/");
    given.put("http.port", "http");
    given.put("http.host", "0.0.0.0");
    given.put("http.advertised", "http://app:8080");
    given.put("http.write-timeout", "0s");

    assertThat(mistakes(given))
        .containsExactly(
            "agenda.interval: must be at least 1ms, was 0s",
            "agenda.most: must be a whole number from 1 to 100000, was 0",
            "catalog-dir: vouched.yaml: category: none is none of [community]",
            "catalog-dir: vouched.yaml: expires-after: must be a span of time such as 15m, 4h or"
                + " 7d",
            "http.advertised: must be host:port or a host, was http://app:8080",
            "http.port: must be a whole number from 0 to 65535, was http",
            "http.token: must be given unless host is a loopback address, which 0.0.0.0 is not",
            "http.write-timeout: must be at least 1ms, was 0s",
            "kafka.application.id: is set by the app itself",
            "kafka.bootstrap.servers: must be given",
            "kafka.commit.interval.ms: Invalid value soon for configuration commit.interval.ms:"
                + " Not a number of type LONG",
            "kafka.consumer.fetch.min.bytes: Invalid value -1 for configuration fetch.min.bytes:"
                + " Value must be at least 0",
            "registry.cache-size: must be a whole number from 1 to 1000000, was 0",
            "registry: password: must be given with user",
            "retry.ambiguous-pause: must be at least 1ms, was 0s",
            "retry.email: each must be at least 1ms, was 1m,0s",
            "retry.newsletter: each must be at least 1ms, was 0s",
            "site.url: must be a URL such as https://example.org/, was example.org",
            "state-dir: must be a folder that can be made and written to, was "
                + file.resolve("state"),
            "threads: must be a whole number from 1 to 256, was 0",
            "unsubscribe.base-url: must be https (RFC 8058), was http://example.org/",
            "unsubscribe.key: must be given with base-url");
  }

  @Test
  void aSettingThatIsNoUrlIsNotAlsoOneOfTheWrongKind() {
    assertThat(
            mistakes(
                Map.of(
                    "kafka.bootstrap.servers", "kafka:9092",
                    "unsubscribe.base-url", "mail.example.org",
                    "unsubscribe.key", "key")))
        .containsExactly(
            "unsubscribe.base-url: must be a URL such as https://example.org/, was"
                + " mail.example.org");
    assertThat(mistakes(Map.of("kafka.bootstrap.servers", "kafka:9092", "unsubscribe.key", "key")))
        .containsExactly("unsubscribe.base-url: must be given with key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka", "kafka:9092,other", "kafka:port"})
  void brokersAreNamedWithTheirPorts(String brokers) {
    assertThat(mistakes(Map.of("kafka.bootstrap.servers", brokers)))
        .containsExactly(
            "kafka.bootstrap.servers: must be host:port, separated by commas, was " + brokers);
  }

  @Test
  void aClientMayBeToldWhatKafkaStreamsWouldRefuse() {
    Map<String, String> given =
        Map.of(
            "bootstrap.servers", "kafka:9092, [::1]:9092",
            "restore.consumer.group.protocol", "consumer",
            "our.login.module.option", "7",
            "topic.retention.ms", "1");

    assertThat(KafkaProperties.mistakes(given)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"app-1", "app-1:8080", "10.0.0.1:8080", "[::1]:8080"})
  void anInstanceIsReachedByHostAndPort(String advertised) {
    assertThat(
            Settings.of(
                    Map.of("kafka.bootstrap.servers", "kafka:9092", "http.advertised", advertised))
                .read(StreamsAppSettings::read)
                .web()
                .advertised())
        .isEqualTo(advertised);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"app 1:8080", "app_1:8080", "app:65536", "ann@app:8080", "app:8080/path", ":80"})
  void whatNoInstanceCouldBeReachedByIsRefused(String advertised) {
    assertThat(
            mistakes(
                Map.of("kafka.bootstrap.servers", "kafka:9092", "http.advertised", advertised)))
        .containsExactly("http.advertised: must be host:port or a host, was " + advertised);
  }

  @Test
  void aHostThatNobodyKnowsIsNamedAndNoTokenDemandedForIt() {
    assertThat(
            mistakes(Map.of("kafka.bootstrap.servers", "kafka:9092", "http.host", "host.invalid")))
        .containsExactly("http.host: must be a host that is known here, was host.invalid");
  }

  @Test
  void noProducerMayPutRecordsOfMembersElsewhere() {
    Settings settings =
        Settings.of(
            Map.of(
                "kafka.bootstrap.servers", "kafka:9092",
                "kafka.partitioner.class", "org.example.Mine",
                "kafka.producer.partitioner.ignore.keys", "true"));

    assertThat(mistakes(settings))
        .containsExactly(
            "kafka.partitioner.class: must be left as it is, or records of members are misplaced",
            "kafka.producer.partitioner.ignore.keys: must be left as it is, or records of members"
                + " are misplaced");
  }

  @Test
  void whatIsGivenIsEnough() {
    StreamsAppSettings settings =
        Settings.of(Map.of("kafka.bootstrap.servers", "broker:9092"))
            .read(StreamsAppSettings::read);

    assertThat(settings.kafka()).containsOnlyKeys("bootstrap.servers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "app 1", "app/1", "äpp"})
  void anInstanceHasANameThatGroupsTake(String name) {
    Settings settings =
        Settings.of(Map.of("kafka.bootstrap.servers", "kafka:9092", "instance", name));

    assertThat(mistakes(settings))
        .containsExactly("instance: must be 1 to 200 of a-z, A-Z, 0-9, ., _ and -, was " + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acks",
        "producer.acks",
        "enable.idempotence",
        "transactional.id",
        "isolation.level",
        "main.consumer.isolation.level",
        "consumer.enable.auto.commit"
      })
  void whatTheGuaranteesRestOnIsRefused(String key) {
    Settings settings =
        Settings.of(Map.of("kafka.bootstrap.servers", "kafka:9092", "kafka." + key, "any"));

    assertThat(mistakes(settings)).containsExactly("kafka." + key + ": is set by the app itself");
  }

  @Test
  void aStartSaysWhatItWasToldButNoSecret() {
    Settings settings =
        Settings.of(
            Map.of(
                "kafka.bootstrap.servers", "kafka:9092",
                "kafka.sasl.jaas.config", "secret-1",
                "registry.user", "carillon",
                "registry.password", "secret-2",
                "newsletters.base-url", "https://basket.example.org/",
                "newsletters.api-key", "secret-3",
                "unsubscribe.base-url", "https://mail.example.org/",
                "unsubscribe.key", "secret-4-secret-4-secret-4-secret-4",
                "http.token", "secret-5",
                "standbys", "3"));

    assertThat(settings.read(StreamsAppSettings::read).toString())
        .contains("instance=carillon-1", "standbys=3", "https://mail.example.org/")
        .doesNotContain("secret-");
  }

  @Test
  void clientsHaveTheirInstancesNameAndPatience() {
    StreamsAppSettings settings =
        Settings.of(Map.of("kafka.bootstrap.servers", "kafka:9092", "instance", "app-7"))
            .read(StreamsAppSettings::read);
    DeadLetterHandler.Sink nowhere =
        new DeadLetterHandler.Sink(
            (topic, letter) -> new byte[0], InstantSource.system(), reason -> {}, letter -> {});

    assertThat(KafkaProperties.of(settings, nowhere, null))
        .containsEntry("client.id", "carillon-app-7")
        .as("a commit waits for the brokers")
        .containsEntry("producer.max.block.ms", 3_600_000);
  }

  private static List<String> mistakes(Map<String, String> given) {
    return mistakes(Settings.of(given));
  }

  private static List<String> mistakes(Settings settings) {
    return catchThrowableOfType(
            SettingsException.class, () -> settings.read(StreamsAppSettings::read))
        .problems();
  }
}
