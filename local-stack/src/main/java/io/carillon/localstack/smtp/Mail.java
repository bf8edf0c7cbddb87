package io.carillon.localstack.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A mail that the sink accepted: its envelope and its content. Immutable. */
public final class Mail {
  private final String sender;
  private final List<String> recipients;
  private final @Nullable String messageId;
  private final @Nullable String subject;
  private final Instant acceptedAt;
  private final long acceptedNanos;
  private final int size;
  private final byte[] raw;

  private Mail(
      String sender,
      List<String> recipients,
      @Nullable String messageId,
      @Nullable String subject,
      Instant acceptedAt,
      long acceptedNanos,
      int size,
      byte[] raw) {
    this.sender = sender;
    this.recipients = recipients;
    this.messageId = messageId;
    this.subject = subject;
    this.acceptedAt = acceptedAt;
    this.acceptedNanos = acceptedNanos;
    this.size = size;
    this.raw = raw;
  }

  static Mail acceptedNow(String sender, List<String> recipients, int size, byte[] kept) {
    InternetHeaders headers = headersOf(kept);
    return new Mail(
        sender,
        List.copyOf(recipients),
        headers.getHeader("Message-ID", null),
        decoded(headers.getHeader("Subject", null)),
        Instant.now(),
        System.nanoTime(),
        size,
        kept);
  }

  /** Returns the same mail without its content. */
  Mail withoutRaw() {
    return new Mail(
        sender, recipients, messageId, subject, acceptedAt, acceptedNanos, size, new byte[0]);
  }

  /**
   * Returns the envelope's sender.
   *
   * @return an address, empty for a bounce
   */
  public String sender() {
    return sender;
  }

  /**
   * Returns the recipients of the envelope, those accepted only.
   *
   * @return addresses in the order given
   */
  public List<String> recipients() {
    return recipients;
  }

  /**
   * Returns the {@code Message-ID}, kept even when the content is not.
   *
   * @return the header with its angle brackets, if the mail had one
   */
  public Optional<String> messageId() {
    return Optional.ofNullable(messageId);
  }

  /**
   * Returns the {@code Subject}, decoded, kept even when the content is not.
   *
   * @return the subject, empty if the mail had none
   */
  public String subject() {
    return subject == null ? "" : subject;
  }

  /**
   * Returns when the mail was accepted, by the wall clock, with the resolution of that clock
   * (microseconds on Linux).
   *
   * @return the moment just before the reply to the content was sent
   */
  public Instant acceptedAt() {
    return acceptedAt;
  }

  /**
   * Returns when the mail was accepted, to subtract from another {@link System#nanoTime()} of this
   * JVM.
   *
   * @return nanoseconds of that clock
   */
  public long acceptedNanos() {
    return acceptedNanos;
  }

  /**
   * Returns the size of the content as it came.
   *
   * @return bytes
   */
  public int size() {
    return size;
  }

  /**
   * Returns the content: all of it, its beginning if it is very long, nothing if so much came
   * afterwards that the sink had to forget it.
   *
   * @return a copy of the bytes
   */
  public byte[] raw() {
    return raw.clone();
  }

  /**
   * Returns the content as text, byte for byte.
   *
   * @return headers and body, one character a byte
   * @see #raw()
   */
  public String rawText() {
    return new String(raw, StandardCharsets.ISO_8859_1);
  }

  /**
   * Returns the first header of a name, as it was written but for its folding.
   *
   * @param name in any case
   * @return its value, if there is such a header
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headersOf(raw).getHeader(name, null)).map(MimeUtility::unfold);
  }

  /**
   * Parses the content.
   *
   * @return a message of no mail session, for reading
   * @throws IllegalStateException if the content is no message
   */
  public MimeMessage message() {
    try {
      return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
    } catch (MessagingException e) {
      throw new IllegalStateException("not a message: " + this, e);
    }
  }

  int rawSize() {
    return raw.length;
  }

  @Override
  public String toString() {
    return "Mail to " + recipients + ": " + subject();
  }

  private static InternetHeaders headersOf(byte[] raw) {
    try {
      return new InternetHeaders(new ByteArrayInputStream(raw), true);
    } catch (MessagingException e) {
      // A sink takes what it gets; a mail without readable headers has none.
      return new InternetHeaders();
    }
  }

  private static @Nullable String decoded(@Nullable String header) {
    if (header == null) {
      return null;
    }
    try {
      return MimeUtility.decodeText(MimeUtility.unfold(header));
    } catch (UnsupportedEncodingException e) {
      return header;
    }
  }
}
