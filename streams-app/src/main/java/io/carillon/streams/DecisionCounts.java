package io.carillon.streams;

import io.carillon.avro.Decision;
import io.carillon.avro.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Counts what was decided, by channel and reason: {@code carillon.streams.decisions}. Channels and
 * reasons are codes of ours, so that there are few of them; who and what about are not counted.
 * Thread-safe.
 */
final class DecisionCounts implements Consumer<Decision> {
  private final MeterRegistry meters;

  DecisionCounts(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void accept(Decision decision) {
    decision.getVerdicts().forEach(this::count);
  }

  private void count(Verdict verdict) {
    Counter.builder("carillon.streams.decisions")
        .description("Verdicts about what could be sent: one per message type and channel")
        .tag("channel", lower(verdict.getChannel()))
        .tag("verdict", lower(verdict.getKind()))
        .tag("reason", verdict.getReason())
        .register(meters)
        .increment();
  }

  /** As paths and settings have it: {@code in-app}. */
  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
