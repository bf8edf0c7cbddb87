package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Decision;
import io.carillon.streams.ledger.LedgerEntry;
import io.carillon.streams.web.DecisionsResource.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which decisions are shown, and in which order. */
final class DecisionsResourceTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void theNewestComesFirstAndOfThoseDecidedTogetherTheOneThatHappenedLast() {
    LedgerEntry early = entry("early", NOON.minusSeconds(9), NOON);
    LedgerEntry first = entry("first", NOON.minusSeconds(60), NOON.plusSeconds(1));
    LedgerEntry last = entry("last", NOON.minusSeconds(59), NOON.plusSeconds(1));

    assertThat(DecisionsResource.newest(List.of(first, early, last)))
        .extracting(Row::eventId)
        .containsExactly("last", "first", "early");
  }

  @Test
  void ofVeryManyOnlyTheNewestAreShown() {
    List<LedgerEntry> entries = new ArrayList<>();
    for (int i = 0; i <= DecisionsResource.MOST; i++) {
      entries.add(entry("e" + i, NOON, NOON.plusSeconds(i)));
    }

    assertThat(DecisionsResource.newest(entries))
        .hasSize(DecisionsResource.MOST)
        .extracting(Row::eventId)
        .startsWith("e" + DecisionsResource.MOST)
        .doesNotContain("e0");
  }

  private static LedgerEntry entry(String eventId, Instant occurredAt, Instant decidedAt) {
    return new LedgerEntry(
        new Decision(eventId, "MemberVouched", "ann", occurredAt, decidedAt, List.of()),
        List.of(),
        List.of(),
        0);
  }
}
