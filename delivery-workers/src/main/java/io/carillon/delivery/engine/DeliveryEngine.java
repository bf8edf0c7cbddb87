package io.carillon.delivery.engine;

import io.carillon.avro.Lane;
import io.carillon.delivery.Channel;
import io.carillon.delivery.engine.EngineHealth.Dependency;
import io.carillon.delivery.engine.EngineHealth.State;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the commands of one channel: reads them, hands them to the channel from many slots at
 * once, writes what became of each, and counts a command as done only when that is safe.
 *
 * <p>Every command is attempted at least once, whatever ends this process. One that may have been
 * attempted before is looked up in the ledger first. Workers of the same channel share its
 * partitions. Thread-safe.
 *
 * @param <C> the channel's command
 */
public final class DeliveryEngine<C extends SpecificRecord> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);

  /** How long slots that were interrupted, and clients that are closed, may take. */
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

  /** What must be there before the first record is read. */
  @FunctionalInterface
  interface Preparation {
    void run() throws InterruptedException;
  }

  private final ChannelSpec<C> spec;
  private final Clients clients;
  private final Preparation preparation;
  private final Gates gates;
  private final Schedule<C> schedule;
  private final PollLoop<C> pollLoop;
  private final EngineMetrics metrics;
  private final Duration patience;
  private final InstantSource clock;
  private final List<Slot<C>> slots = new ArrayList<>();
  private final List<Thread> slotThreads = new ArrayList<>();
  private final Thread pollThread;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private volatile State state = State.STARTING;
  private volatile boolean stopping;

  /** What the engine is made of. */
  record Parts<C extends SpecificRecord>(
      ChannelSpec<C> spec,
      Channel<C> channel,
      EngineSettings settings,
      Clients clients,
      Decoder<C> decoder,
      Reports.Formats formats,
      Preparation preparation) {}

  DeliveryEngine(Parts<C> parts, EngineEnvironment environment, EngineMetrics metrics) {
    this.spec = parts.spec();
    EngineSettings settings = parts.settings();
    this.clients = parts.clients();
    this.preparation = parts.preparation();
    this.clock = environment.clock();
    this.metrics = metrics;
    this.patience = settings.drainTimeoutFor(parts.channel().longestAttempt());
    this.gates = Gates.of(settings, clock, environment.random());
    this.schedule = new Schedule<>(spec.ordered(), clock, gates.route());
    this.pollLoop =
        new PollLoop<>(
            spec,
            settings,
            clients.consumer(),
            clients.ends(),
            schedule,
            gates,
            new PollLoop.HandOver(patience, () -> slots.forEach(Slot::cutOff), LAST_PATIENCE),
            clock);
    Reports reports =
        new Reports(
            spec, environment.route(), clients.producer(), parts.formats(), clock, this::fail);
    Slot.Desk<C> desk =
        new Slot.Desk<>(
            spec,
            parts.channel(),
            parts.decoder(),
            environment.ledger(),
            gates,
            reports,
            metrics,
            clock,
            settings.firstBackOff());
    for (int i = 1; i <= settings.slots(); i++) {
      Slot<C> slot = new Slot<>(desk, schedule);
      slots.add(slot);
      slotThreads.add(thread("slot-" + i, () -> runSlot(slot)));
    }
    this.pollThread = thread("poll", this::runPolls);
    watch();
  }

  /**
   * Starts an engine. It begins to read once the registry answers; until then its state is {@code
   * STARTING}.
   *
   * @param <C> the channel's command
   * @param spec what is to be known about the channel
   * @param channel how to deliver; called from as many threads as there are slots
   * @param settings how much is done at once
   * @param environment what it works with
   * @return the running engine; to be closed
   * @throws org.apache.kafka.common.KafkaException if the Kafka settings cannot be used
   */
  public static <C extends SpecificRecord> DeliveryEngine<C> start(
      ChannelSpec<C> spec,
      Channel<C> channel,
      EngineSettings settings,
      EngineEnvironment environment) {
    SchemaRegistry registry = environment.registry();
    Parts<C> parts =
        new Parts<>(
            spec,
            channel,
            settings,
            Clients.open(spec, settings, environment.kafka(), environment.meters()),
            new Decoder<>(
                registry.serde(spec.urgent()).deserializer(),
                registry.serde(spec.bulk()).deserializer()),
            new Reports.Formats(
                registry.serde(Topics.OUTCOMES).serializer(),
                registry.serde(Topics.DEAD_LETTERS).serializer()),
            () -> registry.prepare(List.of(Topics.OUTCOMES, Topics.DEAD_LETTERS)));
    DeliveryEngine<C> engine =
        new DeliveryEngine<>(parts, environment, new EngineMetrics(environment.meters(), spec));
    engine.start();
    return engine;
  }

  void start() {
    pollThread.start();
  }

  /**
   * Waits for the engine to end, because it was closed or because it failed.
   *
   * @throws InterruptedException if the calling thread is interrupted meanwhile
   * @throws IllegalStateException if the engine failed; the cause says why
   */
  public void await() throws InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the engine of " + spec.label() + " failed", e.getCause());
    }
  }

  /**
   * Stops: takes no more records, lets attempts under way end within the drain time-out, commits
   * what is done and leaves the group. Returns when all of this is over. Does not throw if the
   * engine failed; see {@link #await}. Closing twice does nothing.
   */
  @Override
  public void close() {
    stopping = true;
    if (state == State.STARTING) {
      pollThread.interrupt(); // it may be waiting for the registry
    }
    clients.consumer().wakeup();
    try {
      ended.join();
    } catch (CompletionException e) {
      LOG.debug("closed an engine that had failed");
    }
  }

  /**
   * Tells how the engine is.
   *
   * @return its health now
   */
  public EngineHealth health() {
    return new EngineHealth(
        state,
        pollLoop.partitions(),
        pollLoop.sinceLastPoll(),
        dependency(gates.route()),
        dependency(gates.ledger()));
  }

  private static Dependency dependency(Gate gate) {
    Gate.State now = gate.state();
    return new Dependency(now.open(), now.since(), now.reason());
  }

  // --- the threads

  private void runPolls() {
    try {
      preparation.run();
      if (!stopping) {
        state = State.RUNNING;
        slotThreads.forEach(Thread::start);
        pollLoop.run(() -> stopping);
      }
    } catch (InterruptedException e) {
      LOG.debug("stopped before it began");
    } catch (RuntimeException e) {
      if (!stopping) {
        fail(e);
      } else {
        LOG.info("{}: cut off while stopping: {}", spec.label(), e.toString());
      }
    } finally {
      finish();
    }
  }

  private void runSlot(Slot<C> slot) {
    slot.run();
    if (!stopping) {
      fail(new IllegalStateException("a slot ended before its time"));
    }
  }

  /** The engine cannot go on: better none than half of one. */
  private void fail(@Nullable Throwable cause) {
    Throwable reason = cause == null ? new IllegalStateException("unknown") : cause;
    if (failure.compareAndSet(null, reason)) {
      LOG.error("{}: the engine fails", spec.label(), reason);
    }
    state = State.FAILED;
    stopping = true;
    clients.consumer().wakeup();
  }

  private void finish() {
    if (failure.get() == null) {
      state = State.STOPPING;
      LOG.info(
          "{}: asked to end; attempts under way: {}, which may take {} s",
          spec.label(),
          metrics.inFlight(),
          patience.toSeconds());
    }
    stopping = true;
    Thread.interrupted(); // what follows waits, and is bounded
    schedule.stop();
    String last = "all that was under way is reported";
    try {
      // After a failure nothing that is under way can be reported.
      if (!pollLoop.drain(failure.get() != null)) {
        last = "attempts cut off: " + metrics.inFlight();
        LOG.warn("{}: {}; what was not reported will be looked up", spec.label(), last);
      }
      endSlots();
      pollLoop.commitAndForget();
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      closeClients();
    }
    Throwable reason = failure.get();
    LOG.info("{}: ended, {}", spec.label(), reason == null ? last : "by a failure");
    if (reason == null) {
      state = State.STOPPED;
      ended.complete(null);
    } else {
      ended.completeExceptionally(reason);
    }
  }

  private void endSlots() {
    slotThreads.forEach(Thread::interrupt);
    long end = System.nanoTime() + LAST_PATIENCE.toNanos();
    for (Thread slot : slotThreads) {
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        slot.join(Math.max(1, left));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void closeClients() {
    try {
      clients.producer().close(failure.get() == null ? LAST_PATIENCE : Duration.ZERO);
    } catch (RuntimeException e) {
      fail(e);
    }
    clients.closeOthers().run();
    try {
      clients.consumer().close(CloseOptions.timeout(LAST_PATIENCE));
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void watch() {
    metrics.watch(
        "carillon.delivery.route.up",
        "1 if the provider can be used",
        gates.route(),
        gate -> gate.isOpen() ? 1 : 0);
    metrics.watch(
        "carillon.delivery.ledger.up",
        "1 unless commands that may have been sent wait for the ledger",
        gates.ledger(),
        gate -> gate.isOpen() ? 1 : 0);
    metrics.watch(
        "carillon.delivery.partitions",
        "Partitions served, of both lanes",
        pollLoop,
        PollLoop::partitions);
    for (Lane lane : Lane.values()) {
      metrics.watchLane(lane, schedule, of -> of.waiting(lane));
    }
  }

  private Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, "carillon-" + spec.label() + "-" + name);
    thread.setUncaughtExceptionHandler((which, error) -> fail(error));
    return thread;
  }
}
