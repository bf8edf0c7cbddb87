package io.carillon.benchmarks;

import java.util.Arrays;

/** Numbers that were measured, to be summed up. Immutable. */
final class Sample {
  private final double[] sorted;

  private Sample(double[] values) {
    this.sorted = values.clone();
    Arrays.sort(sorted);
  }

  static Sample of(double... values) {
    if (values.length == 0) {
      throw new BenchException("nothing was measured");
    }
    return new Sample(values);
  }

  /** The middle one, or between the two middle ones. */
  double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The smallest value that {@code percent} of all do not exceed (nearest rank). */
  double percentile(double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }

  double max() {
    return sorted[sorted.length - 1];
  }

  int size() {
    return sorted.length;
  }
}
