package io.carillon.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private enum Mode {
    FAST,
    VERY_FAST
  }

  private record Server(String host, int port, Duration timeout) {
    private Server {
      if (timeout.isZero()) {
        throw new IllegalArgumentException("timeout must be > 0");
      }
    }

    static Server read(Section section) {
      return new Server(
          section.string("host"),
          section.port("port", 25),
          section.duration("timeout", Duration.ofSeconds(5)));
    }
  }

  private record App(
      Server server, Mode mode, @Nullable Secret password, Map<String, String> kafka) {
    static App read(Section root) {
      return new App(
          root.section("server", Server::read),
          root.choice("mode", Mode.class, Mode.FAST),
          root.secret("password"),
          root.passThrough("kafka"));
    }
  }

  @Test
  void everyTypeIsReadFromItsKey() {
    App app =
        Settings.of(
                Map.of(
                    "server.host", "mail.example.org",
                    "server.port", "2525",
                    "server.timeout", "500ms",
                    "mode", "very-fast",
                    "password", "hush",
                    "kafka.bootstrap.servers", "localhost:9092"))
            .read(App::read);

    assertThat(app.server())
        .isEqualTo(new Server("mail.example.org", 2525, Duration.ofMillis(500)));
    assertThat(app.mode()).isEqualTo(Mode.VERY_FAST);
    assertThat(app.password()).isEqualTo(new Secret("hush"));
    assertThat(app.kafka()).containsExactly(Map.entry("bootstrap.servers", "localhost:9092"));
  }

  @Test
  void whatIsNotGivenHasItsDefault() {
    App app = Settings.of(Map.of("server.host", "a")).read(App::read);

    assertThat(app.server()).isEqualTo(new Server("a", 25, Duration.ofSeconds(5)));
    assertThat(app.mode()).isEqualTo(Mode.FAST);
    assertThat(app.password()).isNull();
    assertThat(app.kafka()).isEmpty();
  }

  @Test
  void allMistakesAreListedAtOnce() {
    Settings settings =
        Settings.of(
            Map.of(
                "server.port", "70000",
                "server.timeout", "soon",
                "mode", "slow",
                "serv.host", "a"));

    assertThat(catchThrowableOfType(SettingsException.class, () -> settings.read(App::read)))
        .extracting(SettingsException::problems)
        .isEqualTo(
            List.of(
                "mode: must be one of fast, very-fast, was slow",
                "serv.host: no such setting; did you mean server.host?",
                "server.host: must be given",
                "server.port: must be a whole number from 0 to 65535, was 70000",
                "server.timeout: must be a span of time such as 500ms, 5s, 2m, 4h, 7d, was soon"));
  }

  @Test
  void aRecordsOwnRuleIsAMistakeOfItsSection() {
    assertThatThrownBy(
            () -> Settings.of(Map.of("server.host", "a", "server.timeout", "0s")).read(App::read))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("server: timeout must be > 0");
  }

  @Test
  void aRuleTheReaderChecksIsListedWithEverythingElse() {
    Settings settings = Settings.of(Map.of("port", "http", "pause", "0s"));

    assertThatThrownBy(
            () ->
                settings.read(
                    root -> {
                      int port = root.port("port", 25);
                      root.problem("token", "must be given unless port is 25");
                      return root.duration("pause", Duration.ofSeconds(1), Duration.ofMillis(1))
                          + ":"
                          + port;
                    }))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "pause: must be at least 1ms, was 0s",
                        "port: must be a whole number from 0 to 65535, was http",
                        "token: must be given unless port is 25"));
  }

  @Test
  void namesThatCannotBeAreListedWithTheOtherMistakes() {
    assertThatThrownBy(
            () ->
                Settings.load(
                        List.of("a..b=1", "kafka=1", "kafka.x=2", "--verbose", "server.port=-1"),
                        Map.of("CARILLON_C____D", "3", "CARILLON_LOG_LEVEL", "loud"))
                    .read(App::read))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "CARILLON_LOG_LEVEL: must be one of trace, debug, info, warn, error, off,"
                            + " was loud",
                        "a..b: is no name of a setting",
                        "argument --verbose: must be --config FILE or key=value",
                        "c..d: is no name of a setting",
                        "kafka: must not be given both as a value and as a section",
                        "server.host: must be given",
                        "server.port: must be a whole number from 0 to 65535, was -1"));
    assertThatThrownBy(() -> Settings.of(Map.of("a..b", "1")))
        .isInstanceOf(SettingsException.class);
  }

  @Test
  void argumentsBeatTheEnvironmentWhichBeatsTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("app.conf");
    Files.writeString(file, "server { host = file, port = 1, timeout = 1s }\nmode = fast");

    App app =
        Settings.load(
                List.of("--config", file.toString(), "server.host=argument"),
                Map.of("CARILLON_SERVER__PORT", "2", "CARILLON_SERVER__HOST", "env", "PATH", "x"))
            .read(App::read);

    assertThat(app.server()).isEqualTo(new Server("argument", 2, Duration.ofSeconds(1)));
  }

  @Test
  void theLogLevelIsNoSettingButMustBeALevel() {
    Map<String, String> environment = Map.of("CARILLON_LOG_LEVEL", "Debug");

    App app = Settings.load(List.of("server.host=a"), environment).read(App::read);

    assertThat(app.server().host()).isEqualTo("a");
  }

  @Test
  void withoutItsFileASettingThatIsMissingIsNoMistake() {
    assertThatThrownBy(() -> Settings.load(List.of("--verbose", "--config", "/none"), Map.of()))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "argument --verbose: must be --config FILE or key=value",
                        "--config /none: no such file, or not readable"));
  }

  @Test
  void aFileIsNamedAfterItsOptionAndMustBeReadable(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("app.conf");
    Files.writeString(file, "server {");

    assertThatThrownBy(() -> Settings.load(List.of("--config", file.toString()), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("--config " + file + ": ");
    assertThatThrownBy(
            () -> Settings.load(List.of("=1", "--config"), Map.of()).read(root -> "nothing"))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "argument --config: must be --config FILE or key=value",
                        "argument =1: must be --config FILE or key=value"));
  }

  @Test
  void whatOneGroupOfValuesObjectsToHidesNoOther() {
    Server standIn = new Server("none", 0, Duration.ofDays(1));
    Map<String, String> given = Map.of("host", "a", "timeout", "0s", "pauses", "1s,0s", "b", "c");

    assertThat(
            problems(
                given,
                root ->
                    List.of(
                        root.group(standIn, Server::read),
                        root.durations("pauses", List.of(), Duration.ofMillis(1)))))
        .containsExactly(
            "b: no such setting",
            "pauses: each must be at least 1ms, was 1s,0s",
            "timeout must be > 0");
  }

  @Test
  void aGroupWithAMistakeStandsInForWhatCannotBeMade() {
    Server standIn = new Server("none", 0, Duration.ofDays(1));
    List<Server> made = new ArrayList<>();

    assertThat(
            problems(
                Map.of("timeout", "0s", "port", "x"),
                root -> made.add(root.group(standIn, Server::read))))
        .containsExactly(
            "host: must be given", "port: must be a whole number from 0 to 65535, was x");
    assertThat(made).containsExactly(standIn);
    assertThat(read(Map.of("host", "a"), root -> root.group(standIn, Server::read)))
        .isEqualTo(new Server("a", 25, Duration.ofSeconds(5)));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "Yes, true", "on, true", "false, false", "NO, false", "off, false"})
  void aFlagIsSaidInOneOfSixWords(String word, boolean meaning) {
    assertThat(read(Map.of("tls", word), root -> root.flag("tls", !meaning))).isEqualTo(meaning);
  }

  @Test
  void aFlagThatIsNotGivenHasItsDefault() {
    assertThat(read(Map.of(), root -> root.flag("tls", true))).isEqualTo(true);
    assertThat(problems(Map.of("tls", "maybe"), root -> root.flag("tls", true)))
        .containsExactly("tls: must be true or false, was maybe");
  }

  @Test
  void theEndsOfARangeAreInIt() {
    assertThat(
            read(
                Map.of("least", "1", "most", "5", "pause", "10ms"),
                root ->
                    List.of(
                        root.integer("least", 3, 1, 5),
                        root.integer("most", 3, 1, 5),
                        root.duration("pause", Duration.ZERO, Duration.ofMillis(10)))))
        .isEqualTo(List.of(1, 5, Duration.ofMillis(10)));
    assertThat(
            problems(
                Map.of("less", "0", "more", "6", "pause", "-1s", "pauses", "1s,-2s"),
                root ->
                    List.of(
                        root.integer("less", 3, 1, 5),
                        root.integer("more", 3, 1, 5),
                        root.duration("pause", Duration.ZERO),
                        root.durations("pauses", List.of()))))
        .containsExactly(
            "less: must be a whole number from 1 to 5, was 0",
            "more: must be a whole number from 1 to 5, was 6",
            "pause: must be a span of time such as 500ms, 5s, 2m, 4h, 7d, was -1s",
            "pauses: must be spans of time such as 30s, 2m, 1h, was 1s,-2s");
  }

  @Test
  void whatIsEmptyIsNotGiven() {
    record Texts(@Nullable String text, @Nullable Secret secret, @Nullable Path path) {
      static Texts read(Section root) {
        return new Texts(root.optional("text"), root.secret("secret"), root.path("path"));
      }
    }
    Texts none = new Texts(null, null, null);

    assertThat(Settings.of(Map.of()).read(Texts::read)).isEqualTo(none);
    assertThat(Settings.of(Map.of("text", " ", "secret", "", "path", "")).read(Texts::read))
        .isEqualTo(none);
    assertThat(Settings.of(Map.of("text", "a", "secret", "b", "path", "c")).read(Texts::read))
        .isEqualTo(new Texts("a", new Secret("b"), Path.of("c")));
    assertThat(problems(Map.of("host", ""), root -> root.string("host")))
        .containsExactly("host: must be given");
    assertThat(read(Map.of("host", ""), root -> root.string("host", "a"))).isEqualTo("");
    assertThat(read(Map.of(), root -> root.string("host", "a"))).isEqualTo("a");
  }

  @Test
  void aUrlIsAbsoluteAndGivenUnlessThereIsADefault() {
    URI fallback = URI.create("https://example.org/");

    assertThat(read(Map.of(), root -> root.uri("url", fallback))).isEqualTo(fallback);
    assertThat(problems(Map.of(), root -> root.uri("url", null)))
        .containsExactly("url: must be given");
    assertThat(
            problems(
                Map.of("one", "/path", "two", "https://a b"),
                root -> List.of(root.uri("one", fallback), root.uri("two", null))))
        .containsExactly(
            "one: must be a URL such as https://example.org/, was /path",
            "two: must be a URL such as https://example.org/, was https://a b");
  }

  @Test
  void aValueOfAnotherKindIsAMistake(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("app.conf");
    Files.writeString(file, "server = 1, host = [a], names = [{ a = 1 }], kafka = 2");
    Settings settings = Settings.load(List.of("--config", file.toString()), Map.of());

    assertThatThrownBy(
            () ->
                settings.read(
                    root ->
                        List.of(
                            root.section("server", section -> section.string("name", "")),
                            root.string("host", ""),
                            root.strings("names", List.of()),
                            root.passThrough("kafka"))))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "host: must be a single value",
                        "kafka: must be a section",
                        "names: must be a list of texts",
                        "server: must be a section"));
  }

  @Test
  void aListIsOneInTheFileOrTextsWithCommas(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("app.conf");
    Files.writeString(file, "users = [ann, \" ben \", \"\"]");

    List<String> users =
        Settings.load(List.of("--config", file.toString()), Map.of())
            .read(root -> root.strings("users", List.of("cyd")));
    assertThat(users).containsExactly("ann", "ben");
    assertThat(read(Map.of(), root -> root.strings("users", List.of("cyd"))))
        .isEqualTo(List.of("cyd"));
  }

  @Test
  void aRuleOfTheOutermostSectionHasNoName() {
    assertThat(
            problems(
                Map.of(),
                root -> {
                  throw new IllegalArgumentException("a must not be b");
                }))
        .containsExactly("a must not be b");
  }

  @Test
  void aRuleIsNotAppliedToTheStandInOfAValueThatIsWrongAlready() {
    assertThat(
            problems(
                Map.of("low", "zero", "high", "-1", "sum", "3"),
                root -> {
                  root.check("low", root.integer("low", -1, 0, 9) > 0, "must be > 0");
                  root.check("high", root.integer("high", 0, -9, 9) > 0, "must be > 0");
                  root.check("sum", root.integer("sum", 0, 0, 9) > 0, "must be > 0");
                  return "read";
                }))
        .containsExactly("high: must be > 0", "low: must be a whole number from 0 to 9, was zero");
  }

  @Test
  void aMistakeInTheCodeIsNotTakenForOneInTheSettings() {
    assertThatThrownBy(
            () ->
                Settings.of(Map.of())
                    .read(
                        root -> {
                          throw new NullPointerException("ours");
                        }))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("ours");
  }

  @Test
  void aNameThatIsLikeNoOtherIsNotGuessedAt() {
    assertThat(problems(Map.of("colour", "red"), root -> root.string("host", "")))
        .containsExactly("colour: no such setting");
  }

  private static Object read(Map<String, String> given, Function<Section, Object> reader) {
    return Settings.of(given).read(reader);
  }

  private static List<String> problems(
      Map<String, String> given, Function<Section, Object> reader) {
    return catchThrowableOfType(SettingsException.class, () -> read(given, reader)).problems();
  }

  @Test
  void secretsAreTheSameIfTheirValuesAreAndAreNeverEmpty() {
    assertThat(new Secret("hush")).isEqualTo(new Secret("hush")).hasSameHashCodeAs("hush");
    assertThat(new Secret("hush")).isNotEqualTo(new Secret("hushed"));
    assertThatThrownBy(() -> new Secret("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSecretIsNeverPrinted() {
    Secret secret = new Secret("hush");

    assertThat(secret).hasToString("***");
    assertThat(secret.reveal()).isEqualTo("hush");
    assertThat(secret.matches("hush")).isTrue();
    assertThat(secret.matches("hushed")).isFalse();
  }

  @Test
  void listsAndUrlsAreRead() {
    record Lists(List<String> names, URI url, List<Duration> waits) {}
    Lists lists =
        Settings.of(Map.of("names", "a, b ,", "url", "https://example.org/", "waits", "30s, 2m"))
            .read(
                root ->
                    new Lists(
                        root.strings("names", List.of()),
                        root.uri("url", null),
                        root.durations("waits", List.of())));

    assertThat(lists.names()).containsExactly("a", "b");
    assertThat(lists.url()).isEqualTo(URI.create("https://example.org/"));
    assertThat(lists.waits()).containsExactly(Duration.ofSeconds(30), Duration.ofMinutes(2));
  }
}
