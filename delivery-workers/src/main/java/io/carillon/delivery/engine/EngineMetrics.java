package io.carillon.delivery.engine;

import io.carillon.avro.Lane;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * What is counted. Of {@code carillon.delivery.attempts}, those with the outcome {@code ambiguous}
 * should stay below one in a thousand: more mean that a provider or its time-outs need a look.
 * {@code carillon.delivery.queue.age} growing means that more slots or workers are needed.
 * Thread-safe.
 */
final class EngineMetrics {
  /** A label that a channel made up of a message would never end: such are counted as one. */
  private static final Pattern CODE = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

  private final MeterRegistry meters;
  private final Tags channel;
  private final AtomicInteger inFlight = new AtomicInteger();

  EngineMetrics(MeterRegistry meters, ChannelSpec<?> spec) {
    this.meters = meters;
    this.channel = Tags.of("channel", spec.label());
    Gauge.builder("carillon.delivery.in.flight", inFlight, AtomicInteger::get)
        .description("Attempts under way")
        .tags(channel)
        .register(meters);
  }

  /** Shows a number that somebody else keeps. */
  <T> void watch(String name, String description, T of, ToDoubleFunction<T> number) {
    Gauge.builder(name, of, number)
        .description(description)
        .tags(channel)
        .strongReference(true)
        .register(meters);
  }

  /** Shows how many records of a lane have not started. */
  <T> void watchLane(Lane lane, T of, ToDoubleFunction<T> number) {
    Gauge.builder("carillon.delivery.waiting", of, number)
        .description("Records fetched and not started")
        .tags(channel.and("lane", lower(lane.name())))
        .strongReference(true)
        .register(meters);
  }

  /** A record waited so long, from being written to being taken. */
  void waited(Lane lane, Duration age) {
    Timer.builder("carillon.delivery.queue.age")
        .description("From a command being written to being taken")
        .tags(channel.and("lane", lower(lane.name())))
        .register(meters)
        .record(age.isNegative() ? Duration.ZERO : age);
  }

  /** Returns how many attempts are under way. */
  int inFlight() {
    return inFlight.get();
  }

  void attemptBegins() {
    inFlight.incrementAndGet();
  }

  void attemptEnded(Outcome outcome, Duration took) {
    inFlight.decrementAndGet();
    Timer.builder("carillon.delivery.attempt")
        .description("What attempts took")
        .tags(channel.and("outcome", kind(outcome)))
        .register(meters)
        .record(took);
    count(outcome);
  }

  /** The attempt was cut off by the engine's end. */
  void attemptCutOff() {
    inFlight.decrementAndGet();
  }

  /** An outcome that needed no attempt counts like the others. */
  void count(Outcome outcome) {
    count(
        "carillon.delivery.attempts",
        "What became of commands, attempt by attempt",
        "outcome",
        kind(outcome),
        "reason",
        reason(outcome));
  }

  /** A command that may have been sent before was looked up. */
  void suspect(SuspectRule rule) {
    count(
        "carillon.delivery.suspects",
        "Commands that may have been sent before, and were looked up",
        "verdict",
        lower(rule.name()));
  }

  void deadLetter(String reason) {
    count(
        "carillon.delivery.dead.letters",
        "Records that cannot be read as commands",
        "reason",
        label(reason));
  }

  private void count(String name, String description, String... tags) {
    Counter.builder(name)
        .description(description)
        .tags(channel.and(tags))
        .register(meters)
        .increment();
  }

  private static String kind(Outcome outcome) {
    if (outcome instanceof Outcome.Delivered delivered) {
      return lower(delivered.level().name());
    } else if (outcome instanceof Outcome.RetryLater) {
      return "retry-later";
    } else if (outcome instanceof Outcome.RouteDown) {
      return "route-down";
    }
    return lower(outcome.getClass().getSimpleName());
  }

  private static String reason(Outcome outcome) {
    return label(reasonOf(outcome).code());
  }

  private static Reason reasonOf(Outcome outcome) {
    if (outcome instanceof Outcome.RetryLater later) {
      return later.reason();
    } else if (outcome instanceof Outcome.Rejected rejected) {
      return rejected.reason();
    } else if (outcome instanceof Outcome.Ambiguous ambiguous) {
      return ambiguous.reason();
    } else if (outcome instanceof Outcome.RouteDown down) {
      return down.reason();
    } else if (outcome instanceof Outcome.Overtaken overtaken) {
      return overtaken.reason();
    }
    return Reason.of("none");
  }

  private static String label(String code) {
    return CODE.matcher(code).matches() ? code : "other";
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
