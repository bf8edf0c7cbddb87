package io.carillon.delivery.email;

import jakarta.activation.DataHandler;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.jspecify.annotations.Nullable;

/**
 * Writes a mail down as a message, byte for byte the same each time: nothing in it comes from the
 * clock, from chance or from this machine. Immutable and thread-safe.
 */
final class MessageWriter {
  private static final String UTF_8 = StandardCharsets.UTF_8.name();
  private static final String ENCODING = "Content-Transfer-Encoding";
  private static final String NOT_SENT = "[not sent to the recipient] ";

  // RFC 5322 section 3.3.
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

  /** Three bytes of UTF-8, each as three characters of quoted-printable, and soft line breaks. */
  private static final long MOST_BYTES_A_CHARACTER = 10;

  /** All other headers, and the boundaries. */
  private static final long MOST_BYTES_AROUND = 32_000;

  private final EmailSettings settings;
  private final MessageIds ids;

  MessageWriter(EmailSettings settings) {
    this.settings = settings;
    this.ids =
        new MessageIds(settings.sender().messageIdKey(), settings.sender().messageIdDomain());
  }

  /**
   * Writes the copy for one target.
   *
   * @param session decides whether headers may hold more than ASCII
   * @throws RefusedMailException if a name in it is no single line, or it is too big
   */
  SMTPMessage write(Mail mail, Mail.Target target, Session session) throws RefusedMailException {
    try {
      FixedMessage message =
          new FixedMessage(session, ids.messageId(mail.commandId(), target.address()));
      writeHeaders(mail, target, message);
      writeContent(mail, target.address(), message);
      message.saveChanges();
      checkSize(mail, message);
      return message;
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException("a checked mail cannot be written", e);
    }
  }

  private void writeHeaders(Mail mail, Mail.Target target, SMTPMessage message)
      throws MessagingException, RefusedMailException, UnsupportedEncodingException {
    boolean isSubstitute = target.contact().isSubstitute();
    String bounces = settings.sender().envelopeFrom();
    message.setEnvelopeFrom(bounces == null ? mail.from().toString() : bounces);
    message.setHeader("Date", date(mail.date()));
    message.setFrom(mail.from().toInternetAddress(mail.fromName()));
    if (!mail.replyTo().isEmpty()) {
      message.setReplyTo(internetAddresses(mail.replyTo()));
    }
    // The recipient's name stays away from the sandbox address: it is not theirs.
    message.setRecipient(
        Message.RecipientType.TO,
        target.address().toInternetAddress(isSubstitute ? null : mail.toName()));
    message.setSubject((isSubstitute ? NOT_SENT : "") + mail.body().subject(), UTF_8);
    for (Map.Entry<String, String> header : mail.headers().entrySet()) {
      String value = MimeUtility.encodeText(header.getValue(), UTF_8, null);
      message.setHeader(header.getKey(), MimeUtility.fold(header.getKey().length() + 2, value));
    }
    if (isSubstitute) {
      message.setHeader("X-Carillon-Sandbox", "true");
    }
  }

  private static InternetAddress[] internetAddresses(List<MailAddress> addresses)
      throws RefusedMailException {
    List<InternetAddress> all = new ArrayList<>();
    for (MailAddress address : addresses) {
      all.add(address.toInternetAddress(null));
    }
    return all.toArray(new InternetAddress[0]);
  }

  static String date(Instant instant) {
    return DATE.format(instant);
  }

  /** Leaves out every layer that would hold one thing only. */
  private void writeContent(Mail mail, MailAddress recipient, MimeMessage message)
      throws MessagingException {
    if (mail.attachments().isEmpty()) {
      writeBody(mail, recipient, message);
      return;
    }
    FixedMessage.Parts mixed =
        new FixedMessage.Parts("mixed", ids.boundary(mail.commandId(), "mixed", recipient));
    MimeBodyPart body = new MimeBodyPart();
    writeBody(mail, recipient, body);
    mixed.addBodyPart(body);
    for (Attachment attachment : mail.attachments()) {
      mixed.addBodyPart(attached(attachment));
    }
    message.setContent(mixed);
  }

  private void writeBody(Mail mail, MailAddress recipient, Part part) throws MessagingException {
    String html = mail.body().html();
    if (html == null) {
      writeText(mail.body().text(), "plain", part);
      return;
    }
    FixedMessage.Parts alternative =
        new FixedMessage.Parts(
            "alternative", ids.boundary(mail.commandId(), "alternative", recipient));
    // RFC 2046 section 5.1.4: the richest comes last.
    alternative.addBodyPart(textPart(mail.body().text(), "plain"));
    alternative.addBodyPart(textPart(html, "html"));
    part.setContent(alternative);
  }

  private static BodyPart textPart(String text, String subtype) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    writeText(text, subtype, part);
    return part;
  }

  private static void writeText(String text, String subtype, Part part) throws MessagingException {
    part.setContent(text, "text/" + subtype + "; charset=utf-8");
    part.setHeader(ENCODING, "quoted-printable");
  }

  private static BodyPart attached(Attachment attachment) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(attachment.content()));
    part.setFileName(attachment.name());
    part.setDisposition(Part.ATTACHMENT);
    part.setHeader(ENCODING, "base64");
    return part;
  }

  private void checkSize(Mail mail, SMTPMessage message)
      throws MessagingException, IOException, RefusedMailException {
    int largest = settings.rules().largestMessage();
    long size = mayExceed(mail, largest) ? size(message) : 0;
    if (size > largest) {
      throw RefusedMailException.ourFault("message-too-big", size + " bytes");
    }
  }

  /**
   * Tells whether a message could be larger than so many bytes. To know its size it must be
   * written, which costs as much as sending it, and nearly every mail is small beyond doubt.
   */
  static boolean mayExceed(Mail mail, long bytes) {
    if (!mail.attachments().isEmpty()) {
      return true;
    }
    String html = mail.body().html();
    long characters = (long) mail.body().subject().length() + mail.body().text().length();
    characters += html == null ? 0 : html.length();
    for (Map.Entry<String, String> header : mail.headers().entrySet()) {
      characters += header.getKey().length() + header.getValue().length();
    }
    return characters * MOST_BYTES_A_CHARACTER + MOST_BYTES_AROUND > bytes;
  }

  /** Returns the size of a message as it is sent, in bytes. */
  static long size(SMTPMessage message) throws MessagingException, IOException {
    Counter counter = new Counter();
    message.writeTo(counter);
    return counter.bytes;
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int oneByte) {
      bytes++;
    }

    @Override
    public void write(byte @Nullable [] buffer, int offset, int length) {
      bytes += length;
    }
  }
}
