package io.carillon.streams.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Decision;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What it says must never let a duplicate through. */
class SeenEventsTest {
  @Test
  void whoHasNotLookedDeniesNothing() {
    SeenEvents events = new SeenEvents();

    events.add("e1");

    assertThat(events.mayHave("e1")).isTrue();
    assertThat(events.mayHave("e2")).isTrue();
  }

  @Test
  void itLooksOnceWhenTheMemberHasComeUpTwice() {
    SeenEvents events = new SeenEvents();

    assertThat(List.of(events.meet(), events.meet(), events.meet()))
        .containsExactly(false, true, false);
  }

  @Test
  void whoHasLookedKnowsWhatIsNew() {
    SeenEvents events = new SeenEvents();

    events.know(rows(2));
    events.add("later");

    assertThat(events.mayHave("e0")).isTrue();
    assertThat(events.mayHave("e1")).isTrue();
    assertThat(events.mayHave("later")).isTrue();
    assertThat(events.mayHave("new")).isFalse();
    assertThat(events.meet()).isFalse();
  }

  @Test
  void eventsWithTheSameHashAreNotTakenForNew() {
    SeenEvents events = new SeenEvents();
    assertThat("Aa").hasSameHashCodeAs("BB");

    events.know(List.of());
    events.add("Aa");

    assertThat(events.mayHave("BB")).isTrue();
  }

  @Test
  void moreThanItHoldsMeansThatItDeniesNothing() {
    SeenEvents tooMany = new SeenEvents();
    SeenEvents full = new SeenEvents();

    tooMany.know(rows(SeenEvents.MOST));
    full.know(rows(SeenEvents.MOST - 1));
    assertThat(full.mayHave("new")).isFalse();
    full.add("last");
    assertThat(full.mayHave("new")).isFalse();
    full.add("too many");

    assertThat(tooMany.mayHave("new")).isTrue();
    assertThat(full.mayHave("new")).isTrue();
  }

  private static List<LedgerEntry> rows(int count) {
    return IntStream.range(0, count).mapToObj(number -> row("e" + number)).toList();
  }

  private static LedgerEntry row(String eventId) {
    Instant at = Instant.EPOCH;
    Decision decision = new Decision(eventId, "NdaJoined", "ann", at, at, List.of());
    return new LedgerEntry(decision, List.of(), List.of(), 0);
  }
}
