package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.MemberUnvouched;
import io.carillon.avro.MemberVouched;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class EventMixTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final EventMix mix = new EventMix(100);
  private final Map<String, Boolean> vouched = new HashMap<>();
  private final Set<String> seen = new HashSet<>();

  @Test
  void ofTenEventsSevenAreTransitionsOfMembersWhoWantThem() {
    int cycles = 200;
    int transitions = 0;
    int repeated = 0;
    int optedOut = 0;
    int unchanged = 0;
    for (int number = 0; number < cycles * EventMix.CYCLE; number++) {
      SpecificRecord event = mix.event(number, NOW);
      String member = event.get(2).toString();
      if (!seen.add(event.get(0).toString())) {
        repeated++;
      } else if (!isTransition(event, member)) {
        unchanged++;
      } else if (EventMix.hasOptedOut(EventMix.member(member))) {
        optedOut++;
      } else {
        transitions++;
      }
    }

    assertThat(transitions).isEqualTo(7 * cycles);
    assertThat(repeated).isEqualTo(cycles);
    assertThat(optedOut).isEqualTo(cycles);
    assertThat(unchanged).isEqualTo(cycles);
  }

  @Test
  void everyMemberComesUp() {
    for (int number = 0; number < 2_000; number++) {
      vouched.put(mix.event(number, NOW).get(2).toString(), true);
    }

    assertThat(vouched).hasSize(100);
  }

  private boolean isTransition(SpecificRecord event, String member) {
    boolean before = vouched.getOrDefault(member, false);
    boolean after =
        event instanceof MemberVouched
            || (event instanceof MemberUnvouched lost && lost.getVouches() > 0);
    vouched.put(member, after);
    return before != after;
  }
}
