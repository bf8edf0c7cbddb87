package io.carillon.streams;

import static io.carillon.streams.Events.vouched;
import static io.carillon.streams.Flow.NOW;
import static io.carillon.streams.Flow.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Channel;
import io.carillon.avro.Verdict;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task holds in memory changes nothing but its speed. */
class CachesTest {
  /** More than are kept in mind of one member. */
  private static final int MANY = 70;

  @TempDir Path stateDir;

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "1000"})
  @Behaviour("XC-4")
  void eachRepetitionIsFoundHoweverMuchCameBefore(String cachedMembers) {
    try (Flow flow = start(cachedMembers).member("ann").member("bob")) {
      for (int i = 0; i < MANY; i++) {
        for (String member : List.of("ann", "bob")) {
          flow.event(vouched(member + i, member));
          assertThat(flow.decision().getVerdicts())
              .extracting(Verdict::getReason)
              .doesNotContain("duplicate");
        }
      }
      flow.ignoreOutput();

      for (int i = 0; i < MANY; i++) {
        for (String member : List.of("ann", "bob")) {
          flow.event(vouched(member + i, member));
          assertThat(flow.decision().getVerdicts())
              .extracting(Verdict::getReason)
              .containsOnly("duplicate");
          assertThat(flow.ledger(member, member + i).duplicates()).isEqualTo(1);
        }
      }
      flow.nothingElse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "1000"})
  void aChangedProfileIsSeenByTheNextEvent(String cachedMembers) {
    try (Flow flow = start(cachedMembers).member("ann")) {
      flow.event(vouched("e1", "ann")).ignoreOutput();

      flow.profile(Flow.profileOf("ann", "new@example.org"));
      flow.event(Events.unvouched("e2", "ann", 1, 0, NOW));

      flow.decision();
      assertThat(flow.email().getTo()).isEqualTo("new@example.org");
      flow.newsletter();
      flow.inApp();
      flow.nothingElse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "1000"})
  void aMemberWhoIsGoneIsGone(String cachedMembers) {
    try (Flow flow = start(cachedMembers).member("ann")) {
      flow.send(Topics.MEMBERS, "ann", null);

      flow.event(vouched("e1", "ann"));

      assertThat(verdict(flow.decision(), Channel.EMAIL).getPolicy()).isEqualTo("recipient");
      flow.nothingElse();
    }
  }

  private Flow start(String cachedMembers) {
    return Flow.start(stateDir, Map.of("cached-members", cachedMembers));
  }
}
