package io.carillon.delivery.engine;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A set of offsets, kept as ranges. Not thread-safe. */
final class OffsetRanges {
  /** Exclusive end by inclusive start; disjoint and not adjacent. */
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  void add(long from, long toExclusive) {
    if (from >= toExclusive) {
      return;
    }
    long start = from;
    long end = toExclusive;
    Map.Entry<Long, Long> near = ends.floorEntry(end);
    while (near != null && near.getValue() >= start) {
      start = Math.min(start, near.getKey());
      end = Math.max(end, near.getValue());
      ends.remove(near.getKey());
      near = ends.floorEntry(end);
    }
    ends.put(start, end);
  }

  boolean contains(long offset) {
    Map.Entry<Long, Long> near = ends.floorEntry(offset);
    return near != null && offset < near.getValue();
  }

  /** Returns a copy without anything below an offset. */
  OffsetRanges from(long offset) {
    OffsetRanges rest = new OffsetRanges();
    ends.forEach((start, end) -> rest.add(Math.max(start, offset), end));
    return rest;
  }

  /** Returns the end of the last range, exclusive; zero if there is none. */
  long end() {
    return ends.isEmpty() ? 0 : ends.lastEntry().getValue();
  }

  /** Returns the ranges: exclusive end by inclusive start, in order. */
  Map<Long, Long> asMap() {
    return ends;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OffsetRanges ranges && ends.equals(ranges.ends);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(ends);
  }

  @Override
  public String toString() {
    return ends.toString();
  }
}
