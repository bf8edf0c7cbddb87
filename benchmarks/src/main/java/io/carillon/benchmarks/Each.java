package io.carillon.benchmarks;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One value for each contender. Immutable if the values are.
 *
 * @param <T> what there is one of for each
 */
final class Each<T> {
  /**
   * Finds the value of one contender.
   *
   * @param <T> the kind of value
   * @param <E> what may go wrong
   */
  @FunctionalInterface
  interface Question<T, E extends Exception> {
    T ask(Contender system) throws E;
  }

  private final Map<Contender, T> values;

  private Each(Map<Contender, T> values) {
    this.values = values;
  }

  static <T, E extends Exception> Each<T> of(Question<T, E> question) throws E {
    return inOrder(List.of(Contender.values()), question);
  }

  /** Asks for one value after the other, in an order that names each contender. */
  static <T, E extends Exception> Each<T> inOrder(List<Contender> order, Question<T, E> question)
      throws E {
    Map<Contender, T> values = new EnumMap<>(Contender.class);
    for (Contender system : order) {
      values.put(system, question.ask(system));
    }
    return new Each<>(values);
  }

  T of(Contender system) {
    return Objects.requireNonNull(values.get(system));
  }
}
