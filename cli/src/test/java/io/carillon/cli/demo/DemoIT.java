package io.carillon.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The demo with real processes: the broker, the registry, the streams app and all workers. */
final class DemoIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  @Behaviour({"XC-3", "XC-7", "XC-8"})
  void everyRowOfTheDemoIsRightAndNothingElseArrived() throws Exception {
    PortOptions ports = new PortOptions();
    new CommandLine(ports)
        .parseArgs(
            "--kafka-port=0",
            "--registry-port=0",
            "--api-port=0",
            "--smtp-port=0",
            "--sandbox-port=0");
    LocalCarillon.Plan plan =
        Launching.plan(ports, new AppSettings("@example.org", true), Optional.empty());
    StringWriter phases = new StringWriter();

    DemoResult result =
        Demo.run(
            plan,
            DemoFiles.tables(null),
            DemoFiles.events(null),
            PATIENCE,
            new Progress(new PrintWriter(phases), System::nanoTime));

    assertThat(result.mismatches()).isEmpty();
    assertThat(result.rows()).extracting(DemoIT::line).containsExactlyElementsOf(expected());
    assertThat(result.totals().mismatches()).isZero();
    assertThat(result.totals().inboxEntries()).isPositive();
    assertThat(phases.toString().lines()).hasSizeGreaterThan(3);
  }

  /** Without latency, and without the evidence, which may be a time. */
  private static String line(Row row) {
    return Stream.of(
            row.event(),
            row.member(),
            row.message(),
            row.channel(),
            row.verdict(),
            row.reason(),
            row.outcome())
        .map(cell -> cell.isEmpty() ? "-" : cell)
        .collect(Collectors.joining(" | "));
  }

  private static List<String> expected() {
    try (InputStream file =
        Objects.requireNonNull(DemoIT.class.getResourceAsStream("/demo/expected.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
