package io.carillon.delivery.email;

import io.carillon.settings.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names a message by its command and recipient: the same on every attempt, so that a receiver may
 * notice a second copy; different for every recipient, as Google slows down senders who reuse one;
 * and not to be guessed, so that nobody can claim another's. Immutable and thread-safe.
 */
public final class MessageIds {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String CHANNEL = "email";
  private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 32;

  private final SecretKeySpec key;
  private final String domain;

  /**
   * Makes ids as a worker with these settings does.
   *
   * @param key {@code email.sender.message-id-key}
   * @param domain {@code email.sender.message-id-domain}, which is that of the sender unless set
   */
  public MessageIds(Secret key, String domain) {
    this.key = new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.domain = domain;
  }

  /**
   * Names the copy of a mail for a recipient.
   *
   * @param commandId of the command
   * @param recipient an address
   * @return the {@code Message-ID}, with its angle brackets
   * @throws IllegalArgumentException if it is no address that mails are sent to
   */
  public String messageId(String commandId, String recipient) {
    try {
      return messageId(commandId, MailAddress.of(recipient));
    } catch (RefusedMailException e) {
      throw new IllegalArgumentException("not an address that mails are sent to", e);
    }
  }

  /** Returns the {@code Message-ID}, with its angle brackets. */
  String messageId(String commandId, MailAddress recipient) {
    return "<" + token(commandId, CHANNEL, recipient) + "@" + domain + ">";
  }

  /**
   * Returns a boundary between MIME parts. No quoted-printable or base64 line can hold "=_".
   *
   * @param level tells the boundaries of one message apart
   */
  String boundary(String commandId, String level, MailAddress recipient) {
    return "=_" + level + "_" + token(commandId, "boundary-" + level, recipient);
  }

  private String token(String commandId, String purpose, MailAddress recipient) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (String field :
          new String[] {commandId, purpose, recipient.toString().toLowerCase(Locale.ROOT)}) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        // With its length before it, no field can run into the next.
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        mac.update(bytes);
      }
      return base32(mac.doFinal()).substring(0, LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }

  // RFC 4648 section 6, in lower case and without padding; 32 bytes give 51 whole digits.
  private static String base32(byte[] bytes) {
    StringBuilder digits = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte next : bytes) {
      held = (held << 8 | (next & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        digits.append(BASE_32.charAt(held >> bits & 0x1f));
      }
    }
    return digits.toString();
  }
}
