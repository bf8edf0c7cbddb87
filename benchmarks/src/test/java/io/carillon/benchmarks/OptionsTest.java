package io.carillon.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void whatIsNotGivenHasItsDefault() {
    LatencyBench.Plan plan = LatencyBench.Plan.of(Options.parse(List.of("--rate", "50")));

    assertThat(plan).isEqualTo(new LatencyBench.Plan(50, 30, 120, 2));
  }

  @Test
  void wrongOptionsAreNamed() {
    assertThat(mistake("--pace", "50")).startsWith("--pace: no such option");
    assertThat(mistake("--rate", "fast")).startsWith("--rate: must be 1 to 100000, was fast");
    assertThat(mistake("--rate")).startsWith("--rate: needs a value");
  }

  private static String mistake(String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);

    int status = LatencyBench.run(List.of(args), out, new PrintStream(err, true, UTF_8));

    assertThat(status).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("bench latency [options]");
    return err.toString(UTF_8);
  }
}
