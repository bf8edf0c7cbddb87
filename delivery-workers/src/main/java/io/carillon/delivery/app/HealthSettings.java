package io.carillon.delivery.app;

import io.carillon.settings.Section;

/**
 * Where a worker serves {@code /livez}, {@code /readyz} and {@code /metrics}. Immutable.
 *
 * @param host the address to listen on; loopback unless set otherwise, as nothing is asked of who
 *     calls
 * @param port the port, 0 to 65535; 0 for any free one
 */
public record HealthSettings(String host, int port) {
  /** The address, unless set otherwise. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  private static final int LAST_PORT = 65_535;

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public HealthSettings {
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException("health.port: must be 0 to 65535, was " + port);
    }
  }

  /**
   * Reads the section {@code health}: {@code host}, {@code port}.
   *
   * @param section the section
   * @return the settings
   */
  static HealthSettings read(Section section) {
    return new HealthSettings(section.string("host", DEFAULT_HOST), section.port("port", 0));
  }
}
