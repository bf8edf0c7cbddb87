package io.carillon.cli.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.avro.Decision;
import io.carillon.avro.VerdictKind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a demo came to, in numbers. Immutable.
 *
 * @param events sent to Kafka
 * @param decisions about an event and its recipient
 * @param sent verdicts to send, over all message types and channels
 * @param skipped verdicts not to
 * @param mails at the SMTP sink
 * @param newsletterCalls at the Basket sandbox, with those it failed
 * @param inboxEntries in all inboxes
 * @param deadLetters written
 * @param mismatches between decisions and arrivals
 * @param latencyP50 half of the outcomes came within so many milliseconds of their event; null
 *     without outcomes
 * @param latencyP95 95 % of them did
 */
record Totals(
    int events,
    int decisions,
    long sent,
    long skipped,
    int mails,
    @JsonProperty("newsletter_calls") int newsletterCalls,
    @JsonProperty("inbox_entries") int inboxEntries,
    @JsonProperty("dead_letters") int deadLetters,
    int mismatches,
    @JsonProperty("latency_ms_p50") @Nullable Long latencyP50,
    @JsonProperty("latency_ms_p95") @Nullable Long latencyP95) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Totals of(
      Journal journal, List<Row> rows, Arrivals arrivals, int newsletterCalls, int mismatches) {
    List<Decision> decisions = journal.decisions();
    List<Long> latencies =
        rows.stream()
            .map(Row::latency)
            .filter(Objects::nonNull)
            .map(Duration::toMillis)
            .sorted()
            .toList();
    return new Totals(
        journal.events().size(),
        decisions.size(),
        count(decisions, VerdictKind.SEND),
        count(decisions, VerdictKind.SKIP),
        arrivals.mails().size(),
        newsletterCalls,
        arrivals.inboxes().values().stream().mapToInt(Collection::size).sum(),
        journal.deadLetters().size(),
        mismatches,
        percentile(latencies, 50),
        percentile(latencies, 95));
  }

  /** How many calls a sandbox counted, whatever it answered. */
  static int calls(Map<String, Map<Integer, Integer>> counts) {
    return counts.values().stream()
        .flatMap(statuses -> statuses.values().stream())
        .mapToInt(Integer::intValue)
        .sum();
  }

  private static long count(List<Decision> decisions, VerdictKind kind) {
    return decisions.stream()
        .flatMap(decision -> decision.getVerdicts().stream())
        .filter(verdict -> verdict.getKind() == kind)
        .count();
  }

  /** The nearest rank. */
  private static @Nullable Long percentile(List<Long> sorted, int percent) {
    if (sorted.isEmpty()) {
      return null;
    }
    int rank = (sorted.size() * percent + 99) / 100;
    return sorted.get(Math.max(rank, 1) - 1);
  }

  /** One line for programs. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers are always JSON", e);
    }
  }

  /** One line for people. */
  String words() {
    return events
        + " events, "
        + decisions
        + " decisions, "
        + sent
        + " sent, "
        + skipped
        + " skipped; "
        + mails
        + " mails, "
        + newsletterCalls
        + " newsletter calls, "
        + inboxEntries
        + " inbox entries, "
        + deadLetters
        + " dead letters; latency p50 "
        + latencyP50
        + " ms, p95 "
        + latencyP95
        + " ms; "
        + mismatches
        + " mismatches";
  }
}
