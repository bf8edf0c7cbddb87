package io.carillon.streams.unsubscribe;

import io.carillon.settings.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks the links of one-click unsubscription (RFC 8058): each names a member and a
 * category, and cannot be forged without the key. Thread-safe.
 */
public final class UnsubscribeLinks {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SEAL_BYTES = 16;
  private static final String SEPARATOR = "\u0000";

  private final URI base;
  private final SecretKeySpec key;

  /**
   * What a link is about.
   *
   * @param memberId who unsubscribes
   * @param category from what
   */
  public record Subscription(String memberId, String category) {}

  /**
   * Sets the maker up.
   *
   * @param base where {@code /v1/unsubscribe/} is reached from outside; https, as RFC 8058 demands
   * @param key what links are sealed with
   * @throws IllegalArgumentException if the base is not https
   */
  public UnsubscribeLinks(URI base, Secret key) {
    if (!"https".equals(base.getScheme())) {
      throw new IllegalArgumentException("base-url must be https (RFC 8058)");
    }
    this.base = base;
    this.key = new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /**
   * Makes the link for one mail.
   *
   * @param subscription who may end what with it
   * @return an https URL
   */
  public String link(Subscription subscription) {
    byte[] content =
        (subscription.memberId() + SEPARATOR + subscription.category())
            .getBytes(StandardCharsets.UTF_8);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String token = encoder.encodeToString(content) + "." + encoder.encodeToString(seal(content));
    return base.resolve("/v1/unsubscribe/" + token).toString();
  }

  /**
   * Reads the token of a link.
   *
   * @param token the last part of the link's path
   * @return what it is about, or empty if we did not make it
   */
  public Optional<Subscription> read(String token) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      byte[] content = Base64.getUrlDecoder().decode(token.substring(0, dot));
      byte[] seal = Base64.getUrlDecoder().decode(token.substring(dot + 1));
      String[] parts = new String(content, StandardCharsets.UTF_8).split(SEPARATOR, -1);
      return MessageDigest.isEqual(seal, seal(content)) && parts.length == 2
          ? Optional.of(new Subscription(parts[0], parts[1]))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private byte[] seal(byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Arrays.copyOf(mac.doFinal(content), SEAL_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
