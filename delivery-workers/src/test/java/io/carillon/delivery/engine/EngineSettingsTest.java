package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EngineSettingsTest {
  private static final Duration ZERO = Duration.ZERO;
  private static final Duration NANO = Duration.ofNanos(1);
  private static final Duration MINUS = Duration.ofNanos(-1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void unlessItIsSetADrainCoversTheChannelsLongestAttempt() {
    EngineSettings settings = EngineSettings.defaults();

    assertThat(settings.drainTimeoutFor(Duration.ofSeconds(80))).hasSeconds(85);
    assertThat(draining(Duration.ofSeconds(3)).drainTimeoutFor(Duration.ofSeconds(80)))
        .hasSeconds(3);
  }

  @Test
  void noDrainIsSoLongThatTheWorkerIsTakenForDead() {
    EngineSettings defaults = EngineSettings.defaults();

    assertThat(defaults.drainTimeoutFor(Duration.ofSeconds(90))).hasSeconds(95);
    assertThat(defaults.drainTimeoutFor(Duration.ofSeconds(110))).hasSeconds(115);
    assertThat(defaults.drainTimeoutFor(Duration.ofMinutes(2))).hasSeconds(115);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draining(Duration.ofMinutes(2)))
        .withMessageContaining("drain-timeout: must be >= 0 and < 2m");
  }

  @Test
  void everyEndOfARangeIsInIt() {
    assertThat(new EngineSettings(1, 1, NANO, Duration.ZERO, NANO, NANO)).isNotNull();
    assertThat(new EngineSettings(1000, 100_000, NANO, null, NANO, SECOND)).isNotNull();
  }

  static Stream<Arguments> outOfRange() {
    return Stream.of(
        refused("slots", () -> new EngineSettings(0, 1, SECOND, null, SECOND, SECOND)),
        refused("slots", () -> new EngineSettings(1001, 1, SECOND, null, SECOND, SECOND)),
        refused("span", () -> new EngineSettings(1, 0, SECOND, null, SECOND, SECOND)),
        refused("span", () -> new EngineSettings(1, 100_001, SECOND, null, SECOND, SECOND)),
        refused("commit-interval", () -> new EngineSettings(1, 1, ZERO, null, SECOND, SECOND)),
        refused("drain-timeout", () -> new EngineSettings(1, 1, SECOND, MINUS, SECOND, SECOND)),
        refused("first-back-off", () -> new EngineSettings(1, 1, SECOND, null, ZERO, SECOND)),
        refused("first-back-off", () -> new EngineSettings(1, 1, SECOND, null, MINUS, SECOND)),
        refused("longest-back-off", () -> new EngineSettings(1, 1, SECOND, null, SECOND, NANO)));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void whatIsBeyondItIsNamed(String key, ThrowingCallable settings) {
    assertThatIllegalArgumentException()
        .isThrownBy(settings)
        .withMessageStartingWith(key + ": must be");
  }

  private static Arguments refused(String key, ThrowingCallable settings) {
    return Arguments.of(key, settings);
  }

  private static EngineSettings draining(Duration timeout) {
    return new EngineSettings(
        1, 1, Duration.ofSeconds(1), timeout, Duration.ofSeconds(1), Duration.ofSeconds(1));
  }
}
