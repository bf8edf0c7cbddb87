package io.carillon.streams.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Recipient;
import io.carillon.avro.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What it says must never let a duplicate through. */
class RecentEventsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(100));
  private static final Standing STANDING =
      new Standing(true, NOW, null, null, null, null, Map.of(), 0L);

  @Test
  void whateverHappensToANewcomerIsNew() {
    assertThat(mayHave(RecipientStore.NOBODY, "e1")).isFalse();
  }

  @Test
  void itTellsWhatCameFromWhatIsNew() {
    Recipient ann = after(after(RecipientStore.NOBODY, "e1", NOW), "e2", NOW);

    assertThat(mayHave(ann, "e1")).isTrue();
    assertThat(mayHave(ann, "e2")).isTrue();
    assertThat(mayHave(ann, "e3")).isFalse();
  }

  @Test
  void addingChangesNobodyElsesRow() {
    Recipient before = after(RecipientStore.NOBODY, "e1", NOW);

    after(before, "e2", NOW);

    assertThat(mayHave(before, "e2")).isFalse();
  }

  @Test
  void eventsWithTheSameHashAreNotTakenForNew() {
    assertThat("Aa").hasSameHashCodeAs("BB");

    assertThat(mayHave(after(RecipientStore.NOBODY, "Aa", NOW), "BB")).isTrue();
  }

  @Test
  void aRowWithoutTracesDeniesNothing() {
    Recipient old = new Recipient(null, null, STANDING, null);

    assertThat(mayHave(old, "e1")).isTrue();
    assertThat(mayHave(after(old, "e2", NOW), "e1")).isTrue();
  }

  @Test
  void whatIsForgottenIsNotTakenForNewAsLongAsItMatters() {
    Recipient full = after(RecipientStore.NOBODY, "first", LONG_AGO);
    for (int i = 1; i < RecentEvents.MOST; i++) {
      full = after(full, "e" + i, LONG_AGO);
    }
    assertThat(mayHave(full, "new")).isFalse();

    Recipient more = after(full, "last", LONG_AGO);

    assertThat(mayHave(more, "first")).isTrue();
    assertThat(RecentEvents.mayHave(more, "first", LONG_AGO.plusMillis(1))).isFalse();
    assertThat(RecentEvents.mayHave(more, "e1", LONG_AGO.plusMillis(1))).isTrue();
    assertThat(RecentEvents.mayHave(more, "last", LONG_AGO.plusMillis(1))).isTrue();
  }

  private static boolean mayHave(Recipient recipient, String eventId) {
    return RecentEvents.mayHave(recipient, eventId, LONG_AGO);
  }

  private static Recipient after(Recipient before, String eventId, Instant now) {
    return new Recipient(null, null, STANDING, RecentEvents.with(before, eventId, now));
  }
}
