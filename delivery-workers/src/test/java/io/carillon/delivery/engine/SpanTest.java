package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpanTest {

  @Test
  void aSpanSurvivesBeingWrittenAndRead() {
    OffsetRanges done = ranges(101, 102, 110, 250, 400, 401);
    Span span = new Span(1_100, done);

    assertThat(Span.decode(100, span.encode(100))).contains(span);
  }

  @Test
  void whatIsWrittenIsShort() {
    assertThat(new Span(2_000, ranges(1_001, 1_003, 1_010, 1_020)).encode(1_000))
        .isEqualTo("1;rs;1+2,7+a");
  }

  @Test
  void metadataOfSomebodyElseIsNotRead() {
    assertThat(Span.decode(42, "hello")).isEmpty();
    assertThat(Span.decode(42, "")).isEmpty(); // kafka-consumer-groups --reset-offsets
    assertThat(Span.decode(42, "2;5;")).isEmpty();
    assertThat(Span.decode(42, "1;x!;")).isEmpty();
    assertThat(Span.decode(42, "1;5;1")).isEmpty();
    assertThat(Span.decode(42, "1;5;1+2,")).isEmpty();
  }

  @Test
  void whatDoesNotFitIsLeftOutAndCoveredByTheBound() {
    OffsetRanges done = new OffsetRanges();
    for (long offset = 1_001; offset < 11_001; offset += 2) {
      done.add(offset, offset + 1);
    }
    long lastDone = 10_999;

    String text = new Span(2_000, done).encode(1_000);

    assertThat(text.length()).isLessThanOrEqualTo(Span.LONGEST);
    Span read = Span.decode(1_000, text).orElseThrow();
    assertThat(read.bound()).isEqualTo(lastDone + 1);
    assertThat(read.done().contains(1_001)).isTrue();
    assertThat(read.done().contains(lastDone)).isFalse();
  }

  @Test
  void rangesThatMeetBecomeOne() {
    assertThat(ranges(1, 3, 3, 5, 8, 9, 4, 8)).isEqualTo(ranges(1, 9));
    assertThat(ranges(5, 5).asMap()).isEmpty();
  }

  private static OffsetRanges ranges(long... bounds) {
    OffsetRanges ranges = new OffsetRanges();
    for (int i = 0; i < bounds.length; i += 2) {
      ranges.add(bounds[i], bounds[i + 1]);
    }
    return ranges;
  }
}
