package io.carillon.delivery.app;

import io.carillon.delivery.engine.Ledger;
import io.carillon.settings.Secret;
import io.carillon.settings.Section;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker asks what became of a command. Immutable.
 *
 * @param url the query API, such as {@code http://127.0.0.1:8080}
 * @param token a bearer token; null to send none
 * @param timeout how long one question may take, more than zero
 */
public record LedgerSettings(URI url, @Nullable Secret token, Duration timeout) {
  /** Where the query API is, unless set otherwise. */
  public static final URI DEFAULT_URL = URI.create("http://127.0.0.1:8080");

  /** How long one question may take, unless set otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private static final String HTTP = "must be http or https, was ";

  /**
   * Checks the URL and the time-out.
   *
   * @throws IllegalArgumentException if the URL is not http(s), or the time-out not positive
   */
  public LedgerSettings {
    if (!isHttp(url)) {
      throw new IllegalArgumentException("url: " + HTTP + url);
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: must be > 0, was " + timeout);
    }
  }

  /**
   * Reads the section {@code ledger}: {@code url}, {@code token}, {@code timeout}.
   *
   * @param section the section
   * @return the settings
   */
  static LedgerSettings read(Section section) {
    URI url = section.uri("url", DEFAULT_URL);
    section.check("url", isHttp(url), HTTP + url);
    Secret token = section.secret("token");
    Duration timeout = section.duration("timeout", DEFAULT_TIMEOUT, Duration.ofMillis(1));
    return new LedgerSettings(url, token, timeout);
  }

  private static boolean isHttp(URI url) {
    return "http".equals(url.getScheme()) || "https".equals(url.getScheme());
  }

  Ledger ledger() {
    return Ledger.http(url, token == null ? null : token.reveal(), timeout);
  }
}
