package io.carillon.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.app.Mistakes;
import io.carillon.delivery.email.EmailSettings.Tls;
import io.carillon.settings.Secret;
import io.carillon.settings.Section;
import io.carillon.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EmailSettingsTest {
  private static final String KEY = "0123456789abcdef";

  @Test
  void whatIsNotGivenSuitsARelayOfOnesOwn() {
    EmailSettings settings = read(Map.of());

    assertThat(settings)
        .isEqualTo(
            new EmailSettings(
                new EmailSettings.Relay(
                    "relay.example",
                    587,
                    Tls.STARTTLS_REQUIRED,
                    null,
                    null,
                    null,
                    new EmailSettings.Timeouts(
                        Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60)),
                    new EmailSettings.Pool(
                        16, Duration.ofSeconds(30), 100, Duration.ofSeconds(300))),
                new EmailSettings.Sender(
                    "news@town.example",
                    null,
                    List.of(),
                    null,
                    "town.example",
                    new Secret(KEY),
                    null,
                    null),
                new EmailSettings.Rules(Set.of(), true, 10_000_000),
                null));
  }

  @Test
  void everythingCanBeGiven(@TempDir Path folder) throws Exception {
    Path trustStore = TestCertificate.make(folder).trustStore();
    EmailSettings settings =
        read(
            Map.ofEntries(
                Map.entry("email.relay.port", "2525"),
                Map.entry("email.relay.tls", "implicit"),
                Map.entry("email.relay.user", "me"),
                Map.entry("email.relay.password", "secret"),
                Map.entry("email.relay.trust-store", trustStore.toString()),
                Map.entry("email.relay.trust-store-password", "changeit"),
                Map.entry("email.relay.timeouts.connect", "1s"),
                Map.entry("email.relay.timeouts.reply", "2s"),
                Map.entry("email.relay.timeouts.write", "3s"),
                Map.entry("email.relay.pool.connections", "2"),
                Map.entry("email.relay.pool.idle", "5s"),
                Map.entry("email.relay.pool.messages", "7"),
                Map.entry("email.relay.pool.age", "1m"),
                Map.entry("email.sender.from-name", "Town"),
                Map.entry("email.sender.reply-to", "desk@town.example, club@town.example"),
                Map.entry("email.sender.envelope-from", "bounces@town.example"),
                Map.entry("email.sender.message-id-domain", "mail.town.example"),
                Map.entry("email.sender.feedback-id", "town1"),
                Map.entry("email.sender.tracking-header", "X-Tags"),
                Map.entry("email.rules.allowed-headers", "X-Campaign"),
                Map.entry("email.rules.require-unsubscribe", "false"),
                Map.entry("email.rules.largest-message", "5000"),
                Map.entry("email.templates", "my/templates")));

    assertThat(settings)
        .isEqualTo(
            new EmailSettings(
                new EmailSettings.Relay(
                    "relay.example",
                    2525,
                    Tls.IMPLICIT,
                    "me",
                    new Secret("secret"),
                    new EmailSettings.Trust(trustStore, new Secret("changeit")),
                    new EmailSettings.Timeouts(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)),
                    new EmailSettings.Pool(2, Duration.ofSeconds(5), 7, Duration.ofMinutes(1))),
                new EmailSettings.Sender(
                    "news@town.example",
                    "Town",
                    List.of("desk@town.example", "club@town.example"),
                    "bounces@town.example",
                    "mail.town.example",
                    new Secret(KEY),
                    "town1",
                    "X-Tags"),
                new EmailSettings.Rules(Set.of("x-campaign"), false, 5000),
                Path.of("my/templates")));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, NONE, 25, false",
    "127.0.0.1, NONE, 25, false",
    "'[::1]', NONE, 25, false",
    "127.0.0.1.example.org, STARTTLS_REQUIRED, 587, true",
    "relay.example, STARTTLS_REQUIRED, 587, true"
  })
  void aServerOnThisMachineNeedsLess(String host, Tls tls, int port, boolean requireUnsubscribe) {
    EmailSettings settings = read(Map.of("email.relay.host", host));

    assertThat(settings.relay().tls()).isEqualTo(tls);
    assertThat(settings.relay().port()).isEqualTo(port);
    assertThat(settings.rules().requireUnsubscribe()).isEqualTo(requireUnsubscribe);
  }

  @ParameterizedTest
  @CsvSource({
    "email.relay.port, 0, relay.port",
    "email.relay.port, 65536, relay.port",
    "email.relay.tls, maybe, relay.tls",
    "email.relay.user, me, give both or neither",
    "email.relay.timeouts.reply, 0s, reply: must be at least 1ms",
    "email.relay.pool.connections, 0, connections",
    "email.relay.pool.idle, 0s, idle: must be at least 1ms",
    "email.sender.from, town, from: must be a mail address",
    "email.sender.reply-to, desk, reply-to: must be a mail address",
    "email.sender.envelope-from, jürgen@town.example, envelope-from: must be a mail address",
    "email.sender.message-id-key, short, at least 16 characters",
    "email.sender.message-id-domain, a b, message-id-domain",
    "email.sender.feedback-id, abc, 5 to 15",
    "email.sender.tracking-header, Bcc, tracking-header",
    "email.rules.allowed-headers, 'X-A, Content-Type', allowed-headers",
    "email.rules.allowed-headers, 'X-A, DKIM-Signature', allowed-headers",
    "email.rules.allowed-headers, 'X A', allowed-headers",
    "email.rules.largest-message, 10, largest-message",
    "email.relay.trust-store, gone.p12, relay.trust-store: cannot be read",
    "email.relay.tlss, none, email.relay.tlss"
  })
  void whatCannotBeIsRefused(String key, String value, String problem) {
    assertThat(mistakes(Map.of(key, value))).singleElement().asString().contains(problem);
  }

  @Test
  void whatMustBeGivenIsAllNamedAtOnce() {
    assertThat(Mistakes.in(Map.of(), EmailSettingsTest::read))
        .containsExactly(
            "email.relay.host: must be given",
            "email.sender.from: must be given",
            "email.sender.message-id-key: must be given");
  }

  @Test
  void whatIsMissingMakesNothingElseUnknown() {
    assertThat(
            Mistakes.in(
                Map.of(
                    "email.relay.host", "relay.example",
                    "email.sender.from", "news@town.example",
                    "email.sender.feedback-id", "town1",
                    "email.sender.tracking-header", "X-Tags"),
                EmailSettingsTest::read))
        .containsExactly("email.sender.message-id-key: must be given");
  }

  @Test
  void allMistakesAreToldAtOnceThoseOfTemplatesAndTrustStoreToo() {
    Mistakes.areAllToldAtOnce(
        EmailWorker.Told::read,
        Map.of("email.relay.host", "relay.example"),
        Map.ofEntries(
            Map.entry("email.relay.port", "0"),
            Map.entry("email.relay.tls", "none"),
            Map.entry("email.relay.user", "me"),
            Map.entry("email.relay.trust-store", "gone.p12"),
            Map.entry("email.relay.timeouts.connect", "0s"),
            Map.entry("email.relay.timeouts.reply", "0s"),
            Map.entry("email.relay.timeouts.write", "soon"),
            Map.entry("email.relay.pool.connections", "0"),
            Map.entry("email.relay.pool.idle", "0s"),
            Map.entry("email.relay.pool.messages", "0"),
            Map.entry("email.relay.pool.age", "0s"),
            Map.entry("email.sender.from", "town"),
            Map.entry("email.sender.from-name", "To\u0007wn"),
            Map.entry("email.sender.reply-to", "desk"),
            Map.entry("email.sender.envelope-from", "bounces"),
            Map.entry("email.sender.message-id-domain", "a b"),
            Map.entry("email.sender.feedback-id", "abc"),
            Map.entry("email.sender.tracking-header", "Bcc"),
            Map.entry("email.rules.allowed-headers", "Content-Type"),
            Map.entry("email.rules.require-unsubscribe", "maybe"),
            Map.entry("email.rules.largest-message", "10"),
            Map.entry("email.templates", "gone"),
            Map.entry("email.sendr.from", "news@town.example"),
            Map.entry("playpen.sandbox-address", "box")),
        "email.sender.message-id-key");
  }

  @Test
  @Behaviour("ACE-14")
  void aFolderThatLacksAPartStopsTheStart(@TempDir Path folder) throws IOException {
    Path templates = Files.createDirectories(folder.resolve("vouched/email"));
    Files.writeString(templates.resolve("html.ftlh"), "<p>Hello</p>");

    Map<String, String> given = changed(Map.of("email.templates", folder.toString()));
    given.put("kafka.bootstrap.servers", "broker:9092");
    assertThat(Mistakes.in(given, EmailWorker.Told::read))
        .containsExactly("email.templates: vouched/email: lacks subject, text");
  }

  @Test
  @Behaviour("OES-11")
  void aPasswordIsNeverMeantToCrossANetworkInClearText() {
    Map<String, String> login =
        Map.of("email.relay.tls", "none", "email.relay.user", "me", "email.relay.password", "p");
    Map<String, String> here = new HashMap<>(login);
    here.put("email.relay.host", "localhost");

    assertThat(mistakes(login))
        .containsExactly(
            "email.relay.tls: a password needs encryption unless the server is on this machine");
    assertThat(read(here).relay().user()).isEqualTo("me");
  }

  @Test
  void noSecretIsPrinted() {
    Map<String, String> login =
        Map.of("email.relay.user", "me", "email.relay.password", "hunter2hunter2");

    assertThat(read(login).toString()).doesNotContain("hunter2", KEY);
  }

  private static EmailSettings read(Map<String, String> changes) {
    return Settings.of(changed(changes)).read(EmailSettingsTest::read);
  }

  private static List<String> mistakes(Map<String, String> changes) {
    return Mistakes.in(changed(changes), EmailSettingsTest::read);
  }

  private static EmailSettings read(Section root) {
    return root.section("email", EmailSettings::read);
  }

  private static Map<String, String> changed(Map<String, String> changes) {
    Map<String, String> values = new HashMap<>();
    values.put("email.relay.host", "relay.example");
    values.put("email.sender.from", "news@town.example");
    values.put("email.sender.message-id-key", KEY);
    values.putAll(changes);
    return values;
  }
}
