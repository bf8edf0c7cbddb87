package io.carillon.streams.ledger;

import io.carillon.avro.Candidate;
import io.carillon.avro.Delivery;
import io.carillon.avro.DeliveryStatus;
import io.carillon.avro.LedgerEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and changes the rows of the ledger. Pure functions: a row is never changed in place. */
public final class Deliveries {
  private Deliveries() {}

  /**
   * Finds what became of a command.
   *
   * @param entry the row
   * @param commandId the command
   * @return its delivery, or null if the row has no such command
   */
  public static @Nullable Delivery of(LedgerEntry entry, String commandId) {
    for (Delivery delivery : entry.getDeliveries()) {
      if (delivery.getCommandId().equals(commandId)) {
        return delivery;
      }
    }
    return null;
  }

  /**
   * Finds what a command was made from.
   *
   * @param entry the row
   * @param messageType the message type of the command
   * @return the candidate, or null if the row has none of that type
   */
  public static @Nullable Candidate candidate(LedgerEntry entry, String messageType) {
    for (Candidate candidate : entry.getCandidates()) {
      if (candidate.getMessageType().equals(messageType)) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * Changes where a command stands.
   *
   * @param delivery where it stood
   * @param status where it stands now
   * @param attempt the attempt it stands at
   * @param at when that came about
   * @param reason what is in its way; null if nothing
   * @param nextAttemptAt when the next attempt is due; null if none is
   * @return where it stands now
   */
  public static Delivery with(
      Delivery delivery,
      DeliveryStatus status,
      int attempt,
      Instant at,
      @Nullable String reason,
      @Nullable Instant nextAttemptAt) {
    return new Delivery(
        delivery.getCommandId(),
        delivery.getMessageType(),
        delivery.getChannel(),
        status,
        attempt,
        delivery.getIssuedAt(),
        at,
        delivery.getExpiresAt(),
        reason,
        delivery.getProviderId(),
        nextAttemptAt,
        delivery.getAmbiguous());
  }

  /**
   * Replaces one delivery of a row.
   *
   * @param entry the row
   * @param changed the delivery; the row has one of the same command
   * @return the changed row
   */
  public static LedgerEntry replace(LedgerEntry entry, Delivery changed) {
    List<Delivery> deliveries = new ArrayList<>(entry.getDeliveries());
    deliveries.replaceAll(
        delivery -> delivery.getCommandId().equals(changed.getCommandId()) ? changed : delivery);
    return new LedgerEntry(
        entry.getDecision(), entry.getCandidates(), deliveries, entry.getDuplicates());
  }

  /**
   * Replaces one candidate of a row.
   *
   * @param entry the row
   * @param changed the candidate; the row has one of the same message type
   * @return the changed row
   */
  public static LedgerEntry replace(LedgerEntry entry, Candidate changed) {
    List<Candidate> candidates = new ArrayList<>(entry.getCandidates());
    candidates.replaceAll(
        candidate ->
            candidate.getMessageType().equals(changed.getMessageType()) ? changed : candidate);
    return new LedgerEntry(
        entry.getDecision(), candidates, entry.getDeliveries(), entry.getDuplicates());
  }
}
