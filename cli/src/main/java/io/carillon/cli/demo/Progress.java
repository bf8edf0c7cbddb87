package io.carillon.cli.demo;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line a phase, with the time since the start. Not thread-safe. */
final class Progress {
  private static final double NANOS = 1e9;

  private final PrintWriter out;
  private final LongSupplier nanos;
  private final long start;

  Progress(PrintWriter out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  void say(String what) {
    double seconds = (nanos.getAsLong() - start) / NANOS;
    out.printf(Locale.ROOT, "[%5.1f s] %s%n", seconds, what);
    out.flush();
  }
}
