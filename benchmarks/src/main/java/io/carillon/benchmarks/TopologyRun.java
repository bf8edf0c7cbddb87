package io.carillon.benchmarks;

import io.carillon.benchmarks.TopologyBench.Plan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rounds of {@link TopologyBench}. Used once, by one thread. */
final class TopologyRun {
  private static final double MIB = 1024 * 1024;

  /**
   * What a system cost.
   *
   * @param cpuPer100k seconds of processor time for 100 000 events
   * @param records written per event, to outputs and changelogs
   * @param bytes of these, as compressed
   * @param others records written per event to other outputs than the one that gets each event
   * @param end what the process had used in the end
   */
  private record Cost(double cpuPer100k, double records, double bytes, double others, Usage end) {
    static Cost of(Usage before, Usage after, double events, double others) {
      return new Cost(
          (after.cpuMillis() - before.cpuMillis()) / events * 100,
          (after.records() - before.records()) / events,
          (after.bytes() - before.bytes()) / events,
          others,
          after);
    }
  }

  private final Plan plan;
  private final Workbench bench;
  private final PrintStream out;
  private final List<Each<Double>> rounds = new ArrayList<>();

  private TopologyRun(Plan plan, Workbench bench, PrintStream out) {
    this.plan = plan;
    this.bench = bench;
    this.out = out;
  }

  static Figures of(Plan plan, Workbench bench, PrintStream out) throws InterruptedException {
    TopologyRun run = new TopologyRun(plan, bench, out);
    run.introduce();
    EventMix mix = new EventMix(plan.members());
    try (Loader loader = new Loader(bench.broker(), bench.registry())) {
      loader.members(mix, true);
      try (Turns turns = Turns.start(bench, loader, mix, plan.turn(), plan.threads())) {
        run.warmUp(turns);
        return run.sumUp(run.measure(turns));
      }
    }
  }

  private void introduce() throws InterruptedException {
    for (Contender system : Contender.values()) {
      if (system != Contender.CARILLON) {
        for (String output : system.outputs()) {
          bench.createTopic(output);
        }
      }
    }
    say(
        "A broker, a registry and five apps, each in its own JVM (%s), %d stream threads,"
            + " %d partitions, exactly-once.",
        String.join(" ", ChildJvm.FLAGS), plan.threads(), Workbench.PARTITIONS);
    say(
        "One app runs at a time and the others are frozen: in each round the topology for %d s,"
            + " each peer for a quarter of that.",
        plan.turn().toSeconds());
    say(
        "Between rounds more events are written than anybody gets through; all read the same ones.");
    say("Of ten events, seven are sent as mail, inbox entry and newsletter change, one is no");
    say("transition, one came before, one is about a member who opted out.");
  }

  private void warmUp(Turns turns) throws InterruptedException {
    int count = 0;
    do {
      turns.round();
      count++;
    } while (turns.reached(Contender.CARILLON) < plan.warmup());
    say(
        "%d members are known; after %d rounds %d events are decided, and rounds count:",
        plan.members(), count, turns.reached(Contender.CARILLON));
  }

  /** The rounds that count. */
  private Each<Cost> measure(Turns turns) throws InterruptedException {
    Each<Usage> before = Each.of(turns::usage);
    Each<Long> done = Each.of(turns::reached);
    for (int round = 0; round < plan.rounds(); round++) {
      rounds.add(turns.round());
      say("  round %d, events/s: %s", round + 1, rates(rounds.get(round)));
    }
    Each<Usage> after = Each.of(turns::usage);
    Each<Long> doneAfter = Each.of(turns::reached);
    turns.stop();
    return Each.of(
        system ->
            Cost.of(
                before.of(system),
                after.of(system),
                (double) (doneAfter.of(system) - done.of(system)),
                others(turns, system)));
  }

  /** Checks that each event has its one output, and counts the other outputs. */
  private double others(Turns turns, Contender system) throws InterruptedException {
    long events = turns.reached(system);
    Map<String, Long> written = Committed.count(bench.broker(), bench.ends(system.outputs()));
    long outputs = written.getOrDefault(system.output(), 0L);
    if (outputs != events) {
      throw new BenchException(
          system.words() + " read " + events + " events and wrote " + outputs + " records");
    }
    return (written.values().stream().mapToLong(count -> count).sum() - outputs) / (double) events;
  }

  private static String rates(Each<Double> round) {
    return Stream.of(Contender.values())
        .map(system -> String.format(Locale.ROOT, "%s %.0f", system.words(), round.of(system)))
        .collect(Collectors.joining(", "));
  }

  private Figures sumUp(Each<Cost> costs) {
    say("Medians of %d rounds:", plan.rounds());
    for (Contender system : Contender.values()) {
      Cost cost = costs.of(system);
      say(
          "  %s: %.0f events/s; per event %.2f records and %.0f bytes (compressed) written,"
              + " changelogs included; %.1f s of CPU for 100000 events",
          system.words(), median(system), cost.records(), cost.bytes(), cost.cpuPer100k());
    }
    Figures figures = new Figures("topology");
    ratios(figures, costs);
    costs(figures, costs);
    memory(figures, costs.of(Contender.CARILLON).end());
    return figures
        .put("members", plan.members())
        .put("rounds", plan.rounds())
        .put("turn_s", plan.turn().toSeconds())
        .put("warmup", plan.warmup())
        .put("threads", plan.threads())
        .circumstances();
  }

  private void ratios(Figures figures, Each<Cost> costs) {
    double passthrough = ratio(Contender.PASSTHROUGH);
    double store = ratio(Contender.STORE);
    double bytes = ratio(Contender.BYTES);
    double perRecord =
        store * costs.of(Contender.CARILLON).records() / costs.of(Contender.STORE).records();
    say(
        "  It is %.2f of the pass-through and %.2f of the peer with a store (to reach: 0.40), which"
            + " read and write the events as records like it; and %.2f of one that leaves them bytes.",
        passthrough, store, bytes);
    say("  In records written per second it is %.2f of the peer with a store.", perRecord);
    double writes = ratio(Contender.WRITES);
    double floor = median(round -> round.of(Contender.WRITES) / round.of(Contender.STORE));
    say(
        "  It is %.2f of an app that writes the same records and rows and decides nothing, which is"
            + " itself %.2f of the peer with a store.",
        writes, floor);
    figures
        .put("events_per_s", median(Contender.CARILLON), 0)
        .put("passthrough_per_s", median(Contender.PASSTHROUGH), 0)
        .put("store_per_s", median(Contender.STORE), 0)
        .put("store_bytes_per_s", median(Contender.BYTES), 0)
        .put("writes_per_s", median(Contender.WRITES), 0)
        .put("ratio_passthrough", passthrough, 3)
        .put("ratio_store", store, 3)
        .put("ratio_store_records", perRecord, 3)
        .put("ratio_store_bytes", bytes, 3)
        .put("ratio_writes", writes, 3)
        .put("writes_ratio_store", floor, 3);
  }

  private void costs(Figures figures, Each<Cost> costs) {
    double commands = costs.of(Contender.CARILLON).others();
    say("  The topology decided each event and issued %.2f commands per event.", commands);
    figures
        .put("cpu_s_per_100k", costs.of(Contender.CARILLON).cpuPer100k(), 2)
        .put("passthrough_cpu_s_per_100k", costs.of(Contender.PASSTHROUGH).cpuPer100k(), 2)
        .put("store_cpu_s_per_100k", costs.of(Contender.STORE).cpuPer100k(), 2)
        .put("store_bytes_cpu_s_per_100k", costs.of(Contender.BYTES).cpuPer100k(), 2)
        .put("writes_cpu_s_per_100k", costs.of(Contender.WRITES).cpuPer100k(), 2)
        .put("commands_per_event", commands, 2)
        .put("records_per_event", costs.of(Contender.CARILLON).records(), 2)
        .put("bytes_per_event", costs.of(Contender.CARILLON).bytes(), 0);
  }

  private void memory(Figures figures, Usage end) {
    double heap = end.heapPeakBytes() / MIB;
    figures.put("heap_mib", heap, 0);
    if (end.rssPeakKib() == Usage.NOT_MEASURED) {
      say(
          "Peak memory of the app with %d members: heap %.0f MiB, resident not measured (there is"
              + " no /proc).",
          plan.members(), heap);
      figures.missing("rss_mib");
      return;
    }
    double rss = end.rssPeakKib() / 1024.0;
    say(
        "Peak memory of the app with %d members: heap %.0f MiB (to reach: under 512), resident"
            + " %.0f MiB (to reach: under 1536).",
        plan.members(), heap, rss);
    figures.put("rss_mib", rss, 0);
  }

  private double median(Contender system) {
    return median(round -> round.of(system));
  }

  /** In the middle of the ratios of all rounds: within one, the machine is the same for both. */
  private double ratio(Contender peer) {
    return median(round -> round.of(Contender.CARILLON) / round.of(peer));
  }

  private double median(ToDoubleFunction<Each<Double>> figure) {
    return Sample.of(rounds.stream().mapToDouble(figure).toArray()).median();
  }

  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
