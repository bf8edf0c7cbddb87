package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.benchmarks.Options.WrongOptionsException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void whatIsNotGivenHasItsDefault() {
    LatencyBench.Plan plan = LatencyBench.Plan.of(List.of("--rate", "50"));

    assertThat(plan).isEqualTo(new LatencyBench.Plan(50, 30, 120, 2, null));
  }

  @Test
  void wrongOptionsAreNamed() {
    assertThatThrownBy(() -> LatencyBench.Plan.of(List.of("--pace", "50")))
        .isInstanceOf(WrongOptionsException.class)
        .hasMessage("--pace: no such option");
    assertThatThrownBy(() -> LatencyBench.Plan.of(List.of("--rate", "fast")))
        .isInstanceOf(WrongOptionsException.class)
        .hasMessage("--rate: must be 1 to 100000, was fast");
    assertThatThrownBy(() -> LatencyBench.Plan.of(List.of("--rate")))
        .isInstanceOf(WrongOptionsException.class)
        .hasMessage("--rate: needs a value");
  }
}
