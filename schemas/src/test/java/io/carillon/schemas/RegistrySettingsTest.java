package io.carillon.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.schemas.RegistrySettings.Credentials;
import io.carillon.schemas.RegistrySettings.Retry;
import io.carillon.schemas.RegistrySettings.Tls;
import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySettingsTest {
  private static final RegistrySettings SECURE =
      RegistrySettings.of("https://registry.example:8081");

  @Test
  void defaultsAreThoseOfADevelopersMachine() {
    RegistrySettings settings = RegistrySettings.of("http://localhost:8081");

    assertThat(settings.autoRegister()).isTrue();
    assertThat(settings.useLatestVersion()).isFalse();
    assertThat(settings.credentials()).isEqualTo(Credentials.NONE);
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.retry()).isEqualTo(Retry.DEFAULT);
    assertThat(settings.mockScope()).isNull();
    assertThat(RegistrySettings.of("mock://here").mockScope()).isEqualTo("here");
  }

  @Test
  void theyAreReadFromTheSectionOfAnApp(@TempDir Path folder) throws Exception {
    Path trust = folder.resolve("trust.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (OutputStream out = Files.newOutputStream(trust)) {
      store.store(out, "changeit".toCharArray());
    }
    RegistrySettings settings =
        read(
            Map.of(
                "registry.urls", "https://registry.example",
                "registry.auto-register", "false",
                "registry.user", "ann",
                "registry.password", "s3cret",
                "registry.trust-store", trust.toString(),
                "registry.trust-store-password", "changeit",
                "registry.give-up-after", "5s"));

    assertThat(settings.urls()).containsExactly("https://registry.example");
    assertThat(settings.autoRegister()).isFalse();
    assertThat(settings.credentials()).isEqualTo(new Credentials.Basic("ann", "s3cret"));
    assertThat(settings.tls().trustStore()).isEqualTo(new Tls.Store(trust, "changeit"));
    assertThat(settings.retry().giveUpAfter()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aMistakeInASectionIsNamedWithItsPath() {
    assertThatThrownBy(() -> read(Map.of("registry.urls", "ftp://registry.example")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("registry")
        .hasMessageContaining("at least one http, https or mock URL, was ftp://registry.example");
  }

  @Test
  void noMistakeHidesAnother(@TempDir Path folder) throws IOException {
    Path noStore = Files.writeString(folder.resolve("key.p12"), "no store");
    Path missing = folder.resolve("none.p12");
    Map<String, String> given = new HashMap<>();
    given.put("registry.urls", "ftp://one,https://ann:s3cret@two,mock://three");
    given.put("registry.user", "ann");
    given.put("registry.trust-store", missing.toString());
    given.put("registry.key-store", noStore.toString());
    given.put("registry.request-timeout", "0s");
    given.put("registry.back-off-min", "1h");
    given.put("registry.cache-size", "0");

    assertThat(catchThrowableOfType(SettingsException.class, () -> read(given)).problems())
        .satisfiesExactly(
            cacheSize -> assertThat(cacheSize).startsWith("registry.cache-size: must be"),
            timeout -> assertThat(timeout).startsWith("registry.request-timeout: must be at least"),
            pause -> assertThat(pause).startsWith("registry: back-off-max: at least back-off-min"),
            key -> assertThat(key).startsWith("registry: key-store: cannot open " + noStore),
            password -> assertThat(password).startsWith("registry: password: must be given"),
            trust -> assertThat(trust).startsWith("registry: trust-store: cannot open " + missing),
            three -> assertThat(three).endsWith("a mock URL stands alone, was one of 3"),
            one -> assertThat(one).endsWith("mock URL, was ftp://one"),
            two -> assertThat(two).startsWith("registry: urls: no user or password in a URL"));
  }

  @Test
  void aUrlThatWouldShowCredentialsIsAMistakeBesideThoseOfOthers() {
    Map<String, String> given =
        Map.of(
            "registry.urls", "http://registry.example,ftp://other.example",
            "registry.bearer-token", "s3cret");

    assertThat(catchThrowableOfType(SettingsException.class, () -> read(given)).problems())
        .containsExactly(
            "registry: credentials: only over https, except to this machine, was"
                + " http://registry.example",
            "registry: urls: at least one http, https or mock URL, was ftp://other.example");
    assertThat(
            catchThrowableOfType(SettingsException.class, () -> read(Map.of("registry.urls", ",")))
                .problems())
        .containsExactly("registry.urls: must be given");
  }

  @Test
  void thereIsAtLeastOneUrl() {
    refused(() -> with(List.of()), "urls: at least one http, https or mock URL, was []");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://registry", "registry:8081", "http:///path", "", "localhost"})
  void aUrlIsHttpHttpsOrMock(String url) {
    refused(
        () -> RegistrySettings.of(url), "urls: at least one http, https or mock URL, was " + url);
  }

  @Test
  void aUrlHasTheFormOfOne() {
    refused(() -> RegistrySettings.of("http://a b"), "urls: not a URL");
  }

  @Test
  void aMockHasAScopeAndStandsAlone() {
    refused(() -> RegistrySettings.of("mock://"), "urls: mock:// needs a scope, was mock://");
    refused(
        () -> with(List.of("mock://a", "http://localhost")),
        "urls: a mock URL stands alone, was one of 2");
  }

  @Test
  void aPasswordInAUrlIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> RegistrySettings.of("https://ann:s3cret@registry.example"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("urls: no user or password in a URL")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void credentialsGoOverHttpsOrStayOnThisMachine() {
    Credentials basic = new Credentials.Basic("ann", "s3cret");

    assertThat(SECURE.withCredentials(basic).credentials()).isEqualTo(basic);
    assertThat(RegistrySettings.of("http://localhost:1").withCredentials(basic)).isNotNull();
    assertThat(RegistrySettings.of("http://127.0.0.1:1").withCredentials(basic)).isNotNull();
    assertThat(RegistrySettings.of("http://[::1]:1").withCredentials(basic)).isNotNull();
    refused(
        () -> RegistrySettings.of("http://registry.example").withCredentials(basic),
        "credentials: only over https, except to this machine, was http://registry.example");
  }

  @Test
  void oneKindOfCredentialsIsGivenWhole() {
    assertThat(Credentials.of(null, null, null)).isEqualTo(Credentials.NONE);
    assertThat(Credentials.of("ann", "p", null)).isEqualTo(new Credentials.Basic("ann", "p"));
    assertThat(Credentials.of(null, null, "t")).isEqualTo(new Credentials.Bearer("t"));
    refused(
        () -> Credentials.of("ann", "p", "t"), "bearer-token: not together with user and password");
    refused(() -> Credentials.of("ann", null, null), "password: must be given with user");
    refused(() -> Credentials.of(null, "p", null), "user: must be given with password");
    refused(() -> Credentials.of("a:b", "p", null), "user: not empty and without a colon");
    refused(() -> Credentials.of("ann", "", null), "password: not empty");
    refused(() -> Credentials.of(null, null, ""), "bearer-token: not empty");
  }

  @Test
  void timesAndSizesAreInRange() {
    Duration second = Duration.ofSeconds(1);

    refused(
        () -> SECURE.withRequestTimeout(Duration.ZERO), "request-timeout: more than 0, was PT0S");
    refused(() -> new Retry(Duration.ZERO, second, second), "back-off-min: more than 0, was PT0S");
    refused(
        () -> new Retry(second, Duration.ofMillis(1), second),
        "back-off-max: at least back-off-min (PT1S), was PT0.001S");
    refused(
        () -> new Retry(second, second, second.negated()),
        "give-up-after: not negative, was PT-1S");
    refused(
        () ->
            new RegistrySettings(
                SECURE.urls(),
                true,
                false,
                Credentials.NONE,
                Tls.DEFAULT,
                second,
                Retry.DEFAULT,
                0),
        "cache-size: at least 1, was 0");
  }

  @Test
  void secretsAreNotShown() {
    Tls.Store store = new Tls.Store(Path.of("trust.p12"), "s3cret");

    assertThat(
            SECURE
                .withCredentials(new Credentials.Basic("ann", "s3cret"))
                .withTls(new Tls(store, store))
                .toString())
        .contains("ann", "trust.p12", "***")
        .doesNotContain("s3cret");
    assertThat(new Credentials.Bearer("s3cret").toString()).doesNotContain("s3cret");
  }

  private static RegistrySettings read(Map<String, String> values) {
    return Settings.of(values).read(root -> root.section("registry", RegistrySettings::read));
  }

  private static RegistrySettings with(List<String> urls) {
    return new RegistrySettings(
        urls, true, false, Credentials.NONE, Tls.DEFAULT, Duration.ofSeconds(1), Retry.DEFAULT, 10);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
