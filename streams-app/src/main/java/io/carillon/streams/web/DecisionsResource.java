package io.carillon.streams.web;

import io.carillon.avro.Decision;
import io.carillon.avro.LedgerRow;
import io.carillon.avro.Verdict;
import io.carillon.streams.catalog.Channels;
import io.carillon.streams.ledger.Delivery;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.ledger.LedgerEntry;
import io.carillon.streams.web.Routing.Member;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/members/{id}/decisions}: what was decided about a member, why, and what became of it.
 * No addresses.
 */
final class DecisionsResource {
  /** How many decisions are shown: the newest. */
  static final int MOST = 200;

  /** How many rows are looked at to find the newest: bounds the time a question takes. */
  private static final int MOST_ROWS = 10_000;

  private final InstantSource clock;

  /**
   * All decisions, as JSON shows them.
   *
   * @param memberId the member
   * @param decisions the newest first
   */
  record Answer(String memberId, List<Row> decisions) {}

  /**
   * One event and what was decided about it. Times are ISO-8601.
   *
   * @param eventId the event
   * @param eventType its record name
   * @param occurredAt when it happened
   * @param decidedAt when it was decided
   * @param duplicates how often it came again
   * @param verdicts one for each message type and channel
   * @param deliveries one for each command
   */
  record Row(
      String eventId,
      String eventType,
      String occurredAt,
      String decidedAt,
      int duplicates,
      List<Judged> verdicts,
      List<DeliveryAnswer> deliveries) {}

  /**
   * What was decided for one message type on one channel.
   *
   * @param messageType the message type
   * @param category its category
   * @param transactional whether that is transactional
   * @param channel the channel
   * @param kind {@code SEND}, {@code SKIP}, {@code HOLD} or {@code DIGEST}
   * @param policy who decided
   * @param reason why, as a code
   * @param value the evidence; null if there is none
   * @param commandId the command; null unless sent
   * @param attempt which attempt it is about
   * @param until for {@code HOLD}, until when
   */
  record Judged(
      String messageType,
      String category,
      boolean transactional,
      String channel,
      String kind,
      String policy,
      String reason,
      @Nullable String value,
      @Nullable String commandId,
      int attempt,
      @Nullable String until) {}

  DecisionsResource(InstantSource clock) {
    this.clock = clock;
  }

  void get(Context context, Member member, Backend backend) {
    String event = context.queryParam("event");
    List<LedgerEntry> rows =
        backend.freshness().settled(member.partition(), () -> read(member, event, backend));
    if (event != null && rows.isEmpty()) {
      throw ApiException.notFound("nothing was decided about this event and member");
    }
    context
        .contentType("application/json")
        .header("Cache-Control", "no-store")
        .result(Json.write(new Answer(member.id(), newest(rows))));
  }

  private List<LedgerEntry> read(Member member, @Nullable String event, Backend backend) {
    ReadOnlyWindowStore<String, LedgerRow> ledger = backend.stores().ledger(member.partition());
    long now = clock.millis();
    if (event == null) {
      return Ledger.of(ledger, member.id(), now, MOST_ROWS);
    }
    LedgerEntry row = Ledger.find(ledger, member.id(), event, now);
    return row == null ? List.of() : List.of(row);
  }

  static List<Row> newest(List<LedgerEntry> rows) {
    Comparator<LedgerEntry> byAge = Comparator.comparing(row -> row.decision().getDecidedAt());
    return rows.stream()
        .sorted(
            byAge
                .thenComparing(row -> row.decision().getOccurredAt())
                .thenComparing(row -> row.decision().getEventId())
                .reversed())
        .limit(MOST)
        .map(DecisionsResource::row)
        .toList();
  }

  private static Row row(LedgerEntry entry) {
    Decision decision = entry.decision();
    return new Row(
        decision.getEventId(),
        decision.getEventType(),
        decision.getOccurredAt().toString(),
        decision.getDecidedAt().toString(),
        entry.duplicates(),
        decision.getVerdicts().stream().map(DecisionsResource::judged).toList(),
        deliveries(entry.deliveries()));
  }

  static List<DeliveryAnswer> deliveries(List<Delivery> deliveries) {
    return deliveries.stream().map(DeliveryAnswer::of).toList();
  }

  private static Judged judged(Verdict verdict) {
    Instant until = verdict.getUntil();
    return new Judged(
        verdict.getMessageType(),
        verdict.getCategory(),
        verdict.getTransactional(),
        Channels.name(verdict.getChannel()),
        verdict.getKind().name(),
        verdict.getPolicy(),
        verdict.getReason(),
        verdict.getValue(),
        verdict.getCommandId(),
        verdict.getAttempt(),
        until == null ? null : until.toString());
  }
}
