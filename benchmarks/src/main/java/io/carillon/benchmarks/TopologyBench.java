package io.carillon.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Measures how many events a second the whole topology decides, exactly-once, and beside it what
 * Kafka Streams does with the same records on the same broker if it does next to nothing.
 */
public final class TopologyBench {
  private static final String USAGE =
      """
      bench topology [options]
        --rounds N    rounds that count (15)
        --turn N      seconds the topology runs in each round (4)
        --warmup N    events it decides before rounds count (1000000)
        --members N   members (100000)
        --threads N   stream threads of each app (2)
        --profile DIR leave a flight recording of each process there
      """;

  /**
   * What is asked for.
   *
   * @param rounds how many count
   * @param turn how long the topology runs in each; peers run for a part of it
   * @param warmup events the topology decides before
   * @param members how many there are
   * @param threads stream threads of each app
   */
  record Plan(int rounds, Duration turn, int warmup, int members, int threads) {
    // Who is frozen for longer than its session lasts has to join its group again.
    private static final int LONGEST_TURN = 8;

    static Plan of(Options options) {
      return new Plan(
          options.integer("rounds", 15, 1, 1000),
          Duration.ofSeconds(options.integer("turn", 4, 1, LONGEST_TURN)),
          // Before that many decisions, the JVM's compiler takes as much as the topology.
          options.integer("warmup", 1_000_000, 0, 100_000_000),
          options.integer("members", 100_000, EventMix.LEAST_MEMBERS, 5_000_000),
          options.integer("threads", 2, 1, Workbench.PARTITIONS));
    }
  }

  private TopologyBench() {}

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
    return Bench.run(args, USAGE, Plan::of, TopologyRun::of, out, err);
  }
}
