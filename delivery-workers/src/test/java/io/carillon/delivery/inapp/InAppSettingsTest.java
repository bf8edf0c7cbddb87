package io.carillon.delivery.inapp;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.app.Mistakes;
import io.carillon.settings.Section;
import io.carillon.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InAppSettingsTest {
  private static InAppSettings read(Map<String, String> values) {
    return Settings.of(values).read(InAppSettingsTest::read);
  }

  private static InAppSettings read(Section root) {
    return root.section("in-app", InAppSettings::read);
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
    assertThat(Mistakes.in(Map.of("in-app.ack-timeout", wait), InAppSettingsTest::read))
        .singleElement()
        .asString()
        .startsWith("in-app.ack-timeout: must be 1s to 5m");
  }

  @Test
  void allMistakesAreToldAtOnceThoseOfTheTemplatesToo() {
    Mistakes.areAllToldAtOnce(
        InAppWorker.Told::read,
        Map.of(),
        Map.of("in-app.ack-timeout", "0s", "in-app.templates", "gone"));
  }

  @Test
  @Behaviour("ACE-14")
  void aFolderThatLacksAPartStopsTheStart(@TempDir Path folder) throws IOException {
    Path templates = Files.createDirectories(folder.resolve("vouched/in-app"));
    Files.writeString(templates.resolve("title.ftl"), "Hello");
    Files.writeString(templates.resolve("message_de.ftl"), "Hallo");

    assertThat(
            Mistakes.in(
                Map.of(
                    "kafka.bootstrap.servers",
                    "broker:9092",
                    "in-app.templates",
                    folder.toString()),
                InAppWorker.Told::read))
        .containsExactly(
            "in-app.templates: vouched/in-app/message: is translated but has no default");
  }
}
