package io.carillon.streams.ledger;

import io.carillon.avro.Candidate;
import io.carillon.avro.Decision;
import io.carillon.avro.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decision of one event and recipient, what it was made from, and what became of each command.
 * Never changed in place.
 *
 * @param decision the decision
 * @param candidates what it was made from; only those with a command
 * @param deliveries what became of each command, in the order of the verdicts that sent them
 * @param duplicates how often the event came again
 */
public record LedgerEntry(
    Decision decision, List<Candidate> candidates, List<Delivery> deliveries, int duplicates) {

  /**
   * Finds what became of a command.
   *
   * @param commandId the command
   * @return its delivery, or null if the row has no such command
   */
  public @Nullable Delivery delivery(String commandId) {
    for (Delivery delivery : deliveries) {
      if (delivery.commandId().equals(commandId)) {
        return delivery;
      }
    }
    return null;
  }

  /**
   * Finds what was decided when a command was first issued.
   *
   * @param commandId the command
   * @return the verdict, or null if the row has no such command
   */
  public @Nullable Verdict verdict(String commandId) {
    for (Verdict verdict : decision.getVerdicts()) {
      if (commandId.equals(verdict.getCommandId())) {
        return verdict;
      }
    }
    return null;
  }

  /**
   * Finds what a command was made from.
   *
   * @param messageType the message type of the command
   * @return the candidate, or null if the row has none of that type
   */
  public @Nullable Candidate candidate(String messageType) {
    for (Candidate candidate : candidates) {
      if (candidate.getMessageType().equals(messageType)) {
        return candidate;
      }
    }
    return null;
  }

  /**
   * Replaces one delivery.
   *
   * @param changed the delivery; the row has one of the same command
   * @return the changed row
   */
  public LedgerEntry with(Delivery changed) {
    List<Delivery> after = new ArrayList<>(deliveries);
    after.replaceAll(
        delivery -> delivery.commandId().equals(changed.commandId()) ? changed : delivery);
    return new LedgerEntry(decision, candidates, after, duplicates);
  }

  /**
   * Replaces one candidate.
   *
   * @param changed the candidate; the row has one of the same message type
   * @return the changed row
   */
  public LedgerEntry with(Candidate changed) {
    List<Candidate> after = new ArrayList<>(candidates);
    after.replaceAll(
        candidate ->
            candidate.getMessageType().equals(changed.getMessageType()) ? changed : candidate);
    return new LedgerEntry(decision, after, deliveries, duplicates);
  }

  /**
   * Notes that the event came again.
   *
   * @return the changed row
   */
  public LedgerEntry repeated() {
    return new LedgerEntry(decision, candidates, deliveries, duplicates + 1);
  }
}
