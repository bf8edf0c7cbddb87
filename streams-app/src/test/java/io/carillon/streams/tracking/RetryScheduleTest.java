package io.carillon.streams.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.behaviours.Behaviour;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private final RetrySchedule schedule =
      new RetrySchedule(List.of(Duration.ofSeconds(100), Duration.ofSeconds(1000)));

  @Test
  void eachAttemptHasItsDelayGiveOrTakeAFifth() {
    for (int i = 0; i < 1000; i++) {
      String command = id(i);
      assertThat(schedule.delay(1, command).orElseThrow())
          .isBetween(Duration.ofSeconds(80), Duration.ofSeconds(120));
      assertThat(schedule.delay(2, command).orElseThrow())
          .isBetween(Duration.ofSeconds(800), Duration.ofSeconds(1200));
    }
  }

  @Test
  @Behaviour("XC-6")
  void afterTheLastOneThereIsNone() {
    assertThat(schedule.delay(3, "any")).isEmpty();
    assertThat(new RetrySchedule(List.of()).delay(1, "any")).isEmpty();
  }

  @Test
  void whatFailedTogetherDoesNotComeBackTogether() {
    long early =
        IntStream.range(0, 1000)
            .mapToObj(i -> schedule.delay(1, id(i)).orElseThrow())
            .filter(delay -> delay.compareTo(Duration.ofSeconds(100)) < 0)
            .count();

    assertThat(early).isBetween(400L, 600L);
  }

  @Test
  void aReplayWaitsAsLong() {
    assertThat(schedule.delay(1, id(7))).isEqualTo(schedule.delay(1, id(7)));
  }

  @Test
  void aDelayOfNothingIsRefused() {
    assertThatThrownBy(() -> new RetrySchedule(List.of(Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1ms");
  }

  private static String id(int i) {
    return UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8)}).toString();
  }
}
