package io.carillon.streams.catalog;

import java.util.List;

/** The catalog cannot be used. The message lists every mistake, one a line. */
public final class CatalogException extends RuntimeException {
  private final List<String> problems;

  CatalogException(List<String> problems) {
    super("the catalog has mistakes:\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * Lists the mistakes.
   *
   * @return each naming the file, the field and the rule
   */
  public List<String> problems() {
    return problems;
  }
}
