package io.carillon.benchmarks;

import java.io.PrintStream;
import java.util.List;

/**
 * Measures how long it takes from an event produced to its mail accepted by a mail server, with
 * everything on one machine, and how much of that Kafka Streams takes for a record it only passes
 * on.
 */
public final class LatencyBench {
  private static final String USAGE =
      """
      bench latency [options]
        --rate N      events a second, at fixed times whether or not earlier ones are done (300)
        --seconds N   seconds measured (30)
        --warmup N    seconds before that do not count (120)
        --threads N   stream threads (2)
        --profile DIR leave a flight recording of each process there
      """;

  /**
   * What is asked for.
   *
   * @param rate events a second
   * @param seconds seconds measured
   * @param warmup seconds before them that do not count
   * @param threads stream threads
   */
  record Plan(int rate, int seconds, int warmup, int threads) {
    static Plan of(Options options) {
      return new Plan(
          options.integer("rate", 300, 1, 100_000),
          options.integer("seconds", 30, 1, 3600),
          // So long the compilers of two new JVMs take half of the machine.
          options.integer("warmup", 120, 0, 3600),
          options.integer("threads", 2, 1, Workbench.PARTITIONS));
    }

    /** Events that do not count, then those that do; each is about a member of its own. */
    int events() {
      return rate * (warmup + seconds);
    }

    int firstCounted() {
      return rate * warmup;
    }
  }

  private LatencyBench() {}

  /**
   * Runs the benchmark as the whole process.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  /**
   * Runs the benchmark and prints to standard output: what was done, and in the last line the
   * figures as JSON. Mistakes go to standard error.
   *
   * @param args see {@code --help}
   * @return 0; 1 if the benchmark could not be carried out; 2 if the options are wrong
   */
  @SuppressWarnings("SystemOut")
  public static int run(List<String> args) {
    return run(args, System.out, System.err);
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    return Bench.run(args, USAGE, Plan::of, LatencyRun::of, out, err);
  }
}
