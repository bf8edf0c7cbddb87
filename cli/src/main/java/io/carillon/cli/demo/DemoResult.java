package io.carillon.cli.demo;

import java.util.List;

/**
 * What a demo came to. Immutable.
 *
 * @param rows what became of each event, in the order of sending
 * @param totals the same in numbers
 * @param mismatches where decisions and arrivals do not agree, one line each
 */
record DemoResult(List<Row> rows, Totals totals, List<String> mismatches) {
  DemoResult {
    rows = List.copyOf(rows);
    mismatches = List.copyOf(mismatches);
  }
}
