package io.carillon.cli.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table of text with columns as wide as they need be. Pure functions. */
final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /**
   * Prints rows under a heading; a cell equal to the one above it in the first columns is blank.
   */
  static void print(PrintWriter out, List<List<String>> rows, int grouped) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> above = List.of();
    for (List<String> row : rows) {
      out.println(line(row, above, widths, grouped));
      above = row;
    }
  }

  private static String line(List<String> row, List<String> above, int[] widths, int grouped) {
    List<String> cells = new ArrayList<>();
    boolean same = true;
    for (int i = 0; i < widths.length; i++) {
      same = same && i < grouped && !above.isEmpty() && row.get(i).equals(above.get(i));
      String cell = same ? "" : row.get(i);
      cells.add(cell + " ".repeat(widths[i] - cell.length()));
    }
    return String.join(GAP, cells).stripTrailing();
  }
}
