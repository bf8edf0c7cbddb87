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
  private static final String RULE_OF_URL = "must be https (RFC 8058)";
  private static final URI STAND_IN = URI.create("https://example.org/");

  /** Checks that both are given or none. */
  public UnsubscribeSettings {
    if ((baseUrl == null) != (key == null)) {
      throw new IllegalArgumentException("base-url and key must be given together");
    }
    if (baseUrl != null && !isHttps(baseUrl)) {
      throw new IllegalArgumentException("base-url " + RULE_OF_URL);
    }
  }

  /**
   * Reads the settings.
   *
   * @param section the section {@code unsubscribe}
   * @return the settings
   */
  public static UnsubscribeSettings read(Section section) {
    URI baseUrl = section.uri("base-url", STAND_IN);
    Secret key = section.secret("key");
    boolean given = section.has("base-url");
    if (given != (key != null)) {
      section.problem(
          given ? "key" : "base-url", "must be given with " + (given ? "base-url" : "key"));
    }
    if (!isHttps(baseUrl)) {
      section.problem("base-url", RULE_OF_URL + ", was " + baseUrl);
    }
    return new UnsubscribeSettings(given ? baseUrl : null, key);
  }

  /**
   * Makes the links.
   *
   * @return the maker, or null if mails carry no link
   */
  public @Nullable UnsubscribeLinks links() {
    return baseUrl == null || key == null ? null : new UnsubscribeLinks(baseUrl, key);
  }

  private static boolean isHttps(URI url) {
    return "https".equals(url.getScheme());
  }
}
