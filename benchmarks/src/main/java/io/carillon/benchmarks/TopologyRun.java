package io.carillon.benchmarks;

import io.carillon.benchmarks.TopologyBench.Plan;
import io.carillon.schemas.Topics;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.TopicPartition;

/** The rounds of {@link TopologyBench}. Used once, by one thread. */
final class TopologyRun {
  private static final int ANY_PORT = 0;
  private static final double MIB = 1024 * 1024;

  /** What is compared, in the order of the first round. */
  enum Contender {
    CARILLON("the whole topology", Topics.DECISIONS.name()),
    PASSTHROUGH("pass-through", "bench.passthrough"),
    STORE("one read and write of a store", "bench.store"),
    BYTES("the same without decoding", "bench.bytes");

    private final String words;
    private final String output;

    Contender(String words, String output) {
      this.words = words;
      this.output = output;
    }

    String group() {
      return switch (this) {
        case CARILLON -> Workbench.CARILLON;
        case PASSTHROUGH -> Peer.Kind.PASSTHROUGH.application();
        case STORE -> Peer.Kind.STORE.application();
        case BYTES -> Peer.Kind.BYTES.application();
      };
    }
  }

  /**
   * One system in one round.
   *
   * @param perSecond events a second
   * @param cpuPer100k seconds of processor time for 100 000 events
   * @param recordsPerEvent written to outputs and changelogs
   * @param bytesPerEvent of these, as compressed
   * @param others written per event to other outputs than the one that was counted
   * @param end what the process had used in the end
   */
  private record Measured(
      double perSecond,
      double cpuPer100k,
      double recordsPerEvent,
      double bytesPerEvent,
      double others,
      Usage end) {}

  /** What a process had used when it had so many events behind it. */
  private record Mark(long events, Usage usage) {}

  private final Plan plan;
  private final Workbench bench;
  private final PrintStream out;
  private final EventMix mix;
  private final Set<TopicPartition> inputs =
      Set.copyOf(Workbench.partitions(Topics.MEMBER_EVENTS.name()));
  private final Map<Contender, List<Measured>> measured = new EnumMap<>(Contender.class);

  private TopologyRun(Plan plan, Workbench bench, PrintStream out) {
    this.plan = plan;
    this.bench = bench;
    this.out = out;
    this.mix = new EventMix(plan.members());
  }

  static Figures of(Plan plan, Workbench bench, PrintStream out) throws InterruptedException {
    TopologyRun run = new TopologyRun(plan, bench, out);
    run.introduce();
    try (Loader loader = new Loader(bench.broker(), bench.registry())) {
      Usage loading = run.loadMembers(loader);
      for (int round = 0; round < plan.rounds(); round++) {
        run.round(round, loader);
      }
      return run.sumUp(loading);
    }
  }

  private void introduce() throws InterruptedException {
    for (Contender system : Contender.values()) {
      if (system != Contender.CARILLON) {
        bench.createTopic(system.output);
      }
      bench.stampOnAppend(system.output);
    }
    say(
        "A broker, a registry, and one app at a time, each in its own JVM (%s), %d stream threads,"
            + " %d partitions, exactly-once.",
        String.join(" ", ChildJvm.FLAGS), plan.threads(), Workbench.PARTITIONS);
    say(
        "Each round: %d events are written while no app runs, then each app reads the same ones;"
            + " the first %d of them do not count.",
        plan.warmup() + plan.events(), plan.warmup());
    say("Of ten events, seven are sent as mail, inbox entry and newsletter change, one is no");
    say("transition, one came before, one is about a member who opted out.");
    say("Measured from the first counted output to the last, by the broker's time of append.");
  }

  private Usage loadMembers(Loader loader) throws InterruptedException {
    long start = System.nanoTime();
    loader.members(mix, true);
    double written = secondsSince(start);
    start = System.nanoTime();
    try (ChildJvm app = bench.startStreamsApp(plan.threads(), ANY_PORT)) {
      bench.awaitFolded(app);
      Usage usage = app.measure();
      app.stop();
      say(
          "%d members written in %.1f s, folded by the app in %.1f s (start of the JVM included).",
          plan.members(), written, secondsSince(start));
      return usage;
    }
  }

  private void round(int round, Loader loader) throws InterruptedException {
    int batch = plan.warmup() + plan.events();
    loader.events(mix, (long) round * batch, (long) (round + 1) * batch);
    List<Contender> order = new ArrayList<>(List.of(Contender.values()));
    if (round % 2 == 1) {
      // So that what gets slower in the course of time does so for all.
      Collections.reverse(order);
    }
    for (Contender system : order) {
      Measured result = measure(system, (long) round * batch);
      results(system).add(result);
      say(
          "round %d, %s: %.0f events/s, %.1f s of CPU for 100000 events",
          round + 1, system.words, result.perSecond(), result.cpuPer100k());
    }
  }

  private Measured measure(Contender system, long before) throws InterruptedException {
    List<String> outputs = outputs(system);
    Map<TopicPartition, Long> from = bench.ends(outputs);
    Mark begin;
    Mark end;
    try (ChildJvm child = start(system)) {
      begin = mark(child, system, before + plan.warmup());
      end = mark(child, system, before + plan.warmup() + plan.events());
      child.stop();
    }
    Appended appended = Appended.read(bench.broker(), system.output, from, bench.ends(outputs));
    int expected = plan.warmup() + plan.events();
    if (appended.count() != expected) {
      throw new BenchException(
          system.words + " wrote " + appended.count() + " records, not " + expected);
    }
    double events = Math.max(1, end.events() - begin.events());
    long cpu = end.usage().cpuMillis() - begin.usage().cpuMillis();
    return new Measured(
        appended.perSecond(plan.warmup()),
        cpu / events * 100,
        end.usage().records() / (double) expected,
        end.usage().bytes() / (double) expected,
        appended.others() / (double) expected,
        end.usage());
  }

  private Mark mark(ChildJvm child, Contender system, long events) throws InterruptedException {
    long reached = bench.awaitCommitted(child, system.group(), inputs, events);
    return new Mark(reached, child.measure());
  }

  private ChildJvm start(Contender system) {
    return switch (system) {
      case CARILLON -> bench.startStreamsApp(plan.threads(), ANY_PORT);
      case PASSTHROUGH -> peer(Peer.Kind.PASSTHROUGH, system);
      case STORE -> peer(Peer.Kind.STORE, system);
      case BYTES -> peer(Peer.Kind.BYTES, system);
    };
  }

  private ChildJvm peer(Peer.Kind kind, Contender system) {
    return bench.startPeer(kind, Topics.MEMBER_EVENTS.name(), system.output, plan.threads());
  }

  private static List<String> outputs(Contender system) {
    return system == Contender.CARILLON
        ? List.of(
            Topics.DECISIONS.name(),
            Topics.EMAIL.name(),
            Topics.EMAIL_BULK.name(),
            Topics.NEWSLETTER.name(),
            Topics.NEWSLETTER_BULK.name(),
            Topics.IN_APP.name(),
            Topics.IN_APP_BULK.name())
        : List.of(system.output);
  }

  private Figures sumUp(Usage loading) {
    say("Medians of %d rounds:", plan.rounds());
    for (Contender system : Contender.values()) {
      say(
          "  %s: %.0f events/s; per event %.2f records and %.0f bytes (compressed) written,"
              + " changelogs included; %.1f s of CPU for 100000 events",
          system.words,
          median(system, Measured::perSecond),
          median(system, Measured::recordsPerEvent),
          median(system, Measured::bytesPerEvent),
          median(system, Measured::cpuPer100k));
    }
    Figures figures = new Figures("topology");
    ratios(figures);
    costs(figures);
    memory(figures, loading);
    return figures
        .put("members", plan.members())
        .put("events", plan.events())
        .put("warmup", plan.warmup())
        .put("threads", plan.threads())
        .put("rounds", plan.rounds())
        .circumstances();
  }

  private void ratios(Figures figures) {
    double carillon = median(Contender.CARILLON, Measured::perSecond);
    double passthrough = median(Contender.PASSTHROUGH, Measured::perSecond);
    double store = median(Contender.STORE, Measured::perSecond);
    double bytes = median(Contender.BYTES, Measured::perSecond);
    double perRecord =
        carillon
            * median(Contender.CARILLON, Measured::recordsPerEvent)
            / (store * median(Contender.STORE, Measured::recordsPerEvent));
    say(
        "  It is %.2f of the pass-through and %.2f of the peer with a store (to reach: 0.40), which"
            + " read and write the events as records like it; and %.2f of one that leaves them bytes.",
        carillon / passthrough, carillon / store, carillon / bytes);
    say("  In records written per second it is %.2f of the peer with a store.", perRecord);
    figures
        .put("events_per_s", carillon, 0)
        .put("passthrough_per_s", passthrough, 0)
        .put("store_per_s", store, 0)
        .put("store_bytes_per_s", bytes, 0)
        .put("ratio_passthrough", carillon / passthrough, 3)
        .put("ratio_store", carillon / store, 3)
        .put("ratio_store_records", perRecord, 3)
        .put("ratio_store_bytes", carillon / bytes, 3);
  }

  private void costs(Figures figures) {
    double commands = median(Contender.CARILLON, Measured::others);
    say("  The topology decided each event and issued %.2f commands per event.", commands);
    figures
        .put("cpu_s_per_100k", median(Contender.CARILLON, Measured::cpuPer100k), 2)
        .put("passthrough_cpu_s_per_100k", median(Contender.PASSTHROUGH, Measured::cpuPer100k), 2)
        .put("store_cpu_s_per_100k", median(Contender.STORE, Measured::cpuPer100k), 2)
        .put("store_bytes_cpu_s_per_100k", median(Contender.BYTES, Measured::cpuPer100k), 2)
        .put("commands_per_event", commands, 2)
        .put("records_per_event", median(Contender.CARILLON, Measured::recordsPerEvent), 2)
        .put("bytes_per_event", median(Contender.CARILLON, Measured::bytesPerEvent), 0);
  }

  /** The most of all its processes, the one that loaded the members included. */
  private void memory(Figures figures, Usage loading) {
    List<Usage> all = new ArrayList<>(List.of(loading));
    results(Contender.CARILLON).forEach(round -> all.add(round.end()));
    double heap = all.stream().mapToLong(Usage::heapPeakBytes).max().orElse(0) / MIB;
    long rss = all.stream().mapToLong(Usage::rssPeakKib).max().orElse(Usage.NOT_MEASURED);
    figures.put("heap_mib", heap, 0);
    if (rss == Usage.NOT_MEASURED) {
      say(
          "Peak memory of the app with %d members: heap %.0f MiB, resident not measured (there is"
              + " no /proc).",
          plan.members(), heap);
      figures.missing("rss_mib");
      return;
    }
    say(
        "Peak memory of the app with %d members: heap %.0f MiB (to reach: under 512), resident"
            + " %.0f MiB (to reach: under 1536).",
        plan.members(), heap, rss / 1024.0);
    figures.put("rss_mib", rss / 1024.0, 0);
  }

  private List<Measured> results(Contender system) {
    return measured.computeIfAbsent(system, unknown -> new ArrayList<>());
  }

  private double median(Contender system, ToDoubleFunction<Measured> figure) {
    return Sample.of(results(system).stream().mapToDouble(figure).toArray()).median();
  }

  private static double secondsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos) / 1000.0;
  }

  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
