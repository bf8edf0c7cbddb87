package io.carillon.delivery.newsletter;

import io.carillon.settings.Secret;
import io.carillon.settings.Section;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where Basket is and how to talk to it: the section {@code newsletter}. Immutable.
 *
 * @param baseUrl where Basket is; https, unless it is on this very machine
 * @param apiKey the key that looks contacts up and makes {@code optin} count
 * @param sourceUrl our site, told to Basket as where a subscription comes from (MOZ-15)
 * @param connectTimeout longest wait for a connection, more than zero
 * @param requestTimeout longest wait for an answer, more than zero
 */
public record NewsletterSettings(
    URI baseUrl, Secret apiKey, URI sourceUrl, Duration connectTimeout, Duration requestTimeout) {
  /** What Basket's own client waits (BAS-20). */
  private static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** Shorter, so that six calls which take all their time are over within the longest drain. */
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration A_MOMENT = Duration.ofMillis(1);
  private static final String SAFE = "must be an https URL without user, query and fragment";
  private static final String HTTP = "must be an http or https URL";

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public NewsletterSettings {
    require(isSafe(baseUrl), "base-url: " + SAFE);
    require(isHttp(sourceUrl), "source-url: " + HTTP);
    require(isPositive(connectTimeout), "connect-timeout: must be > 0, was " + connectTimeout);
    require(isPositive(requestTimeout), "request-timeout: must be > 0, was " + requestTimeout);
  }

  /**
   * Reads the section. Without base URL or key the worker does not start (MOZ-2).
   *
   * @param section the section {@code newsletter}
   * @return the settings
   */
  public static NewsletterSettings read(Section section) {
    URI baseUrl = section.uri("base-url", null);
    section.check("base-url", isSafe(baseUrl), SAFE);
    String apiKey = section.string("api-key");
    URI sourceUrl = section.uri("source-url", null);
    section.check("source-url", isHttp(sourceUrl), HTTP);
    Duration connect = section.duration("connect-timeout", DEFAULT_CONNECT_TIMEOUT, A_MOMENT);
    Duration request = section.duration("request-timeout", DEFAULT_REQUEST_TIMEOUT, A_MOMENT);
    return new NewsletterSettings(baseUrl, new Secret(apiKey), sourceUrl, connect, request);
  }

  /** The key and all addresses travel there, so only a loopback connection may go without TLS. */
  private static boolean isSafe(URI url) {
    String host = url.getHost();
    if (host == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      return false;
    }
    return "https".equals(url.getScheme())
        || ("http".equals(url.getScheme()) && LOOPBACK.matcher(host).matches());
  }

  private static boolean isHttp(URI url) {
    return "http".equals(url.getScheme()) || "https".equals(url.getScheme());
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
