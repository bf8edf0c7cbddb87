package io.carillon.localstack.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sink as a mail client sees it. */
class SmtpSinkTest {
  private SmtpSink sink = SmtpSink.start("127.0.0.1", 0, SmtpOptions.plain());

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void anyRecipientGetsMailAndEnvelopeHeadersAndContentAreKept() throws Exception {
    Instant before = Instant.now();

    send("Grüße aus Köln", "ann@example.org", "bob@example.net");

    assertThat(sink.awaitCount(1, Duration.ofSeconds(5))).isTrue();
    Mail mail = sink.mails().get(0);
    assertThat(mail.sender()).isEqualTo("carillon@example.org");
    assertThat(mail.recipients()).containsExactly("ann@example.org", "bob@example.net");
    assertThat(mail.subject()).isEqualTo("Grüße aus Köln");
    assertThat(mail.messageId()).hasValueSatisfying(id -> assertThat(id).startsWith("<"));
    assertThat(mail.header("x-carillon-test")).contains("yes");
    assertThat(mail.message().getContent().toString()).startsWith(".a dot and a body");
    assertThat(mail.rawText()).contains("X-Carillon-Test: yes").hasSize(mail.size());
    assertThat(mail.acceptedAt()).isBetween(before.minusMillis(1), Instant.now());
    assertThat(sink.mailsTo("Bob@example.net")).hasSize(1);
    assertThat(sink.mailsTo("cleo@example.net")).isEmpty();
  }

  @Test
  void clearForgetsMails() throws Exception {
    send("one", "ann@example.org");

    sink.clear();

    assertThat(sink.count()).isZero();
    assertThat(sink.awaitCount(1, Duration.ZERO)).isFalse();
  }

  @Test
  void refusalAtEachStageIsSaidAsChosenUntilTheSinkBehaves() throws Exception {
    for (Stage stage : Stage.values()) {
      sink.refuse(stage, 451, "4.3.0 try later");

      assertThatThrownBy(() -> send("refused", "ann@example.org"))
          .as(stage.toString())
          .satisfies(e -> assertThat(allMessages(e)).containsAnyOf("451 4.3.0 try later", "451"));
      assertThat(sink.count()).isZero();

      sink.behave();
    }
    send("accepted", "ann@example.org");
    assertThat(sink.count()).isEqualTo(1);
  }

  @Test
  void refusalOfOneAddressLeavesOthersAlone() throws Exception {
    sink.refuse(Refusal.at(Stage.RCPT, 550, "5.1.1 no such user").only("dead@example.org"));

    send("fine", "ann@example.org");
    assertThatThrownBy(() -> send("not fine", "dead@example.org"))
        .satisfies(e -> assertThat(allMessages(e)).contains("550 5.1.1 no such user"));

    assertThat(sink.mails()).extracting(Mail::subject).containsExactly("fine");
  }

  @Test
  void refusalOfTheNextTwoEndsByItself() throws Exception {
    sink.refuse(Refusal.at(Stage.DATA, 452, "4.2.2 mailbox full").next(2));

    assertThatThrownBy(() -> send("first", "ann@example.org"))
        .isInstanceOf(MessagingException.class);
    assertThatThrownBy(() -> send("second", "ann@example.org"))
        .isInstanceOf(MessagingException.class);
    send("third", "ann@example.org");

    assertThat(sink.mails()).extracting(Mail::subject).containsExactly("third");
  }

  @Test
  void droppedConnectionLeavesTheSenderInDoubtThoughTheMailArrived() throws Exception {
    sink.dropAfterData(1);

    assertThatThrownBy(() -> send("in doubt", "ann@example.org"))
        .isInstanceOf(MessagingException.class)
        .satisfies(e -> assertThat(allMessages(e)).doesNotContain("4.4.2"));
    send("sure", "ann@example.org");

    assertThat(sink.mails()).extracting(Mail::subject).containsExactly("in doubt", "sure");
  }

  @Test
  void slowAnswerIsSlowAsTold() throws Exception {
    sink.answerAfter(Duration.ofMillis(120));
    long before = System.nanoTime();

    send("slow", "ann@example.org");

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(119));
  }

  @Test
  void downRefusesConnectionsAndEndsOpenOnesAndUpIsTheSamePortAgain() throws Exception {
    int port = sink.port();
    send("before", "ann@example.org");
    try (Transport open = session().getTransport()) {
      open.connect();

      sink.down();

      assertThat(open.isConnected()).isFalse();
    }
    assertThatThrownBy(() -> send("down", "ann@example.org"))
        .isInstanceOf(MessagingException.class);

    sink.up();
    send("after", "ann@example.org");

    assertThat(sink.port()).isEqualTo(port);
    assertThat(sink.mails()).extracting(Mail::subject).containsExactly("before", "after");
  }

  @Test
  void startTlsIsDemandedAndItsCertificateCanBeTrusted() throws Exception {
    restart(SmtpOptions.plain().withSecurity(SmtpOptions.Security.STARTTLS));

    assertThatThrownBy(() -> send("open", "ann@example.org"))
        .isInstanceOf(MessagingException.class);
    Properties encrypted = new Properties();
    encrypted.put("mail.smtp.starttls.required", "true");
    encrypted.put(
        "mail.smtp.ssl.socketFactory", sink.certificate().clientContext().getSocketFactory());
    send(encrypted, "encrypted", "ann@example.org");

    assertThat(sink.mails()).extracting(Mail::subject).containsExactly("encrypted");
  }

  @Test
  void implicitTlsEncryptsFromTheFirstByte() throws Exception {
    restart(
        SmtpOptions.plain()
            .withSecurity(SmtpOptions.Security.IMPLICIT_TLS)
            .withCertificate(ServerCertificate.selfSigned()));
    Properties encrypted = new Properties();
    encrypted.put("mail.smtp.ssl.enable", "true");
    encrypted.put(
        "mail.smtp.ssl.socketFactory", sink.certificate().clientContext().getSocketFactory());

    send(encrypted, "encrypted", "ann@example.org");

    assertThat(sink.count()).isEqualTo(1);
  }

  @Test
  void withALoginNobodyElseSends() throws Exception {
    restart(SmtpOptions.plain().withLogin("carillon", "secret"));

    assertThatThrownBy(() -> send("anonymous", "ann@example.org"))
        .isInstanceOf(MessagingException.class);
    assertThatThrownBy(() -> sendAs("PLAIN", "wrong"))
        .isInstanceOf(AuthenticationFailedException.class);
    sendAs("PLAIN", "secret");
    sendAs("LOGIN", "secret");

    assertThat(sink.mails()).extracting(Mail::subject).containsExactly("PLAIN", "LOGIN");
  }

  @Test
  void contentIsKeptWithinBoundsAndTheOldestForgottenFirst() throws Exception {
    restart(SmtpOptions.plain().keeping(1000, 2500));

    for (int i = 0; i < 3; i++) {
      send("mail " + i + "x".repeat(1000), "ann@example.org");
    }

    assertThat(sink.mails()).extracting(mail -> mail.raw().length).containsExactly(0, 1000, 1000);
    assertThat(sink.mails()).allSatisfy(mail -> assertThat(mail.size()).isGreaterThan(1000));
    assertThat(sink.mails().get(0).messageId()).isPresent();
  }

  private void restart(SmtpOptions options) {
    sink.close();
    sink = SmtpSink.start("127.0.0.1", 0, options);
  }

  private Session session() {
    return session(new Properties());
  }

  private Session session(Properties more) {
    Properties properties = new Properties();
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", Integer.toString(sink.port()));
    properties.put("mail.smtp.from", "carillon@example.org");
    properties.put("mail.smtp.timeout", "5000");
    properties.putAll(more);
    return Session.getInstance(properties);
  }

  private void send(String subject, String... recipients) throws MessagingException {
    send(new Properties(), subject, recipients);
  }

  private void send(Properties more, String subject, String... recipients)
      throws MessagingException {
    Transport.send(message(session(more), subject, recipients));
  }

  private void sendAs(String mechanism, String password) throws MessagingException {
    Properties properties = new Properties();
    properties.put("mail.smtp.auth", "true");
    properties.put("mail.smtp.auth.mechanisms", mechanism);
    Session session = session(properties);
    try (SMTPTransport transport = (SMTPTransport) session.getTransport()) {
      transport.connect("carillon", password);
      MimeMessage message = message(session, mechanism, "ann@example.org");
      transport.sendMessage(message, message.getAllRecipients());
    }
  }

  private static MimeMessage message(Session session, String subject, String... recipients)
      throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom("carillon@example.org");
    for (String recipient : recipients) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
    }
    message.setSubject(subject, "UTF-8");
    message.setHeader("X-Carillon-Test", "yes");
    message.setText(".a dot and a body\r\n");
    message.saveChanges();
    return message;
  }

  private static String allMessages(Throwable thrown) {
    StringBuilder all = new StringBuilder();
    for (Throwable t = thrown; t != null; t = next(t)) {
      all.append(t.getMessage()).append('\n');
    }
    return all.toString();
  }

  private static @Nullable Throwable next(Throwable thrown) {
    return thrown instanceof MessagingException mail && mail.getNextException() != null
        ? mail.getNextException()
        : thrown.getCause();
  }
}
