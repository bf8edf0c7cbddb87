package io.carillon.streams.decide;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Ids that are the same whenever the same thing is decided: on replay, after a crash, and on every
 * attempt (XC-4).
 */
final class CommandIds {
  private CommandIds() {}

  /** A name-based UUID (RFC 9562, version 3) over the parts. */
  static String of(String... parts) {
    return UUID.nameUUIDFromBytes(String.join("\u0000", parts).getBytes(StandardCharsets.UTF_8))
        .toString();
  }
}
