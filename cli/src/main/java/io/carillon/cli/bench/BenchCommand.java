package io.carillon.cli.bench;

import io.carillon.benchmarks.LatencyBench;
import io.carillon.benchmarks.TopologyBench;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs the benchmarks, which know their own options. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(topology | latency)",
    description = "Measure Carillon beside a peer in the same run; ends with one line of JSON.",
    subcommands = {BenchCommand.Topology.class, BenchCommand.Latency.class})
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Made by picocli. */
  public BenchCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "bench: topology or latency must follow");
  }

  @Command(name = "topology", description = "Events decided per second by the whole topology.")
  static final class Topology extends Bench {
    Topology() {
      super(TopologyBench::run);
    }
  }

  @Command(name = "latency", description = "From an event to its mail, at a fixed rate.")
  static final class Latency extends Bench {
    Latency() {
      super(LatencyBench::run);
    }
  }

  /** Passes everything on, {@code --help} included. */
  abstract static class Bench implements Callable<Integer> {
    private final ToIntFunction<List<String>> bench;

    @Unmatched private List<String> options = new ArrayList<>();

    Bench(ToIntFunction<List<String>> bench) {
      this.bench = bench;
    }

    @Override
    public Integer call() {
      return bench.applyAsInt(options);
    }
  }
}
