package io.carillon.delivery.newsletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.app.Mistakes;
import io.carillon.delivery.playpen.Playpen;
import io.carillon.settings.Secret;
import io.carillon.settings.Section;
import io.carillon.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
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
    return Settings.of(changed(changes)).read(NewsletterSettingsTest::read);
  }

  private static List<String> mistakes(Map<String, String> changes) {
    return Mistakes.in(changed(changes), NewsletterSettingsTest::read);
  }

  private static NewsletterSettings read(Section root) {
    return root.section("newsletter", NewsletterSettings::read);
  }

  private static Map<String, String> changed(Map<String, String> changes) {
    Map<String, String> values = new HashMap<>(REQUIRED);
    values.putAll(changes);
    return values;
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
                Duration.ofSeconds(5),
                Duration.ofSeconds(10)));
  }

  @Test
  void anAttemptThatTakesAllItsTimeIsOverWithinTheLongestDrain() {
    NewsletterChannel channel =
        new NewsletterChannel(
            read(Map.of()),
            new Playpen(Playpen.Mode.SANDBOX, List.of(), null),
            InstantSource.system());

    assertThat(channel.longestAttempt()).hasSeconds(90).isLessThan(Duration.ofSeconds(115));
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
    assertThat(
            mistakes(
                Map.of(
                    "newsletter.base-url", "",
                    "newsletter.api-key", "",
                    "newsletter.source-url", "")))
        .hasSize(3)
        .anyMatch(problem -> problem.startsWith("newsletter.base-url"))
        .anyMatch(problem -> problem.startsWith("newsletter.api-key"))
        .anyMatch(problem -> problem.startsWith("newsletter.source-url"));
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
    assertThat(mistakes(Map.of("newsletter.base-url", url)))
        .containsExactly(
            "newsletter.base-url: must be an https URL without user, query and fragment");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8070", "http://[::1]:8070", "http://127.0.0.1"})
  void thisMachineNeedsNoTls(String url) {
    assertThat(read(Map.of("newsletter.base-url", url)).baseUrl()).hasToString(url);
  }

  @Test
  void allMistakesAreToldAtOnce() {
    Mistakes.areAllToldAtOnce(
        NewsletterWorker.Told::read,
        Map.of(),
        Map.of(
            "newsletter.base-url", "http://basket.example.org",
            "newsletter.source-url", "mailto:ann@example.org",
            "newsletter.connect-timeout", "0s",
            "newsletter.request-timeout", "0s"),
        "newsletter.api-key");
  }

  @Test
  void theKeyIsNotShown() {
    assertThat(read(Map.of()).toString()).doesNotContain("the-key");
  }
}
