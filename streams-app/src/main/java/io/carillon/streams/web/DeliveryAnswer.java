package io.carillon.streams.web;

import io.carillon.streams.catalog.Channels;
import io.carillon.streams.ledger.Delivery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one command, as JSON shows it. Times are ISO-8601. Workers rely on {@code
 * commandId}, {@code status} and {@code attempt}.
 *
 * @param commandId the command
 * @param messageType the message type
 * @param channel the channel
 * @param status where it stands; a {@link io.carillon.avro.DeliveryStatus}. {@code ACCEPTED} means
 *     that a provider took it, no more (XC-5)
 * @param attempt the attempt it stands at, 1 for the first
 * @param issuedAt when the first attempt was issued
 * @param updatedAt when it last changed
 * @param expiresAt not to be sent later
 * @param reason the code of the last thing in its way; null if there was none
 * @param providerId the provider's id of the message; null if it gave none
 * @param nextAttemptAt when the next attempt is due; null if none is
 */
record DeliveryAnswer(
    String commandId,
    String messageType,
    String channel,
    String status,
    int attempt,
    String issuedAt,
    String updatedAt,
    String expiresAt,
    @Nullable String reason,
    @Nullable String providerId,
    @Nullable String nextAttemptAt) {

  static DeliveryAnswer of(Delivery delivery) {
    Instant next = delivery.nextAttemptAt();
    return new DeliveryAnswer(
        delivery.commandId(),
        delivery.messageType(),
        Channels.name(delivery.channel()),
        delivery.status().name(),
        delivery.attempt(),
        delivery.issuedAt().toString(),
        delivery.updatedAt().toString(),
        delivery.expiresAt().toString(),
        delivery.reason(),
        delivery.providerId(),
        next == null ? null : next.toString());
  }
}
