package io.carillon.streams.agenda;

import io.carillon.settings.Section;
import java.time.Duration;

/**
 * How often the agenda is looked at. Immutable.
 *
 * @param interval between two looks; more than zero
 * @param most how many items are taken at one look, so that nothing else has to wait; 1 or more
 */
public record AgendaSettings(Duration interval, int most) {
  /** Checks the interval. */
  public AgendaSettings {
    if (interval.toMillis() < 1) {
      throw new IllegalArgumentException("interval must be at least 1ms");
    }
  }

  /**
   * Reads the settings.
   *
   * @param section the section {@code agenda}
   * @return the settings
   */
  public static AgendaSettings read(Section section) {
    return new AgendaSettings(
        section.duration("interval", Duration.ofMillis(100), Duration.ofMillis(1)),
        section.integer("most", 500, 1, 100_000));
  }
}
