package io.carillon.behaviours;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Collects the {@link Behaviour} annotations of the tests that passed and hands them to the report
 * when the run ends. Found by the JUnit platform through its service file. A run outside the build
 * (no {@code carillon.root}) reports nothing. Thread-safe, as tests may run in parallel.
 */
public final class BehaviourListener implements TestExecutionListener {
  private final Map<String, Set<String>> shown = new ConcurrentSkipListMap<>();
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private final Set<String> classes = new ConcurrentSkipListSet<>();

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    test.getSource()
        .ifPresent(
            source -> {
              if (source instanceof MethodSource method) {
                boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
                record(method.getJavaClass(), method.getJavaMethod(), passed);
              } else if (source instanceof ClassSource type) {
                classes.add(type.getJavaClass().getSimpleName());
              }
            });
  }

  private void record(Class<?> type, Method method, boolean passed) {
    String name = type.getSimpleName() + "." + method.getName();
    if (!passed) {
      // A parameterised test shows its rule only if every one of its cases passed.
      failed.add(name);
    }
    List<String> rules = new ArrayList<>();
    for (Behaviour behaviour :
        new Behaviour[] {
          type.getAnnotation(Behaviour.class), method.getAnnotation(Behaviour.class)
        }) {
      if (behaviour != null) {
        rules.addAll(List.of(behaviour.value()));
      }
    }
    rules.forEach(
        rule -> shown.computeIfAbsent(rule, id -> new ConcurrentSkipListSet<>()).add(name));
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    String root = System.getProperty("carillon.root");
    if (root == null || classes.isEmpty()) {
      return;
    }
    shown.values().forEach(tests -> tests.removeAll(failed));
    String run = System.getProperty("carillon.module", "tests") + "-" + classes.iterator().next();
    new BehaviourReport(Path.of(root, "target")).add(run, shown);
  }
}
