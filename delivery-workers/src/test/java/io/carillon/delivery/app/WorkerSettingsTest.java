package io.carillon.delivery.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.engine.EngineSettings;
import io.carillon.delivery.playpen.Playpen;
import io.carillon.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerSettingsTest {
  private static final Map<String, String> LEAST = Map.of("kafka.bootstrap.servers", "broker:9092");

  @Test
  @Behaviour("XC-8")
  void withOnlyTheBrokersGivenEverythingElseHasADefaultAndNobodyIsContacted() {
    WorkerSettings settings = read(LEAST);

    assertThat(settings.kafka()).isEqualTo(Map.of("bootstrap.servers", "broker:9092"));
    assertThat(settings.engine()).isEqualTo(EngineSettings.defaults());
    assertThat(settings.health()).isEqualTo(new HealthSettings("127.0.0.1", 0));
    assertThat(settings.ledger().url()).isEqualTo(LedgerSettings.DEFAULT_URL);
    assertThat(settings.route()).isNull();
    assertThat(settings.playpen().playpen().admit("ann@example.org")).isEmpty();
  }

  @Test
  void everySettingCanBeGiven() {
    Map<String, String> given = new HashMap<>(LEAST);
    given.put("kafka.security.protocol", "SSL");
    given.put("registry.urls", "https://one.example,https://two.example");
    given.put("registry.user", "worker");
    given.put("registry.password", "hush");
    given.put("engine.slots", "3");
    given.put("engine.span", "70");
    given.put("engine.commit-interval", "2s");
    given.put("engine.drain-timeout", "3s");
    given.put("engine.first-back-off", "4s");
    given.put("engine.longest-back-off", "5s");
    given.put("health.host", "0.0.0.0");
    given.put("health.port", "8090");
    given.put("ledger.url", "https://ledger.example");
    given.put("ledger.token", "open-sesame");
    given.put("ledger.timeout", "6s");
    given.put("playpen.mode", "live");
    given.put("playpen.allowed", "@example.org");
    given.put("playpen.sandbox-address", "box@example.org");
    given.put("route", "relay-1");

    WorkerSettings settings = read(given);

    assertThat(settings.kafka()).containsEntry("security.protocol", "SSL");
    assertThat(settings.registry().urls()).hasSize(2);
    assertThat(settings.engine())
        .isEqualTo(
            new EngineSettings(
                3,
                70,
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5)));
    assertThat(settings.health()).isEqualTo(new HealthSettings("0.0.0.0", 8090));
    assertThat(settings.ledger().url()).isEqualTo(URI.create("https://ledger.example"));
    assertThat(settings.ledger().timeout()).isEqualTo(Duration.ofSeconds(6));
    assertThat(settings.playpen())
        .isEqualTo(
            new PlaypenSettings(Playpen.Mode.LIVE, List.of("@example.org"), "box@example.org"));
    assertThat(settings.route()).isEqualTo("relay-1");
    assertThat(settings.toString()).doesNotContain("hush", "open-sesame", "box@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "group.id",
        "group.protocol",
        "isolation.level",
        "enable.auto.commit",
        "value.deserializer",
        "acks"
      })
  void whatTheGuaranteesRestOnCannotBeSet(String key) {
    Map<String, String> given = new HashMap<>(LEAST);
    given.put("kafka." + key, "anything");

    assertThat(Mistakes.in(given, WorkerSettings::read))
        .containsExactly("kafka." + key + ": is set by the worker itself");
  }

  @Test
  void allMistakesAreToldAtOnce() {
    Mistakes.areAllToldAtOnce(WorkerSettings::read, Map.of(), Map.of());
  }

  @Test
  void withoutBrokersThereIsNoWorker() {
    assertThat(Mistakes.in(Map.of(), WorkerSettings::read))
        .containsExactly("kafka.bootstrap.servers: must be given");
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.bootstrap.servers, 'a:9092, b', 'must be host:port, separated by commas, was a:9092, b'",
    "kafka.security.protocol, PIGEON, Invalid value PIGEON for configuration security.protocol",
    "kafka.ssl.keystore.location, gone.p12, 'no such file, or not readable: gone.p12'",
    "engine.drain-timeout, 2m, 'must be >= 0 and < 2m, was PT2M'",
    "engine.longest-back-off, 1ms, 'must be >= first-back-off, was PT0.001S'",
    "ledger.url, ftp://here, 'must be http or https, was ftp://here'"
  })
  void eachMistakeNamesTheSettingAndTheRule(String key, String value, String rule) {
    Map<String, String> given = new HashMap<>(LEAST);
    given.put(key, value);

    assertThat(Mistakes.in(given, WorkerSettings::read))
        .singleElement()
        .asString()
        .startsWith(key + ": " + rule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]:9092", "one:1,two:65535", "SASL://one:9092 , two:9092"})
  void whereTheBrokersAreMayBeWrittenAsKafkaHasIt(String brokers) {
    assertThat(read(Map.of("kafka.bootstrap.servers", brokers)).kafka())
        .containsEntry("bootstrap.servers", brokers);
  }

  private static WorkerSettings read(Map<String, String> given) {
    return Settings.of(given).read(WorkerSettings::read);
  }
}
