package io.carillon.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.avro.EmailCommand;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.playpen.Playpen;
import io.carillon.delivery.templates.Templates;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageWriterTest {
  private static final Session SESSION = Session.getInstance(new Properties());
  private static final Templates TEMPLATES = Templates.load(null);
  private static final Playpen LIVE = new Playpen(Playpen.Mode.LIVE, List.of(), null);
  private static final Playpen SANDBOX =
      new Playpen(Playpen.Mode.SANDBOX, List.of(), "sandbox@town.example");

  @Test
  void aRetryIsTheSameByteForByte() throws Exception {
    Consumer<EmailCommand.Builder> changes =
        mail ->
            mail.setHtml("<p>Grüße</p>")
                .setAttachments(
                    List.of(Mails.attachment("grüße.txt", "text/plain", "data:,Gr%C3%BC%C3%9Fe")));
    TimeZone here = TimeZone.getDefault();
    byte[] first = write(LIVE, changes);
    byte[] second;
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      second = write(LIVE, changes.andThen(mail -> mail.setHeader(Mails.secondAttempt())));
    } finally {
      TimeZone.setDefault(here);
    }

    assertThat(second).isEqualTo(first);
  }

  @Test
  void savingItAgainDoesNotChangeTheMessageId() throws Exception {
    FixedMessage message = new FixedMessage(SESSION, "<a@b.example>");
    message.setText("x");
    message.saveChanges();
    message.saveChanges();

    assertThat(message.getHeader("Message-ID")).containsExactly("<a@b.example>");
  }

  @Test
  void theHeadersThatMustBeThereAreThereOnce() throws Exception {
    MimeMessage message =
        read(
            LIVE,
            mail ->
                mail.setToName("Änn Müller")
                    .setReplyTo(List.of("desk@town.example", "club@town.example")));

    for (String name :
        List.of(
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Reply-To",
            "MIME-Version",
            "Content-Type",
            "Auto-Submitted")) {
      assertThat(message.getHeader(name)).as(name).hasSize(1);
    }
    assertThat(message.getHeader("Return-Path")).isNull();
    assertThat(message.getHeader("Date")).containsExactly("Thu, 5 Mar 2026 09:30:00 +0000");
    assertThat(message.getHeader("Message-ID", null))
        .matches("<[a-z2-7]{32}@mail\\.carillon\\.example>");
    assertThat(message.getFrom()[0]).hasToString("Carillon <news@carillon.example>");
    assertThat(message.getRecipients(Message.RecipientType.TO)).hasSize(1);
    assertThat(message.getHeader("To", null)).contains("<ann@example.org>");
    assertThat(message.getReplyTo()).hasSize(2);
  }

  @Test
  void textAndHtmlAreAlternativesTheRichestLast() throws Exception {
    MimeMessage message = read(LIVE, mail -> mail.setHtml("<p>Grüße</p>").setText("Grüße"));

    assertThat(message.getContentType())
        .matches("(?s)multipart/alternative;\\s+boundary=\"=_alternative_[a-z2-7]{32}\"");
    MimeMultipart parts = (MimeMultipart) message.getContent();
    assertThat(parts.getCount()).isEqualTo(2);
    assertThat(parts.getBodyPart(0).isMimeType("text/plain")).isTrue();
    assertThat(parts.getBodyPart(1).isMimeType("text/html")).isTrue();
    for (int i = 0; i < 2; i++) {
      BodyPart part = parts.getBodyPart(i);
      assertThat(part.getHeader("Content-Transfer-Encoding")).containsExactly("quoted-printable");
      assertThat(part.getContentType()).containsIgnoringCase("utf-8");
      assertThat((String) part.getContent()).contains("Grüße");
    }
  }

  @Test
  void aTextAloneNeedsNoLayerAroundIt() throws Exception {
    MimeMessage message = read(LIVE, mail -> {});

    assertThat(message.getContentType()).isEqualTo("text/plain; charset=utf-8");
    assertThat((String) message.getContent()).isEqualTo("Hello Ann");
  }

  @Test
  void attachmentsComeAfterTheBody() throws Exception {
    MimeMessage message =
        read(
            LIVE,
            mail ->
                mail.setAttachments(
                    List.of(Mails.attachment("grüße.txt", "text/plain", "data:,Hi"))));

    assertThat(message.getContentType())
        .matches("(?s)multipart/mixed;\\s+boundary=\"=_mixed_[a-z2-7]{32}\"");
    MimeMultipart parts = (MimeMultipart) message.getContent();
    assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Hello Ann");
    assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("grüße.txt");
    assertThat(parts.getBodyPart(1).getInputStream()).hasContent("Hi");
    assertThat(parts.getBodyPart(1).getDisposition()).isEqualTo("attachment");
    assertThat(parts.getBodyPart(1).getHeader("Content-Transfer-Encoding"))
        .containsExactly("base64");
  }

  @Test
  void noLineIsLongerThanServersTake() throws Exception {
    byte[] bytes =
        write(
            LIVE,
            mail ->
                mail.setSubject("Grüße ".repeat(100))
                    .setText("x".repeat(5000))
                    .setToName("Ä".repeat(300))
                    .setHeaders(Map.of("X-Campaign", "ä ".repeat(200))));

    assertThat(new String(bytes, StandardCharsets.US_ASCII).split("\r\n", -1))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(998));
  }

  @Test
  @Behaviour({"COB-15", "XC-8"})
  void whatGoesToTheSandboxSaysSoAndHidesTheRecipient() throws Exception {
    byte[] bytes = write(SANDBOX, mail -> mail.setToName("Ann Miller"));
    MimeMessage message = parse(bytes);

    assertThat(message.getHeader("X-Carillon-Sandbox")).containsExactly("true");
    assertThat(message.getSubject()).isEqualTo("[not sent to the recipient] Hello");
    assertThat(message.getHeader("To")).containsExactly("sandbox@town.example");
    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .doesNotContain("ann@example.org", "Ann Miller");
  }

  @Test
  void whatGoesToTheRecipientIsNotMarked() throws Exception {
    assertThat(read(LIVE, mail -> {}).getHeader("X-Carillon-Sandbox")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ann\r\nBcc: eve@example.org", "Ann\nx", "A\u0000nn", "Ann\u2028x"})
  void aNameThatWouldForgeAHeaderIsRefusedIfItIsOurs(String name) {
    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> write(LIVE, mail -> mail.setFromName(name)))
        .satisfies(e -> assertThat(e.outcome().reason().code()).isEqualTo("header-injection"))
        .satisfies(e -> assertThat(e.outcome().ourFault()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ann\r\nBcc: eve@example.org", "Ann\nx", "A\u0000nn", "Ann\u2028x"})
  void aMemberWhoseNameIsNoSingleLineGetsMailWithoutIt(String name) throws Exception {
    MimeMessage message = read(LIVE, mail -> mail.setToName(name));

    assertThat(message.getHeader("To")).containsExactly("ann@example.org");
    assertThat(message.getHeader("Bcc")).isNull();
  }

  static Stream<Consumer<EmailCommand.Builder>> bigMails() {
    String big = "x".repeat(1_000_001);
    return Stream.of(
        mail -> mail.setText(big),
        mail -> mail.setHtml(big),
        mail ->
            mail.setAttachments(
                List.of(Mails.attachment("big.txt", "text/plain", "data:," + big))));
  }

  @ParameterizedTest
  @MethodSource("bigMails")
  void whatIsTooBigIsRefused(Consumer<EmailCommand.Builder> big) {
    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> write(LIVE, big))
        .satisfies(e -> assertThat(e.outcome().reason().code()).isEqualTo("message-too-big"));
  }

  @Test
  void theLimitIsAboutTheBytesThatAreSent() throws Exception {
    EmailCommand command = Mails.command(mail -> mail.setText("Grüße ".repeat(10_000)));
    int size = sent(message(Mails.settings(25), command)).length;

    assertThat(sent(message(limitedTo(size), command))).hasSize(size);
    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> message(limitedTo(size - 1), command))
        .satisfies(e -> assertThat(e.outcome().reason().detail()).isEqualTo(size + " bytes"));
  }

  @Test
  void bouncesGoToTheSenderUnlessThereIsAnAddressForThem() throws Exception {
    EmailCommand command = Mails.command(mail -> mail.setFrom("club@town.example"));
    EmailSettings.Sender plain = Mails.sender();
    EmailSettings.Sender bouncing =
        new EmailSettings.Sender(
            plain.from(),
            null,
            List.of(),
            "bounces@carillon.example",
            plain.messageIdDomain(),
            plain.messageIdKey(),
            null,
            null);

    assertThat(message(Mails.settings(25), command).getEnvelopeFrom())
        .isEqualTo("club@town.example");
    assertThat(
            message(Mails.settings(Mails.relay(25), bouncing, Mails.rules()), command)
                .getEnvelopeFrom())
        .isEqualTo("bounces@carillon.example");
  }

  private static EmailSettings limitedTo(int bytes) {
    return Mails.settings(
        Mails.relay(25), Mails.sender(), new EmailSettings.Rules(Set.of(), false, bytes));
  }

  private static SMTPMessage message(EmailSettings settings, EmailCommand command)
      throws Exception {
    Mail mail = new MailComposer(settings, TEMPLATES).compose(command);
    Mail.Target target = Mail.Target.of(LIVE.admit(command.getTo())).orElseThrow();
    return new MessageWriter(settings).write(mail, target, SESSION);
  }

  private static byte[] sent(SMTPMessage message) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out);
    return out.toByteArray();
  }

  private static MimeMessage read(Playpen playpen, Consumer<EmailCommand.Builder> changes)
      throws Exception {
    return parse(write(playpen, changes));
  }

  private static MimeMessage parse(byte[] bytes) throws Exception {
    return new MimeMessage(SESSION, new ByteArrayInputStream(bytes));
  }

  private static byte[] write(Playpen playpen, Consumer<EmailCommand.Builder> changes)
      throws Exception {
    EmailSettings settings = Mails.settings(25);
    EmailCommand command = Mails.command(changes);
    Mail mail = new MailComposer(settings, TEMPLATES).compose(command);
    Mail.Target target = Mail.Target.of(playpen.admit(command.getTo())).orElseThrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new MessageWriter(settings).write(mail, target, SESSION).writeTo(out);
    return out.toByteArray();
  }
}
