package io.carillon.delivery.engine;

import java.util.Map;
import java.util.Optional;

/**
 * What a worker leaves behind for its successor, in the metadata of the committed offset: which
 * records beyond that offset are done, and below which offset the others may have been sent.
 *
 * <p>Written as {@code 1;<bound>;<gap>+<length>,…}, each number in base 36 and counted from where
 * the one before ended, the first from the committed offset. Immutable by convention.
 *
 * @param bound records below it may have been handed to a slot; those at or beyond it were not
 * @param done what is done beyond the committed offset; may reach beyond the bound
 */
record Span(long bound, OffsetRanges done) {
  /** Brokers refuse metadata beyond 4096 bytes unless told otherwise. */
  static final int LONGEST = 4000;

  private static final String VERSION = "1";

  /** Room for the version, a bound of any size and the separators. */
  private static final int HEAD = 24;

  private static final int BASE = Character.MAX_RADIX;

  /** Nothing under way, nothing done ahead of the committed offset. */
  static Span none(long committed) {
    return new Span(committed, new OffsetRanges());
  }

  /**
   * Writes the span. Done records that do not fit are left out, from the end, and the bound is
   * raised above them: they will be looked up rather than sent again.
   *
   * @param committed the offset it is committed with
   * @return at most {@link #LONGEST} characters
   */
  String encode(long committed) {
    StringBuilder ranges = new StringBuilder();
    long reserved = bound;
    long at = committed;
    for (Map.Entry<Long, Long> range : done.asMap().entrySet()) {
      String next =
          (ranges.isEmpty() ? "" : ",")
              + number(range.getKey() - at)
              + "+"
              + number(range.getValue() - range.getKey());
      if (ranges.length() + next.length() > LONGEST - HEAD) {
        reserved = Math.max(bound, done.end());
        break;
      }
      ranges.append(next);
      at = range.getValue();
    }
    return VERSION + ";" + number(reserved - committed) + ";" + ranges;
  }

  /**
   * Reads a span.
   *
   * @param committed the offset it was committed with
   * @param metadata what was committed with it
   * @return the span; empty if it is not ours to read, such as that of an offset set by hand
   */
  static Optional<Span> decode(long committed, String metadata) {
    String[] parts = metadata.split(";", -1);
    if (parts.length != 3 || !parts[0].equals(VERSION)) {
      return Optional.empty();
    }
    try {
      OffsetRanges done = new OffsetRanges();
      long at = committed;
      for (String range : parts[2].isEmpty() ? new String[0] : parts[2].split(",", -1)) {
        int plus = range.indexOf('+');
        long start = at + Long.parseLong(range.substring(0, Math.max(plus, 0)), BASE);
        at = start + Long.parseLong(range.substring(plus + 1), BASE);
        done.add(start, at);
      }
      return Optional.of(new Span(committed + Long.parseLong(parts[1], BASE), done));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String number(long value) {
    return Long.toString(value, BASE);
  }
}
