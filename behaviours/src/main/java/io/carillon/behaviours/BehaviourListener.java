package io.carillon.behaviours;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Collects the {@link Behaviour} annotations of the tests that passed and hands them to the report
 * when the run ends. Found by the JUnit platform through its service file. A run outside the build
 * (no {@code carillon.root} and {@code carillon.run}) reports nothing. Thread-safe, as tests may
 * run in parallel.
 */
public final class BehaviourListener implements TestExecutionListener {
  private final Map<String, Set<String>> shown = new ConcurrentSkipListMap<>();
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private final @Nullable Path root;
  private final @Nullable String run;

  /** Reports to the repository that is being built. */
  public BehaviourListener() {
    this(System.getProperty("carillon.root"), System.getProperty("carillon.run"));
  }

  BehaviourListener(@Nullable String root, @Nullable String run) {
    this.root = root == null ? null : Path.of(root);
    this.run = run;
  }

  /**
   * What an earlier run showed does not count any more, even if this one does not get to its end.
   */
  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    report();
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.getSource().orElse(null) instanceof MethodSource method) {
      boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      record(method.getJavaClass(), method.getJavaMethod(), passed);
    }
  }

  private void record(Class<?> type, Method method, boolean passed) {
    String name = type.getSimpleName() + "." + method.getName();
    if (!passed) {
      // A parameterised test shows its rule only if every one of its cases passed.
      failed.add(name);
    }
    Stream.concat(KnownRules.named(type).stream(), KnownRules.named(method).stream())
        .forEach(
            rule -> shown.computeIfAbsent(rule, id -> new ConcurrentSkipListSet<>()).add(name));
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    shown.values().forEach(tests -> tests.removeAll(failed));
    report();
  }

  private void report() {
    if (root != null && run != null) {
      new BehaviourReport(root.resolve("target")).add(run, shown);
    }
  }
}
