package io.carillon.delivery.newsletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.behaviours.Behaviour;
import io.carillon.settings.Secret;
import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NewsletterSettingsTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "newsletter.base-url", "https://basket.example.org",
          "newsletter.api-key", "the-key",
          "newsletter.source-url", "https://people.example.org/");

  private static NewsletterSettings read(Map<String, String> changes) {
    Map<String, String> values = new HashMap<>(REQUIRED);
    values.putAll(changes);
    return Settings.of(values).read(root -> root.section("newsletter", NewsletterSettings::read));
  }

  @Test
  @Behaviour("BAS-20")
  void theDefaultsAreTheseOnly() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new NewsletterSettings(
                URI.create("https://basket.example.org"),
                new Secret("the-key"),
                URI.create("https://people.example.org/"),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10)));
  }

  @Test
  void everySettingHasItsKey() {
    assertThat(
            read(
                Map.of(
                    "newsletter.base-url", "http://127.0.0.1:8070/basket",
                    "newsletter.api-key", "another",
                    "newsletter.source-url", "http://localhost/",
                    "newsletter.connect-timeout", "3s",
                    "newsletter.request-timeout", "4s")))
        .isEqualTo(
            new NewsletterSettings(
                URI.create("http://127.0.0.1:8070/basket"),
                new Secret("another"),
                URI.create("http://localhost/"),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4)));
  }

  @Test
  @Behaviour({"MOZ-2", "MOZ-21"})
  void nothingStartsWithoutBaseUrlKeyAndSourceAndEachIsNamed() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(
            () ->
                read(
                    Map.of(
                        "newsletter.base-url", "",
                        "newsletter.api-key", "",
                        "newsletter.source-url", "")))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .hasSize(3)
                    .anyMatch(problem -> problem.startsWith("newsletter.base-url"))
                    .anyMatch(problem -> problem.startsWith("newsletter.api-key"))
                    .anyMatch(problem -> problem.startsWith("newsletter.source-url")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://basket.example.org",
        "http://127.0.0.1.example.org",
        "https://user@basket.example.org",
        "https://basket.example.org/?a=b",
        "ftp://basket.example.org"
      })
  void theKeyTravelsOnlyThroughTlsOrWithinThisMachine(String url) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> read(Map.of("newsletter.base-url", url)))
        .withMessageContaining("base-url must be an https URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8070", "http://[::1]:8070", "http://127.0.0.1"})
  void thisMachineNeedsNoTls(String url) {
    assertThat(read(Map.of("newsletter.base-url", url)).baseUrl()).hasToString(url);
  }

  @Test
  void allMistakesAreNamedAtOnce() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(
            () ->
                read(
                    Map.of(
                        "newsletter.source-url", "mailto:ann@example.org",
                        "newsletter.connect-timeout", "0s",
                        "newsletter.request-timeout", "0s")))
        .withMessageContaining("source-url must")
        .withMessageContaining("connect-timeout must be > 0")
        .withMessageContaining("request-timeout must be > 0");
  }

  @Test
  void theKeyIsNotShown() {
    assertThat(read(Map.of()).toString()).doesNotContain("the-key");
  }

  @Test
  void aMistakeOfEveryWorkerHidesNoneOfThese() {
    Settings settings = Settings.of(Map.of("newsletter.base-url", "https://basket.example.org"));

    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> settings.read(NewsletterWorker.Told::read))
        .satisfies(
            mistakes ->
                assertThat(mistakes.problems())
                    .containsExactly(
                        "kafka.bootstrap.servers: must be given",
                        "newsletter.api-key: must be given",
                        "newsletter.source-url: must be given"));
  }
}
