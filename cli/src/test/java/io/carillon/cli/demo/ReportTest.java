package io.carillon.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportTest {
  @Test
  void theTableSaysEachEventOnceAndEachChannelOfIt() {
    StringWriter out = new StringWriter();
    Duration latency = Duration.ofMillis(123);

    Report.print(
        new PrintWriter(out, true),
        List.of(
            new Row("Event e", "ann", "vouched", "email", "send", "", "", "accepted", latency),
            new Row("Event e", "ann", "vouched", "in-app", "skip", "opted-out", "x", "", null),
            new Row("Event f", "ann", "vouched", "email", "skip", "expired", "", "", null)));

    assertThat(out.toString().lines())
        .containsExactly(
            "EVENT    MEMBER  MESSAGE  CHANNEL  DECISION             OUTCOME   LATENCY",
            "Event e  ann     vouched  email    send                 accepted  123 ms",
            "                          in-app   skip: opted-out (x)",
            "Event f  ann     vouched  email    skip: expired");
  }

  @Test
  void theTotalsAreOneLineOfJson() throws Exception {
    List<Row> rows = new java.util.ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      rows.add(new Row("e", "m", "t", "c", "send", "", "", "accepted", Duration.ofMillis(i)));
    }
    Arrivals none = new Arrivals(List.of(), List.of(), Map.of());

    String json = Totals.of(new Journal(), rows, none, 7, 2).json();

    assertThat(json).doesNotContain("\n");
    JsonNode totals = new ObjectMapper().readTree(json);
    assertThat(totals.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "events",
            "decisions",
            "sent",
            "skipped",
            "mails",
            "newsletter_calls",
            "inbox_entries",
            "dead_letters",
            "mismatches",
            "latency_ms_p50",
            "latency_ms_p95");
    assertThat(totals.path("newsletter_calls").intValue()).isEqualTo(7);
    assertThat(totals.path("mismatches").intValue()).isEqualTo(2);
    assertThat(totals.path("latency_ms_p50").longValue()).isEqualTo(50);
    assertThat(totals.path("latency_ms_p95").longValue()).isEqualTo(95);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "2, 1"})
  void aMismatchIsToldAndEndsTheDemoWithOne(int mismatches, int exitCode) {
    StringWriter out = new StringWriter();
    List<String> lines = Collections.nCopies(mismatches, "this and that");
    Arrivals none = new Arrivals(List.of(), List.of(), Map.of());
    Totals totals = Totals.of(new Journal(), List.of(), none, 0, mismatches);

    int code =
        DemoCommand.report(
            new PrintWriter(out), new DemoResult(List.of(), totals, lines), true, Path.of("logs"));

    assertThat(code).isEqualTo(exitCode);
    assertThat(out.toString().lines())
        .filteredOn(line -> line.equals("mismatch: this and that"))
        .hasSize(mismatches);
    assertThat(out.toString().lines().reduce((a, b) -> b).orElseThrow())
        .startsWith("{")
        .contains("\"mismatches\":" + mismatches);
  }
}
