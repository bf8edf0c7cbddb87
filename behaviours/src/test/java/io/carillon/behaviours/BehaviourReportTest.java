package io.carillon.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BehaviourReportTest {
  @TempDir Path target;

  @Test
  void everyRuleOfTheListIsReportedWithItsTestsOrNone() throws IOException {
    new BehaviourReport(target).add("schemas-unit", Map.of("MOZ-5", List.of("ATest.a")));
    new BehaviourReport(target).add("cli-integration", Map.of("MOZ-5", List.of("BTest.b")));

    assertThat(Files.readAllLines(target.resolve("behaviours.txt")))
        .hasSize(BehaviourReport.rules().size() + 1)
        .contains("MOZ-5 ATest.a, BTest.b", "MOZ-6 none")
        .endsWith("1 of " + BehaviourReport.rules().size() + " rules are shown by a test");
  }

  @Test
  void aRunReplacesWhatItSaidBefore() throws IOException {
    new BehaviourReport(target).add("schemas-unit", Map.of("MOZ-5", List.of("ATest.a")));
    new BehaviourReport(target).add("schemas-unit", Map.of());

    assertThat(Files.readAllLines(target.resolve("behaviours.txt"))).contains("MOZ-5 none");
  }
}
