package io.carillon.behaviours;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The report {@code target/behaviours.txt}: each rule of the project's list, and the tests that
 * passed and show it, or {@code none}. Each module's unit tests and each module's integration tests
 * leave a fragment of their own under {@code target/behaviours}; whichever run ends last has seen
 * them all. Not thread-safe.
 */
final class BehaviourReport {
  private final Path target;

  /**
   * Opens the report of a repository.
   *
   * @param target the {@code target} folder at the root of the repository; created when missing
   */
  BehaviourReport(Path target) {
    this.target = target;
  }

  /** The rule ids of the project's list, in its order. */
  static List<String> rules() {
    try (InputStream in = BehaviourReport.class.getResourceAsStream("/rules.txt")) {
      if (in == null) {
        throw new IllegalStateException("rules.txt is missing from the behaviours module");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Replaces one run's fragment and writes the report anew.
   *
   * @param run names the run, such as {@code schemas-unit}
   * @param shown the tests that passed, by rule id; ids that are not in the list are not reported
   */
  void add(String run, Map<String, ? extends Collection<String>> shown) {
    try {
      Path fragments = Files.createDirectories(target.resolve("behaviours"));
      Files.write(fragments.resolve(run + ".tsv"), lines(shown), StandardCharsets.UTF_8);
      Files.write(target.resolve("behaviours.txt"), report(rules(), fragments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Map<String, ? extends Collection<String>> shown) {
    List<String> lines = new ArrayList<>();
    shown.forEach((rule, tests) -> tests.forEach(test -> lines.add(rule + "\t" + test)));
    return lines;
  }

  private static List<String> report(List<String> rules, Path fragments) throws IOException {
    Map<String, SortedSet<String>> shown = new LinkedHashMap<>();
    rules.forEach(rule -> shown.put(rule, new TreeSet<>()));
    try (Stream<Path> files = Files.list(fragments)) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          String[] parts = line.split("\t", 2);
          SortedSet<String> tests = shown.get(parts[0]);
          if (tests != null) {
            tests.add(parts[1]);
          }
        }
      }
    }
    List<String> lines = new ArrayList<>();
    shown.forEach(
        (rule, tests) ->
            lines.add(rule + " " + (tests.isEmpty() ? "none" : String.join(", ", tests))));
    long done = shown.values().stream().filter(tests -> !tests.isEmpty()).count();
    lines.add(done + " of " + rules.size() + " rules are shown by a test");
    return lines;
  }
}
