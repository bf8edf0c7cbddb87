package io.carillon.streams.ledger;

import io.carillon.avro.Channel;
import io.carillon.streams.catalog.Channels;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Ids that are the same whenever the same thing is decided: on replay, after a crash, and on every
 * attempt (XC-4). So they need not be stored. Pure functions.
 */
public final class CommandIds {
  /** The step of a command; a message type has one step so far. */
  private static final String FIRST_STEP = "1";

  private CommandIds() {}

  /**
   * Derives the id of a command.
   *
   * @param eventId the event
   * @param memberId the recipient
   * @param channel the channel
   * @param messageType the catalog entry
   * @return a name-based UUID (RFC 9562, version 3) over all of these
   */
  public static String of(String eventId, String memberId, Channel channel, String messageType) {
    String name =
        String.join("\u0000", eventId, memberId, Channels.name(channel), messageType, FIRST_STEP);
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
