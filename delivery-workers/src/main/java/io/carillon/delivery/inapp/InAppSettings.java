package io.carillon.delivery.inapp;

import io.carillon.settings.Section;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the in-app worker writes inboxes: the section {@code in-app}. Immutable.
 *
 * @param ackTimeout longest wait for Kafka to acknowledge an entry, 1 s to 5 min
 * @param templates the directory of the templates; null for the built-in ones
 */
public record InAppSettings(Duration ackTimeout, @Nullable Path templates) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final String RANGE = "must be 1s to 5m, was ";

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the time-out is out of it
   */
  public InAppSettings {
    if (!isInRange(ackTimeout)) {
      throw new IllegalArgumentException("ack-timeout: " + RANGE + ackTimeout.toMillis() + "ms");
    }
  }

  private static boolean isInRange(Duration ackTimeout) {
    return ackTimeout.compareTo(SHORTEST) >= 0 && ackTimeout.compareTo(LONGEST) <= 0;
  }

  /**
   * Reads the section.
   *
   * @param section the section {@code in-app}
   * @return the settings
   */
  public static InAppSettings read(Section section) {
    Duration ackTimeout = section.duration("ack-timeout", Duration.ofSeconds(30));
    section.check("ack-timeout", isInRange(ackTimeout), RANGE + ackTimeout.toMillis() + "ms");
    return new InAppSettings(ackTimeout, section.path("templates"));
  }
}
