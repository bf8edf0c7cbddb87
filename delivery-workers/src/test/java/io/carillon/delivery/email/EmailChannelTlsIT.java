package io.carillon.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.email.EmailSettings.Relay;
import io.carillon.delivery.email.EmailSettings.Tls;
import io.carillon.delivery.email.EmailSettings.Trust;
import io.carillon.delivery.playpen.Playpen;
import io.carillon.delivery.templates.Templates;
import io.carillon.localstack.smtp.Mail;
import io.carillon.localstack.smtp.ServerCertificate;
import io.carillon.localstack.smtp.SmtpOptions;
import io.carillon.localstack.smtp.SmtpOptions.Security;
import io.carillon.localstack.smtp.SmtpSink;
import io.carillon.settings.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encryption and log-in against a real mail server with a certificate of its own. */
@Timeout(60)
final class EmailChannelTlsIT {
  private static final Channel.Begin NOT_RECORDED = () -> {};
  private static final Templates TEMPLATES = Templates.load(null);

  @TempDir private static Path directory;
  private static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = TestCertificate.make(directory);
  }

  @ParameterizedTest
  @CsvSource({
    "STARTTLS, STARTTLS_REQUIRED, localhost",
    "STARTTLS, STARTTLS_OPTIONAL, 127.0.0.1",
    "IMPLICIT_TLS, IMPLICIT, localhost",
    "NONE, NONE, localhost",
    "NONE, STARTTLS_OPTIONAL, localhost"
  })
  @Behaviour("OES-11")
  void eachWayOfEncryptionWorksWithAServerThatHasIt(Security security, Tls tls, String host)
      throws Exception {
    try (SmtpSink sink = sink("127.0.0.1", security, true)) {
      Outcome outcome = deliver(relay(host, sink.port(), tls, trusted(), "secret"));

      assertThat(outcome).isInstanceOf(Delivered.class);
      assertThat(sink.mails())
          .singleElement()
          .satisfies(mail -> assertThat(mail.recipients()).containsExactly("ann@example.org"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STARTTLS, STARTTLS_REQUIRED",
    "STARTTLS, STARTTLS_OPTIONAL",
    "IMPLICIT_TLS, IMPLICIT"
  })
  void aCertificateNobodyVouchesForIsRefused(Security security, Tls tls) throws Exception {
    try (SmtpSink sink = sink("127.0.0.1", security, false)) {
      assertRefused(sink, deliver(relay("localhost", sink.port(), tls, null, null)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STARTTLS, STARTTLS_REQUIRED",
    "STARTTLS, STARTTLS_OPTIONAL",
    "IMPLICIT_TLS, IMPLICIT"
  })
  void aCertificateOfAnotherHostIsRefused(Security security, Tls tls) throws Exception {
    try (SmtpSink sink = sink("127.0.0.2", security, false)) {
      assertRefused(sink, deliver(relay("127.0.0.2", sink.port(), tls, trusted(), null)));
    }
  }

  @Test
  void aWrongPasswordMeansTheRouteIsDown() throws Exception {
    try (SmtpSink sink = sink("127.0.0.1", Security.STARTTLS, true)) {
      Outcome outcome =
          deliver(
              relay("localhost", sink.port(), Tls.STARTTLS_REQUIRED, trusted(), "not the secret"));

      assertThat(outcome)
          .asInstanceOf(type(RouteDown.class))
          .satisfies(down -> assertThat(down.reason().code()).isEqualTo("auth-refused"));
      assertThat(outcome.toString()).doesNotContain("not the secret");
    }
  }

  @Test
  void aRenderedMailArrivesAsItWasWritten() throws Exception {
    try (SmtpSink sink = sink("127.0.0.1", Security.NONE, false)) {
      Relay relay = relay("127.0.0.1", sink.port(), Tls.NONE, null, null);
      try (EmailChannel channel = channel(relay)) {
        Outcome outcome =
            channel.deliver(
                Mails.command(
                    mail ->
                        mail.setHeader(Mails.header("nda-joined").setLanguage("de").build())
                            .setSubject(null)
                            .setText(null)
                            .setModel(Mails.siteModel())),
                NOT_RECORDED);

        assertThat(outcome)
            .asInstanceOf(type(Delivered.class))
            .satisfies(done -> assertThat(done.level()).isEqualTo(Level.ACCEPTED));
      }

      Mail mail = sink.mails().get(0);
      assertThat(mail.subject()).isEqualTo("Sie gehören jetzt zur NDA-Gruppe von Town");
      assertThat(mail.header("Auto-Submitted")).contains("auto-generated");
      assertThat(mail.messageId().orElseThrow()).endsWith("@mail.carillon.example>");
      assertThat(mail.message().getContentType()).startsWith("multipart/alternative");
    }
  }

  private static void assertRefused(SmtpSink sink, Outcome outcome) {
    assertThat(outcome)
        .asInstanceOf(type(RouteDown.class))
        .satisfies(down -> assertThat(down.reason().code()).isEqualTo("tls-failed"));
    assertThat(sink.mails()).isEmpty();
  }

  private static SmtpSink sink(String host, Security security, boolean withLogin) {
    SmtpOptions options =
        SmtpOptions.plain()
            .withSecurity(security)
            .withCertificate(ServerCertificate.of(certificate.keys(), TestCertificate.PASSWORD));
    return SmtpSink.start(host, 0, withLogin ? options.withLogin("me", "secret") : options);
  }

  private static Trust trusted() {
    return new Trust(certificate.trustStore(), new Secret(TestCertificate.PASSWORD));
  }

  private static Relay relay(
      String host, int port, Tls tls, @Nullable Trust trust, @Nullable String password) {
    Relay plain = Mails.relay(port);
    return new Relay(
        host,
        port,
        tls,
        password == null ? null : "me",
        password == null ? null : new Secret(password),
        trust,
        plain.timeouts(),
        plain.pool());
  }

  private static Outcome deliver(Relay relay) throws InterruptedException {
    try (EmailChannel channel = channel(relay)) {
      return channel.deliver(Mails.command(mail -> {}), NOT_RECORDED);
    }
  }

  private static EmailChannel channel(Relay relay) {
    return new EmailChannel(
        Mails.settings(relay, Mails.sender(), Mails.rules()),
        TEMPLATES,
        new Playpen(Playpen.Mode.LIVE, List.of(), null),
        Clock.systemUTC());
  }
}
