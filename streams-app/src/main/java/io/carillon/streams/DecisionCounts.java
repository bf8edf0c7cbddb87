package io.carillon.streams;

import io.carillon.avro.Channel;
import io.carillon.avro.Decision;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Counts what was decided, by channel and reason: {@code carillon.streams.decisions}. Channels and
 * reasons are codes of ours, so that there are few of them; who and what about are not counted.
 * Thread-safe.
 */
final class DecisionCounts implements Consumer<Decision> {
  private record Label(Channel channel, VerdictKind verdict, String reason) {}

  private final MeterRegistry meters;

  /** Asking the registry takes longer than many a policy. */
  private final Map<Label, Counter> counters = new ConcurrentHashMap<>();

  DecisionCounts(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void accept(Decision decision) {
    decision.getVerdicts().forEach(this::count);
  }

  private void count(Verdict verdict) {
    counters
        .computeIfAbsent(
            new Label(verdict.getChannel(), verdict.getKind(), verdict.getReason()), this::counter)
        .increment();
  }

  private Counter counter(Label label) {
    return Counter.builder("carillon.streams.decisions")
        .description("Verdicts about what could be sent: one per message type and channel")
        .tag("channel", lower(label.channel()))
        .tag("verdict", lower(label.verdict()))
        .tag("reason", label.reason())
        .register(meters);
  }

  /** As paths and settings have it: {@code in-app}. */
  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
