package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Channel;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.OutcomeStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecisionCountsTest {
  @TempDir private Path dir;

  @Test
  void verdictsAreCountedByChannelAndReasonThoseOfLaterAttemptsToo() {
    try (Flow flow = Flow.start(dir).member("ann")) {
      flow.change(Events.off("ann", null, null, Channel.IN_APP)).ignoreOutput();

      flow.event(Events.vouched("e1", "ann"));
      EmailCommand mail = flow.email();
      flow.outcome(flow.outcomeOf(mail, OutcomeStatus.RETRY_LATER).build());
      flow.change(Events.off("ann", null, null, Channel.EMAIL));
      flow.passes(Duration.ofMinutes(2));

      assertThat(counts(flow))
          .isEqualTo(
              Map.of(
                  "email send decided", 1.0,
                  "in-app skip opted-out", 1.0,
                  "newsletter send decided", 1.0,
                  "email skip opted-out", 1.0));
      flow.decision();
      flow.decision();
      flow.newsletter();
      flow.preferences();
      flow.nothingElse();
    }
  }

  private static Map<String, Double> counts(Flow flow) {
    Map<String, Double> counts = new TreeMap<>();
    flow.meters
        .find("carillon.streams.decisions")
        .counters()
        .forEach(
            counter ->
                counts.put(
                    String.join(
                        " ",
                        counter.getId().getTag("channel"),
                        counter.getId().getTag("verdict"),
                        counter.getId().getTag("reason")),
                    counter.count()));
    return counts;
  }
}
