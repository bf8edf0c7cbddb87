package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ChangeTimeTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void aChangeIsNeverOlderThanTheLastOneThatIsKnown() {
    Instant ahead = NOW.plus(Duration.ofMinutes(10));

    assertThat(ChangeTime.after(NOW.minusSeconds(1), NOW)).isEqualTo(NOW);
    assertThat(ChangeTime.after(ahead, NOW)).isEqualTo(ahead);
  }

  @Test
  void aChangeThatWouldBeRefusedIsNotTaken() {
    Instant tooFar = NOW.plus(Duration.ofMinutes(10)).plusMillis(1);

    assertThatThrownBy(() -> ChangeTime.after(tooFar, NOW))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("yet to come");
  }
}
