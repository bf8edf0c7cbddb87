package io.carillon.streams.ledger;

import io.carillon.avro.Channel;
import io.carillon.avro.DeliveryStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one command so far.
 *
 * @param commandId the command
 * @param messageType the catalog entry
 * @param channel the channel
 * @param status where it stands
 * @param attempt the attempt it stands at, 1 for the first
 * @param issuedAt when the first attempt was issued
 * @param updatedAt when it last changed
 * @param expiresAt not to be sent later
 * @param reason code of the last thing in its way; null if nothing was
 * @param providerId the provider's id of the accepted message; null if it gave none
 * @param nextAttemptAt when the next attempt is due; null if none is
 * @param ambiguous how many attempts ended without anybody knowing how
 */
public record Delivery(
    String commandId,
    String messageType,
    Channel channel,
    DeliveryStatus status,
    int attempt,
    Instant issuedAt,
    Instant updatedAt,
    Instant expiresAt,
    @Nullable String reason,
    @Nullable String providerId,
    @Nullable Instant nextAttemptAt,
    int ambiguous) {

  /**
   * Begins with the first attempt.
   *
   * @param commandId the command
   * @param messageType the catalog entry
   * @param channel the channel
   * @param issuedAt when it is issued
   * @param expiresAt not to be sent later
   * @return the delivery
   */
  public static Delivery issued(
      String commandId, String messageType, Channel channel, Instant issuedAt, Instant expiresAt) {
    return new Delivery(
        commandId,
        messageType,
        channel,
        DeliveryStatus.ISSUED,
        1,
        issuedAt,
        issuedAt,
        expiresAt,
        null,
        null,
        null,
        0);
  }

  /**
   * Changes where the command stands.
   *
   * @param status where it stands now
   * @param attempt the attempt it stands at
   * @param at when that came about
   * @param reason what is in its way; null if nothing
   * @param nextAttemptAt when the next attempt is due; null if none is
   * @return where it stands now
   */
  public Delivery with(
      DeliveryStatus status,
      int attempt,
      Instant at,
      @Nullable String reason,
      @Nullable Instant nextAttemptAt) {
    return new Delivery(
        commandId,
        messageType,
        channel,
        status,
        attempt,
        issuedAt,
        at,
        expiresAt,
        reason,
        providerId,
        nextAttemptAt,
        ambiguous);
  }

  /**
   * Notes the provider's id of the message.
   *
   * @param id the id; null leaves what is known
   * @return the delivery with it
   */
  public Delivery withProviderId(@Nullable String id) {
    return id == null
        ? this
        : new Delivery(
            commandId,
            messageType,
            channel,
            status,
            attempt,
            issuedAt,
            updatedAt,
            expiresAt,
            reason,
            id,
            nextAttemptAt,
            ambiguous);
  }

  /**
   * Notes an attempt that ended without anybody knowing how.
   *
   * @return the delivery with one more of them
   */
  public Delivery onceMoreAmbiguous() {
    return new Delivery(
        commandId,
        messageType,
        channel,
        status,
        attempt,
        issuedAt,
        updatedAt,
        expiresAt,
        reason,
        providerId,
        nextAttemptAt,
        ambiguous + 1);
  }
}
