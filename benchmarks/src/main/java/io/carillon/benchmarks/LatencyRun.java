package io.carillon.benchmarks;

import io.carillon.benchmarks.LatencyBench.Plan;
import io.carillon.localstack.smtp.Mail;
import io.carillon.schemas.Topics;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The two halves of {@link LatencyBench}. Used once, by one thread. */
final class LatencyRun {
  private static final String FLOOR_IN = "bench.floor.in";
  private static final String FLOOR_OUT = "bench.floor.out";

  /** How long what is under way may take after the last event. */
  private static final Duration REST = Duration.ofMinutes(1);

  /** How long JVMs count as just started, in seconds. */
  private static final int COLD = 30;

  private static final double NANOS_PER_MILLI = 1e6;

  private final Plan plan;
  private final Workbench bench;
  private final PrintStream out;

  private LatencyRun(Plan plan, Workbench bench, PrintStream out) {
    this.plan = plan;
    this.bench = bench;
    this.out = out;
  }

  static Figures of(Plan plan, Workbench bench, PrintStream out) throws InterruptedException {
    LatencyRun run = new LatencyRun(plan, bench, out);
    run.say(
        "%d events a second at fixed times for %d s, after %d s that do not count; each time counts"
            + " from when the event was due.",
        plan.rate(), plan.seconds(), plan.warmup());
    run.say(
        "Everything on this machine; app and worker each in its own JVM (%s; the worker %s too).",
        String.join(" ", ChildJvm.FLAGS), String.join(" ", ChildJvm.QUICK_START));
    Figures figures = new Figures("latency");
    Sample floor = run.passthrough();
    run.carillon(figures, floor);
    return figures
        .put("rate", plan.rate())
        .put("seconds", plan.seconds())
        .put("threads", plan.threads())
        .put("rounds", 1)
        .circumstances();
  }

  /** What Kafka Streams takes for a record that it only passes on. */
  private Sample passthrough() throws InterruptedException {
    bench.createTopic(FLOOR_IN);
    bench.createTopic(FLOOR_OUT);
    try (Arrivals arrivals = watch(List.of(FLOOR_OUT));
        ChildJvm peer =
            bench.startPeer(Peer.Kind.PASSTHROUGH, FLOOR_IN, FLOOR_OUT, plan.threads())) {
      long[] due = produce(FLOOR_IN);
      await(FLOOR_OUT, () -> Arrivals.count(arrivals.nanos(FLOOR_OUT)));
      peer.check();
      Sample sample = millis(due, arrivals.nanos(FLOOR_OUT));
      peer.stop();
      return sample;
    }
  }

  private void carillon(Figures figures, Sample floor) throws InterruptedException {
    try (Loader loader = new Loader(bench.broker(), bench.registry())) {
      loader.members(new EventMix(Math.max(EventMix.LEAST_MEMBERS, plan.events())), false);
    }
    int appPort = Workbench.freePort();
    int workerPort = Workbench.freePort();
    List<String> watched = List.of(Topics.DECISIONS.name());
    try (ChildJvm app = bench.startStreamsApp(plan.threads(), appPort)) {
      bench.awaitReady(app, appPort);
      bench.awaitFolded(app);
      try (ChildJvm worker = bench.startEmailWorker(workerPort, appPort);
          Arrivals arrivals = watch(watched)) {
        bench.awaitReady(worker, workerPort);
        CompletableFuture<Long> cpuBefore =
            CompletableFuture.supplyAsync(
                () -> cpuMillis(app, worker),
                CompletableFuture.delayedExecutor(plan.warmup(), TimeUnit.SECONDS));
        long[] due = produce(Topics.MEMBER_EVENTS.name());
        await("the mail sink", () -> Arrivals.count(accepted()));
        long cpu = cpuMillis(app, worker) - cpuBefore.join();
        report(figures, floor, due, arrivals.nanos(Topics.DECISIONS.name()));
        processor(figures, cpu);
        app.stop();
        worker.stop();
      }
    }
  }

  private void report(Figures figures, Sample floor, long[] due, long[] decided) {
    long[] accepted = accepted();
    Sample all = millis(due, accepted);
    Sample decision = millis(due, decided);
    Sample delivery = millis(decided, accepted);
    say("From the event to ... (ms)          p50    p95    p99    max");
    line("its mail accepted", all);
    line("its decision and command readable", decision);
    line("... and from there to the mail", delivery);
    line("pass-through record readable", floor);
    int cold = Math.min(plan.firstCounted(), COLD * plan.rate());
    if (cold > 0) {
      Sample first = millis(due, accepted, 0, cold);
      line("its mail, JVMs just started", first);
      figures.put("cold_p50_ms", first.median(), 1).put("cold_p99_ms", first.percentile(99), 1);
    }
    say(
        "The floor: a record is readable once its transaction is committed, each 100 ms, so it waits"
            + " 50 ms on average and 100 ms at most, and then for the commit itself. The pass-through"
            + " pays this too. Carillon adds the decision (one commit, no repartition), and the"
            + " worker a fetch, the template and five round trips of SMTP.");
    figures
        .put("p50_ms", all.median(), 1)
        .put("p95_ms", all.percentile(95), 1)
        .put("p99_ms", all.percentile(99), 1)
        .put("max_ms", all.max(), 1)
        .put("decision_p50_ms", decision.median(), 1)
        .put("decision_p99_ms", decision.percentile(99), 1)
        .put("delivery_p50_ms", delivery.median(), 1)
        .put("delivery_p99_ms", delivery.percentile(99), 1)
        .put("floor_p50_ms", floor.median(), 1)
        .put("floor_p95_ms", floor.percentile(95), 1)
        .put("floor_p99_ms", floor.percentile(99), 1)
        .put("ratio_floor_p99", all.percentile(99) / floor.percentile(99), 2)
        .put("events", all.size());
  }

  /** Tells how far the machine is from its limit, beyond which every latency is a queue. */
  private void processor(Figures figures, long millis) {
    double perEvent = (double) millis / (plan.events() - plan.firstCounted());
    say(
        "App and worker together took %.2f ms of CPU for each event, %.2f cores at this rate;"
            + " broker and sink come on top.",
        perEvent, perEvent * plan.rate() / 1000);
    figures.put("cpu_ms_per_event", perEvent, 2);
  }

  private static long cpuMillis(ChildJvm app, ChildJvm worker) {
    return app.measure().cpuMillis() + worker.measure().cpuMillis();
  }

  private void line(String what, Sample sample) {
    say(
        "  %-34s %6.0f %6.0f %6.0f %6.0f",
        what, sample.median(), sample.percentile(95), sample.percentile(99), sample.max());
  }

  private Arrivals watch(List<String> topics) throws InterruptedException {
    return Arrivals.watch(bench.broker(), plan.events(), bench.ends(topics));
  }

  private long[] produce(String topic) {
    return Metronome.produce(bench.broker(), bench.registry(), topic, plan.rate(), plan.events());
  }

  /** When the first mail to each member was accepted; 0 if none was. */
  private long[] accepted() {
    long[] nanos = new long[plan.events()];
    for (Mail mail : bench.stack().smtp().mails()) {
      int member = EventMix.memberOf(mail.recipients().get(0));
      if (nanos[member] == 0) {
        nanos[member] = mail.acceptedNanos();
      }
    }
    return nanos;
  }

  private Sample millis(long[] from, long[] to) {
    return millis(from, to, plan.firstCounted(), plan.events());
  }

  private static Sample millis(long[] from, long[] to, int first, int end) {
    return Sample.of(
        IntStream.range(first, end)
            .mapToDouble(event -> (to[event] - from[event]) / NANOS_PER_MILLI)
            .toArray());
  }

  private interface Count {
    int now();
  }

  /** None may be missing: a latency without the slowest ones would be a lie. */
  private void await(String where, Count count) throws InterruptedException {
    int expected = plan.events();
    long deadline = System.nanoTime() + REST.toNanos();
    while (count.now() < expected) {
      if (System.nanoTime() > deadline) {
        throw new BenchException(
            where + ": only " + count.now() + " of " + expected + " arrived within " + REST);
      }
      Thread.sleep(100);
    }
  }

  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
