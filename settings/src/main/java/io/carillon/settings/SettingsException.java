package io.carillon.settings;

import java.util.List;

/** The settings cannot be used. The message lists every mistake, one a line. */
public final class SettingsException extends RuntimeException {
  private final List<String> problems;

  /**
   * Reports mistakes.
   *
   * @param problems what is wrong, each naming the setting and the rule; at least one
   */
  public SettingsException(List<String> problems) {
    super(
        (problems.size() == 1 ? "1 setting is wrong:" : problems.size() + " settings are wrong:")
            + "\n  "
            + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * Lists the mistakes.
   *
   * @return each naming the setting and the rule
   */
  public List<String> problems() {
    return problems;
  }
}
