package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import io.carillon.streams.deadletters.DeadLetterHandler;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamsAppSettingsTest {
  @Test
  void noMistakeHidesAnother() {
    Settings settings =
        Settings.of(
            Map.of(
                "threads", "0",
                "kafka.application.id", "mine",
                "agenda.interval", "0s",
                "agenda.most", "0",
                "http.port", "http",
                "http.host", "0.0.0.0",
                "http.write-timeout", "0s"));

    assertThat(
            catchThrowableOfType(
                    SettingsException.class, () -> settings.read(StreamsAppSettings::read))
                .problems())
        .containsExactly(
            "agenda.interval: must be at least 1ms, was 0s",
            "agenda.most: must be a whole number from 1 to 100000, was 0",
            "http.port: must be a whole number from 0 to 65535, was http",
            "http.token: must be given unless host is a loopback address, which 0.0.0.0 is not",
            "http.write-timeout: must be at least 1ms, was 0s",
            "kafka.application.id: is set by the app itself",
            "kafka.bootstrap.servers: must be given",
            "threads: must be a whole number from 1 to 256, was 0");
  }

  @Test
  void noProducerMayPutRecordsOfMembersElsewhere() {
    Settings settings =
        Settings.of(
            Map.of(
                "kafka.bootstrap.servers", "kafka:9092",
                "kafka.partitioner.class", "org.example.Mine",
                "kafka.producer.partitioner.ignore.keys", "true"));

    assertThat(
            catchThrowableOfType(
                    SettingsException.class, () -> settings.read(StreamsAppSettings::read))
                .problems())
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

    assertThat(
            catchThrowableOfType(
                    SettingsException.class, () -> settings.read(StreamsAppSettings::read))
                .problems())
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

    assertThat(
            catchThrowableOfType(
                    SettingsException.class, () -> settings.read(StreamsAppSettings::read))
                .problems())
        .containsExactly("kafka." + key + ": is set by the app itself");
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
}
