package io.carillon.delivery.inapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InAppSettingsTest {
  private static InAppSettings read(Map<String, String> values) {
    return Settings.of(values).read(root -> root.section("in-app", InAppSettings::read));
  }

  @Test
  void theDefaultIsThisOnly() {
    assertThat(read(Map.of())).isEqualTo(new InAppSettings(Duration.ofSeconds(30), null));
  }

  @Test
  void everySettingHasItsKey() {
    assertThat(read(Map.of("in-app.ack-timeout", "7s", "in-app.templates", "/srv/templates")))
        .isEqualTo(new InAppSettings(Duration.ofSeconds(7), Path.of("/srv/templates")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "999ms", "301s"})
  void aWaitOutOfRangeIsRefused(String wait) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> read(Map.of("in-app.ack-timeout", wait)))
        .withMessageContaining("ack-timeout must be 1s to 5m");
  }

  @Test
  void aMistakeOfEveryWorkerHidesNoneOfThese() {
    Settings settings = Settings.of(Map.of("in-app.ack-timeout", "maybe"));

    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> settings.read(InAppWorker.Told::read))
        .satisfies(
            mistakes ->
                assertThat(mistakes.problems())
                    .anyMatch(mistake -> mistake.startsWith("in-app.ack-timeout: must be"))
                    .contains("kafka.bootstrap.servers: must be given"));
  }
}
