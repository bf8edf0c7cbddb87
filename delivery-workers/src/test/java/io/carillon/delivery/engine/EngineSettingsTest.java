package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {

  @Test
  void unlessItIsSetADrainCoversTheChannelsLongestAttempt() {
    EngineSettings settings = EngineSettings.defaults();

    assertThat(settings.drainTimeoutFor(Duration.ofSeconds(80))).hasSeconds(85);
    assertThat(draining(Duration.ofSeconds(3)).drainTimeoutFor(Duration.ofSeconds(80)))
        .hasSeconds(3);
  }

  @Test
  void noDrainIsSoLongThatTheWorkerIsTakenForDead() {
    assertThat(EngineSettings.defaults().drainTimeoutFor(Duration.ofMinutes(10))).hasSeconds(115);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draining(Duration.ofMinutes(2)))
        .withMessageContaining("drain-timeout: must be >= 0 and < 2m");
  }

  private static EngineSettings draining(Duration timeout) {
    return new EngineSettings(
        1, 1, Duration.ofSeconds(1), timeout, Duration.ofSeconds(1), Duration.ofSeconds(1));
  }
}
