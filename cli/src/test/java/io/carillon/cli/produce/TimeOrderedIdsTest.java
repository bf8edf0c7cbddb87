package io.carillon.cli.produce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class TimeOrderedIdsTest {
  @Test
  void anIdIsAUuidOfVersionSevenThatBeginsWithTheTime() {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");

    UUID id = UUID.fromString(new TimeOrderedIds(() -> now, new Random(1)).get());

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
  }
}
