package io.carillon.streams.web;

import io.carillon.streams.web.Instance.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Whether an instance lives, and whether it can be asked. Thread-safe. */
final class Health {
  /** So that a crowd of probes is no crowd of requests to the registry. */
  private static final Duration REMEMBERED = Duration.ofSeconds(2);

  private final Instance instance;
  private final InstantSource clock;
  private final Executor background;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Instant answered = Instant.MIN;
  private volatile Component registry = new Component(false, "not asked yet");

  /**
   * How one part is, as JSON shows it.
   *
   * @param up whether it can be used
   * @param reason why not; null if it can
   */
  record Component(boolean up, @Nullable String reason) {}

  /**
   * How everything is, as JSON shows it.
   *
   * @param ready whether members can be asked about
   * @param state what the instance is doing
   * @param components its parts
   */
  record Report(boolean ready, String state, Map<String, Component> components) {}

  /**
   * Whether the process is worth keeping, as JSON shows it.
   *
   * @param alive false if only a new process can help
   */
  record Life(boolean alive) {}

  Health(Instance instance, InstantSource clock) {
    this(instance, clock, Health::inThreadOfItsOwn);
  }

  Health(Instance instance, InstantSource clock, Executor background) {
    this.instance = instance;
    this.clock = clock;
    this.background = background;
  }

  Life life() {
    return new Life(instance.status().alive());
  }

  /** A registry that is away takes no answer away, so it is shown but does not count. */
  Report report() {
    Status status = instance.status();
    Map<String, Component> components = new LinkedHashMap<>();
    components.put("http", new Component(true, null));
    components.put(
        "streams", new Component(status.running(), status.running() ? null : status.state()));
    components.put("registry", registry());
    return new Report(status.running(), status.state(), components);
  }

  /**
   * What was known last. A registry that swallows requests would keep a probe waiting for longer
   * than it does, so it is asked in the background.
   */
  private Component registry() {
    boolean old = clock.instant().isAfter(answered.plus(REMEMBERED));
    if (old && asking.compareAndSet(false, true)) {
      background.execute(this::askRegistry);
    }
    return registry;
  }

  private void askRegistry() {
    try {
      Optional<String> problem = instance.registryProblem();
      registry = new Component(problem.isEmpty(), problem.orElse(null));
      answered = clock.instant();
    } finally {
      asking.set(false);
    }
  }

  /** There is one at a time, and it must not keep the process alive. */
  private static void inThreadOfItsOwn(Runnable task) {
    Thread thread = new Thread(task, "carillon-ask-registry");
    thread.setDaemon(true);
    thread.start();
  }
}
