package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The benches still run and end with their figures. How fast they are is not asked here. */
class BenchesIT {
  private static final List<String> CIRCUMSTANCES = List.of("rounds", "cores", "versions");

  @Test
  void topologyEndsWithItsFigures() throws Exception {
    JsonNode figures =
        lastLine(
            (list, out) -> TopologyBench.run(list, out, out),
            List.of("--rounds", "2", "--turn", "1", "--warmup", "200", "--members", "500"));

    assertThat(figures.fieldNames())
        .toIterable()
        .contains("ratio_passthrough", "ratio_store", "rss_mib", "heap_mib", "events_per_s")
        .containsAll(CIRCUMSTANCES);
    assertThat(figures.get("ratio_store").asDouble()).isPositive();
    assertThat(figures.get("commands_per_event").asDouble()).isBetween(2.0, 2.2);
  }

  @Test
  void latencyEndsWithItsFigures() throws Exception {
    JsonNode figures =
        lastLine(
            (list, out) -> LatencyBench.run(list, out, out),
            List.of("--rate", "20", "--seconds", "2", "--warmup", "1"));

    assertThat(figures.fieldNames())
        .toIterable()
        .contains("p50_ms", "p95_ms", "p99_ms", "floor_p99_ms")
        .containsAll(CIRCUMSTANCES);
    assertThat(figures.get("p99_ms").asDouble())
        .isGreaterThanOrEqualTo(figures.get("p50_ms").asDouble())
        .isPositive();
    assertThat(figures.get("events").asInt()).isEqualTo(40);
  }

  private static JsonNode lastLine(
      BiFunction<List<String>, PrintStream, Integer> bench, List<String> args) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    int status = bench.apply(args, new PrintStream(bytes, true, StandardCharsets.UTF_8));

    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertThat(status).as(printed).isZero();
    List<String> lines = printed.lines().toList();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }
}
