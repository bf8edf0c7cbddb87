package io.carillon.cli.demo;

import io.carillon.avro.DeadLetter;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of the demo's table: what became of one event on one channel. Immutable.
 *
 * @param event type and id of the event
 * @param member the recipient
 * @param message the message type
 * @param channel the channel
 * @param verdict what was decided
 * @param reason why; empty for what is sent
 * @param evidence the value that decided; empty if there is none
 * @param outcome what became of it; empty for what is not sent
 * @param latency from the event to the outcome; null without one
 */
record Row(
    String event,
    String member,
    String message,
    String channel,
    String verdict,
    String reason,
    String evidence,
    String outcome,
    @Nullable Duration latency) {
  private static final int LONGEST_ID = 24;
  private static final String NONE = "-";

  /** All rows, in the order in which the events were sent. */
  static List<Row> of(Journal journal) {
    List<Row> rows = new ArrayList<>();
    for (Produced event : journal.events()) {
      Optional<DeadLetter> letter = journal.deadLetter(event);
      letter.ifPresent(dead -> rows.add(dead(event, dead)));
      Optional<Decision> decision = journal.decision(event);
      decision.ifPresent(
          made -> made.getVerdicts().forEach(v -> rows.add(decided(event, v, journal))));
    }
    return rows;
  }

  private static Row dead(Produced event, DeadLetter letter) {
    return new Row(
        title(event),
        event.memberId(),
        NONE,
        NONE,
        "dead letter",
        letter.getReason(),
        "",
        "",
        null);
  }

  private static Row decided(Produced event, Verdict verdict, Journal journal) {
    boolean isSent = verdict.getKind() == VerdictKind.SEND;
    String id = verdict.getCommandId();
    Journal.Ending ending = isSent && id != null ? journal.ending(id).orElse(null) : null;
    DeliveryOutcome outcome = ending == null ? null : ending.outcome();
    return new Row(
        title(event),
        event.memberId(),
        verdict.getMessageType(),
        word(verdict.getChannel()),
        word(verdict.getKind()),
        isSent ? "" : verdict.getReason(),
        verdict.getValue() == null ? "" : verdict.getValue(),
        ending == null ? (isSent ? "open" : "") : words(ending),
        outcome == null ? null : Duration.between(event.at(), outcome.getAt()));
  }

  private static String words(Journal.Ending ending) {
    DeliveryOutcome outcome = ending.outcome();
    StringBuilder words = new StringBuilder();
    if (ending.givenUp() != null) {
      words.append("given up ").append(ending.givenUp());
    } else if (outcome != null) {
      words.append(word(outcome.getStatus()));
      if (outcome.getReason() != null) {
        words.append(' ').append(outcome.getReason());
      }
    }
    if (outcome != null && outcome.getAttempt() > 1) {
      words.append(", attempt ").append(outcome.getAttempt());
    }
    return words.toString();
  }

  private static String title(Produced event) {
    String id = event.eventId();
    if (id == null) {
      return event.type();
    }
    String shown = id.length() <= LONGEST_ID ? id : "…" + id.substring(id.length() - 12);
    return event.type() + " " + shown;
  }

  /** A constant as people write it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Verdict, reason and evidence in one. */
  String decision() {
    String words = reason.isEmpty() ? verdict : verdict + ": " + reason;
    return evidence.isEmpty() ? words : words + " (" + evidence + ")";
  }
}
