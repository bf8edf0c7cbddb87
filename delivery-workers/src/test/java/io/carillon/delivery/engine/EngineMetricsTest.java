package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Lane;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Reason;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineMetricsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EngineMetrics metrics = new EngineMetrics(meters, Commands.plain("c"));

  @Test
  void everyMeterSaysWhatItIs() {
    metrics.watchLane(Lane.BULK, this, any -> 3);
    metrics.waited(Lane.URGENT, Duration.ofSeconds(1));
    metrics.attemptBegins();
    metrics.attemptEnded(new Outcome.Ambiguous(Reason.of("timeout")), Duration.ofMillis(20));
    metrics.suspect(SuspectRule.SEND);
    metrics.deadLetter("not-avro");

    assertThat(meters.getMeters())
        .extracting(Meter::getId)
        .hasSize(7)
        .allSatisfy(id -> assertThat(id.getDescription()).as(id.getName()).isNotBlank());
  }

  @Test
  void whatAChannelMadeUpIsCountedAsOneReason() {
    metrics.count(new Outcome.Ambiguous(Reason.of("no answer from ann@example.org")));

    assertThat(
            meters
                .get("carillon.delivery.attempts")
                .tags("outcome", "ambiguous", "reason", "other")
                .counter()
                .count())
        .isEqualTo(1);
  }
}
