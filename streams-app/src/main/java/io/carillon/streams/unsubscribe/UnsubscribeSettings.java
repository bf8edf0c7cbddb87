package io.carillon.streams.unsubscribe;

import io.carillon.settings.Secret;
import io.carillon.settings.Section;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One-click unsubscription (RFC 8058). Immutable.
 *
 * @param baseUrl where the HTTP interface is reached from outside, https; null if mails carry no
 *     link
 * @param key what links are sealed with; given if and only if there is a base URL
 */
public record UnsubscribeSettings(@Nullable URI baseUrl, @Nullable Secret key) {
  /** Checks that both are given or none. */
  public UnsubscribeSettings {
    if ((baseUrl == null) != (key == null)) {
      throw new IllegalArgumentException("base-url and key must be given together");
    }
    if (baseUrl != null && !"https".equals(baseUrl.getScheme())) {
      throw new IllegalArgumentException("base-url must be https (RFC 8058)");
    }
  }

  /**
   * Reads the settings.
   *
   * @param section the section {@code unsubscribe}
   * @return the settings
   */
  public static UnsubscribeSettings read(Section section) {
    return new UnsubscribeSettings(
        section.has("base-url") ? section.uri("base-url", null) : notGiven(section),
        section.secret("key"));
  }

  /**
   * Makes the links.
   *
   * @return the maker, or null if mails carry no link
   */
  public @Nullable UnsubscribeLinks links() {
    return baseUrl == null || key == null ? null : new UnsubscribeLinks(baseUrl, key);
  }

  private static @Nullable URI notGiven(Section section) {
    section.optional("base-url");
    return null;
  }
}
