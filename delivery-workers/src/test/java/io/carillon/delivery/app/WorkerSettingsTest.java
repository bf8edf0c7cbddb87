package io.carillon.delivery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.engine.EngineSettings;
import io.carillon.delivery.playpen.Playpen;
import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    assertThatThrownBy(() -> read(given))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("kafka." + key + ": is set by the worker itself");
  }

  @Test
  void allMistakesAreToldAtOnce() {
    Map<String, String> given = new HashMap<>(LEAST);
    given.put("kafka.acks", "0");
    given.put("engine.slots", "0");
    given.put("health.port", "70000");
    given.put("ledger.timeout", "soon");
    given.put("playpen.mode", "maybe");

    assertThatThrownBy(() -> read(given))
        .isInstanceOfSatisfying(
            SettingsException.class, mistakes -> assertThat(mistakes.problems()).hasSize(5));
  }

  @Test
  void withoutBrokersThereIsNoWorker() {
    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("kafka.bootstrap.servers: must be given");
  }

  private static WorkerSettings read(Map<String, String> given) {
    return Settings.of(given).read(WorkerSettings::read);
  }
}
