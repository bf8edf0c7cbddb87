package io.carillon.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Shows what became of each event as a table. */
final class Report {
  /** Event, member and message are not repeated from row to row. */
  private static final int GROUPED = 3;

  private Report() {}

  static void print(PrintWriter out, List<Row> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("EVENT", "MEMBER", "MESSAGE", "CHANNEL", "DECISION", "OUTCOME", "LATENCY"));
    for (Row row : rows) {
      Duration latency = row.latency();
      table.add(
          List.of(
              row.event(),
              row.member(),
              row.message(),
              row.channel(),
              row.decision(),
              row.outcome(),
              latency == null ? "" : latency.toMillis() + " ms"));
    }
    TextTable.print(out, table, GROUPED);
  }
}
