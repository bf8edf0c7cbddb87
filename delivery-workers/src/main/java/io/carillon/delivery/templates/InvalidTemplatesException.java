package io.carillon.delivery.templates;

import java.util.List;

/** Some templates cannot be used. Names every mistake, not only the first. */
public final class InvalidTemplatesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  InvalidTemplatesException(List<String> problems) {
    super("templates cannot be used:\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * Returns the mistakes, each with the file it is in.
   *
   * @return one or more, in the order of the files
   */
  public List<String> problems() {
    return problems;
  }
}
