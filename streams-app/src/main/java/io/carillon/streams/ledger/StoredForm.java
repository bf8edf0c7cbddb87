package io.carillon.streams.ledger;

import io.carillon.avro.Decision;
import io.carillon.avro.LedgerDelivery;
import io.carillon.avro.LedgerLine;
import io.carillon.avro.LedgerRow;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an entry is stored: verdict and delivery of one command in one line, and nothing that follows
 * from the rest, such as ids of commands, because a row is written for every event. Pure functions.
 */
final class StoredForm {
  // What a verdict says when nobody objected.
  private static final String SEND = "send";
  private static final String DECIDED = "decided";

  private StoredForm() {}

  static LedgerRow of(LedgerEntry entry) {
    Decision decision = entry.decision();
    List<Verdict> verdicts = decision.getVerdicts();
    List<LedgerLine> lines = new ArrayList<>(verdicts.size());
    for (int i = 0; i < verdicts.size(); i++) {
      lines.add(line(verdicts.get(i), entry));
    }
    return new LedgerRow(
        decision.getEventId(),
        decision.getEventType(),
        decision.getMemberId(),
        decision.getOccurredAt(),
        decision.getDecidedAt(),
        lines,
        entry.candidates(),
        entry.duplicates());
  }

  private static LedgerLine line(Verdict verdict, LedgerEntry entry) {
    boolean sent = verdict.getKind() == VerdictKind.SEND;
    return new LedgerLine(
        verdict.getMessageType(),
        verdict.getCategory(),
        verdict.getTransactional(),
        verdict.getChannel(),
        verdict.getKind(),
        sent ? null : verdict.getPolicy(),
        sent ? null : verdict.getReason(),
        verdict.getValue(),
        verdict.getUntil(),
        sent
            ? delivery(
                Objects.requireNonNull(
                    entry.delivery(verdict.getCommandId()), "what is sent has a delivery"),
                entry.decision())
            : null);
  }

  private static LedgerDelivery delivery(Delivery delivery, Decision decision) {
    Instant updatedAt = delivery.updatedAt();
    return new LedgerDelivery(
        delivery.status(),
        delivery.attempt(),
        updatedAt.equals(decision.getDecidedAt()) ? null : updatedAt,
        delivery.expiresAt(),
        delivery.reason(),
        delivery.providerId(),
        delivery.nextAttemptAt(),
        delivery.ambiguous());
  }

  static LedgerEntry entry(LedgerRow row) {
    List<Verdict> verdicts = new ArrayList<>(row.getLines().size());
    List<Delivery> deliveries = new ArrayList<>(row.getLines().size());
    for (LedgerLine line : row.getLines()) {
      LedgerDelivery stored = line.getDelivery();
      String commandId = stored == null ? null : commandId(line, row);
      verdicts.add(verdict(line, commandId));
      if (stored != null && commandId != null) {
        deliveries.add(delivery(stored, line, row, commandId));
      }
    }
    Decision decision =
        new Decision(
            row.getEventId(),
            row.getEventType(),
            row.getMemberId(),
            row.getOccurredAt(),
            row.getDecidedAt(),
            verdicts);
    return new LedgerEntry(decision, row.getCandidates(), deliveries, row.getDuplicates());
  }

  private static String commandId(LedgerLine line, LedgerRow row) {
    return CommandIds.of(
        row.getEventId(), row.getMemberId(), line.getChannel(), line.getMessageType());
  }

  private static Verdict verdict(LedgerLine line, @Nullable String commandId) {
    return new Verdict(
        line.getMessageType(),
        line.getCategory(),
        line.getTransactional(),
        line.getChannel(),
        line.getKind(),
        Objects.requireNonNullElse(line.getPolicy(), SEND),
        Objects.requireNonNullElse(line.getReason(), DECIDED),
        line.getValue(),
        commandId,
        1,
        line.getUntil());
  }

  private static Delivery delivery(
      LedgerDelivery stored, LedgerLine line, LedgerRow row, String commandId) {
    return new Delivery(
        commandId,
        line.getMessageType(),
        line.getChannel(),
        stored.getStatus(),
        stored.getAttempt(),
        row.getDecidedAt(),
        Objects.requireNonNullElse(stored.getUpdatedAt(), row.getDecidedAt()),
        stored.getExpiresAt(),
        stored.getReason(),
        stored.getProviderId(),
        stored.getNextAttemptAt(),
        stored.getAmbiguous());
  }
}
