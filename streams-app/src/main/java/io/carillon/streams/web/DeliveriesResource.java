package io.carillon.streams.web;

import io.carillon.schemas.Topics;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.ledger.LedgerEntry;
import io.carillon.streams.web.ApiException.FieldError;
import io.carillon.streams.web.Routing.Member;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/members/{id}/deliveries?event=…&outcomes=<partition>:<offset>}: where the commands of
 * an event stand, for workers that wonder whether one before them has sent something. The answer
 * takes every outcome below the given offset into account, or there is none yet (503).
 */
final class DeliveriesResource {
  private static final Pattern OUTCOMES = Pattern.compile("([0-9]{1,9}):([0-9]{1,18})");

  private final InstantSource clock;

  /**
   * Where the commands stand, as JSON shows it.
   *
   * @param memberId the recipient
   * @param eventId the event
   * @param deliveries one for each command
   */
  record Answer(String memberId, String eventId, List<DeliveryAnswer> deliveries) {}

  /**
   * What is asked.
   *
   * @param event the event
   * @param partition the partition of the outcomes; null if any state will do
   * @param next the offset behind the last outcome that counts
   */
  record Question(String event, @Nullable Integer partition, long next) {}

  DeliveriesResource(InstantSource clock) {
    this.clock = clock;
  }

  void get(Context context, Member member, Backend backend) {
    Question question =
        question(context.queryParam("event"), context.queryParam("outcomes"), member.partition());
    List<DeliveryAnswer> deliveries =
        backend.freshness().settled(member.partition(), () -> read(question, member, backend));
    Answer answer = new Answer(member.id(), question.event(), deliveries);
    context
        .contentType("application/json")
        .header("Cache-Control", "no-store")
        .result(Json.write(answer));
  }

  /** First how fresh, then the rows: the other way round they could be older than they claim. */
  private List<DeliveryAnswer> read(Question question, Member member, Backend backend) {
    Integer partition = question.partition();
    if (partition != null
        && !backend
            .freshness()
            .hasRead(new TopicPartition(Topics.OUTCOMES.name(), partition), question.next())) {
      throw ApiException.unavailable("outcomes are still being read");
    }
    LedgerEntry entry =
        Ledger.find(
            backend.stores().ledger(member.partition()),
            member.id(),
            question.event(),
            clock.millis());
    // An empty list, not 404: a worker must be able to tell "no such command" from a wrong URL.
    return DecisionsResource.deliveries(entry == null ? List.of() : entry.deliveries());
  }

  static Question question(@Nullable String event, @Nullable String outcomes, int here) {
    List<FieldError> errors = new ArrayList<>();
    if (event == null || event.isEmpty()) {
      errors.add(new FieldError("event", "must be given"));
    }
    Question question = new Question(event == null ? "" : event, null, 0);
    if (outcomes != null) {
      Matcher matcher = OUTCOMES.matcher(outcomes);
      if (!matcher.matches()) {
        errors.add(new FieldError("outcomes", "must be <partition>:<offset>, such as 3:1042"));
      } else if (Integer.parseInt(matcher.group(1)) != here) {
        errors.add(
            new FieldError("outcomes", "must be about partition " + here + ", the member's"));
      } else {
        question = new Question(question.event(), here, Long.parseLong(matcher.group(2)));
      }
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return question;
  }
}
