package io.carillon.behaviours;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Names the rules that a test shows: the test would fail if one of them were broken. A rule id is
 * one of the lines of {@code rules.txt}, such as {@code MOZ-5}; an id that is not fails the test.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@ExtendWith(KnownRules.class)
public @interface Behaviour {
  /**
   * Returns the ids of the rules.
   *
   * @return one or more rule ids
   */
  String[] value();
}
