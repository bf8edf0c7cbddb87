package io.carillon.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One pass over the settings: what was asked for, and what was wrong. Not thread-safe. */
final class Reading {
  private final Config config;
  private final List<String> problems;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> open = new HashSet<>();

  /** Begins with what was found wrong before. */
  Reading(Config config, List<String> problems) {
    this.config = config;
    this.problems = new ArrayList<>(problems);
  }

  Section root() {
    return new Section(this, config, "");
  }

  /** A setting was asked for, whether it is there or not. */
  void know(String path) {
    known.add(path);
  }

  /** Everything under this path is passed through. */
  void leaveOpen(String path) {
    open.add(path + ".");
  }

  void problem(String path, String rule) {
    problems.add(path.isEmpty() ? rule : path + ": " + rule);
  }

  boolean hasProblem(String path) {
    return problems.stream().anyMatch(problem -> problem.startsWith(path + ": "));
  }

  int problems() {
    return problems.size();
  }

  void finish() {
    for (var entry : config.entrySet()) {
      String path = String.join(".", ConfigUtil.splitPath(entry.getKey()));
      if (!known.contains(path) && open.stream().noneMatch(path::startsWith)) {
        problem(path, "no such setting" + nearest(path));
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems.stream().distinct().sorted().toList());
    }
  }

  private String nearest(String path) {
    String best = "";
    int bestDistance = 4;
    for (String candidate : known) {
      int distance = distance(path, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = "; did you mean " + candidate + "?";
      }
    }
    return best;
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
