package io.carillon.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.behaviours.Behaviour;
import io.carillon.cli.Carillon;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The demo as its users run it, with real processes: the broker, the registry, the streams app and
 * all workers.
 */
final class DemoIT {
  private static final String[] COLUMNS = {
    "EVENT", "MEMBER", "MESSAGE", "CHANNEL", "DECISION", "OUTCOME", "LATENCY"
  };

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  @Behaviour({"XC-3", "XC-7", "XC-8"})
  void everyRowOfTheDemoIsRightAndNothingElseArrived() throws Exception {
    CommandLine command = Carillon.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));

    int status =
        command.execute(
            "demo",
            "--json",
            "--timeout=120",
            "--kafka-port=0",
            "--registry-port=0",
            "--api-port=0",
            "--smtp-port=0",
            "--sandbox-port=0");

    assertThat(out.toString().lines()).noneMatch(line -> line.startsWith("mismatch"));
    assertThat(rows()).containsExactlyElementsOf(expected());
    JsonNode totals = new ObjectMapper().readTree(lines().get(lines().size() - 1));
    assertThat(totals.path("mismatches").asInt(-1)).isZero();
    assertThat(totals.path("mails").asInt()).isPositive();
    assertThat(totals.path("inbox_entries").asInt()).isPositive();
    assertThat(err.toString().lines()).as("phases").hasSizeGreaterThan(3);
    assertThat(status).isZero();
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  /** What the table says, without latency, and without the evidence, which may be a time. */
  private List<String> rows() {
    String heading = lines().get(0);
    int[] columns = Arrays.stream(COLUMNS).mapToInt(heading::indexOf).toArray();
    List<String> rows = new ArrayList<>();
    List<String> above = List.of();
    for (String line : lines().subList(1, lines().indexOf(""))) {
      List<String> cells = cells(line, columns);
      // Event, member and message are not repeated from row to row.
      for (int i = 0; i < cells.size() && cells.get(i).isEmpty(); i++) {
        cells.set(i, above.get(i));
      }
      above = cells;
      String[] decision = cells.get(4).replaceFirst(" \\(.*", "").split(": ", 2);
      String reason = decision.length == 1 ? "" : decision[1];
      rows.add(
          Stream.concat(cells.stream().limit(4), Stream.of(decision[0], reason, cells.get(5)))
              .map(cell -> cell.isEmpty() ? "-" : cell)
              .collect(Collectors.joining(" | ")));
    }
    return rows;
  }

  private static List<String> cells(String line, int[] columns) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      int end = i + 1 < columns.length ? columns[i + 1] : line.length();
      int last = Math.min(end, line.length());
      cells.add(columns[i] < last ? line.substring(columns[i], last).strip() : "");
    }
    return cells;
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
