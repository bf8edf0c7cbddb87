package io.carillon.behaviours;

import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that names a rule that does not exist. A listener could not: what it throws is
 * logged, and the run is green. Stateless.
 */
final class KnownRules implements BeforeEachCallback {
  @Override
  public void beforeEach(ExtensionContext test) {
    Set<String> unknown = new TreeSet<>();
    unknown.addAll(named(test.getRequiredTestClass()));
    unknown.addAll(named(test.getRequiredTestMethod()));
    unknown.removeAll(Set.copyOf(BehaviourReport.rules()));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("@Behaviour names rules that do not exist: " + unknown);
    }
  }

  /** The rules that a test class or method itself names. */
  static List<String> named(AnnotatedElement element) {
    Behaviour behaviour = element.getAnnotation(Behaviour.class);
    return behaviour == null ? List.of() : List.of(behaviour.value());
  }
}
