package io.carillon.delivery.newsletter;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Reads the Retry-After header of RFC 9110, section 10.2.3. */
final class RetryAfter {
  /** A peer that asks for more than this is taken to be mistaken. */
  static final Duration LONGEST = Duration.ofDays(1);

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

  private RetryAfter() {}

  /**
   * Reads a value.
   *
   * @param value seconds, or a date
   * @param now the time that seconds count from
   * @return the time, at most a day from now, or empty if the value is neither seconds nor a date
   */
  static Optional<Instant> parse(String value, Instant now) {
    String text = value.strip();
    Instant latest = now.plus(LONGEST);
    if (text.matches("\\d+")) {
      boolean sane = text.length() <= 9;
      Instant asked = sane ? now.plusSeconds(Long.parseLong(text)) : latest;
      return Optional.of(asked.isAfter(latest) ? latest : asked);
    }
    try {
      Instant asked = ZonedDateTime.parse(text, HTTP_DATE).toInstant();
      return Optional.of(asked.isAfter(latest) ? latest : asked);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
