package io.carillon.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs tests of its own, as the build runs those of a module. */
class BehaviourListenerTest {
  @TempDir Path root;

  @Behaviour("MOZ-5")
  static class Right {
    @Test
    void passes() {}

    @Test
    @Behaviour("MOZ-6")
    void fails() {
      assertThat(1).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Behaviour("MOZ-7")
    void failsForSome(int number) {
      assertThat(number).isZero();
    }
  }

  static class OtherName {
    @Test
    @Behaviour("MOZ-8")
    void passes() {}
  }

  static class NamesNoRule {
    @Test
    @Behaviour({"MOZ-5", "MOZ-99"})
    void passes() {}
  }

  @Behaviour("MOZ-99")
  static class NamesNoRuleThroughout {
    @Test
    void passes() {}
  }

  @Test
  void aRuleIsShownByTestsThatPassed() throws IOException {
    run("some-unit", Right.class);

    assertThat(report()).contains("MOZ-5 Right.passes", "MOZ-6 none", "MOZ-7 none");
  }

  @Test
  void whatIsGoneIsNotReportedWhicheverTestComesFirst() throws IOException {
    run("some-unit", Right.class);
    run("some-integration", OtherName.class);
    assertThat(report()).contains("MOZ-5 Right.passes", "MOZ-8 OtherName.passes");

    run("some-unit", OtherName.class);

    assertThat(report()).contains("MOZ-5 none", "MOZ-8 OtherName.passes");
  }

  @ParameterizedTest
  @ValueSource(classes = {NamesNoRule.class, NamesNoRuleThroughout.class})
  void aTestThatNamesARuleThatDoesNotExistFails(Class<?> wrong) throws IOException {
    TestExecutionSummary summary = run("some-unit", wrong);

    assertThat(summary.getTestsSucceededCount()).isZero();
    assertThat(summary.getFailures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.getException())
                    .hasMessage("@Behaviour names rules that do not exist: [MOZ-99]"));
    assertThat(report()).contains("MOZ-5 none");
  }

  @Test
  void aRunOutsideTheBuildReportsNothing() {
    launch(new BehaviourListener(root.toString(), null), Right.class);

    assertThat(root).isEmptyDirectory();
  }

  private TestExecutionSummary run(String run, Class<?> tests) {
    return launch(new BehaviourListener(root.toString(), run), tests);
  }

  private static TestExecutionSummary launch(BehaviourListener listener, Class<?> tests) {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherConfig config =
        LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build();
    LauncherFactory.create(config)
        .execute(request().selectors(selectClass(tests)).build(), listener, summary);
    return summary.getSummary();
  }

  private List<String> report() throws IOException {
    return Files.readAllLines(root.resolve("target/behaviours.txt"));
  }
}
