package io.carillon.streams.web;

import io.carillon.streams.web.Instance.Status;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Whether an instance lives, and whether it can be asked. Thread-safe. */
final class Health {
  private final Instance instance;
  private final Watched kafka;
  private final Watched registry;

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
    this.kafka = new Watched(instance::kafkaProblem, clock, background);
    this.registry = new Watched(instance::registryProblem, clock, background);
  }

  Life life() {
    return new Life(instance.status().alive());
  }

  /**
   * Brokers and registry are shown but do not count. Without a registry every question is answered;
   * without brokers those about decisions and inboxes are. They are mostly away from all instances
   * at once, and a load balancer would be left with none that answers these.
   */
  Report report() {
    Status status = instance.status();
    Map<String, Component> components = new LinkedHashMap<>();
    components.put("http", new Component(true, null));
    components.put(
        "streams", new Component(status.running(), status.running() ? null : status.state()));
    components.put("kafka", kafka.component());
    components.put("registry", registry.component());
    return new Report(status.running(), status.state(), components);
  }

  /** There is one at a time for each, and it must not keep the process alive. */
  private static void inThreadOfItsOwn(Runnable task) {
    Thread thread = new Thread(task, "carillon-ask");
    thread.setDaemon(true);
    thread.start();
  }
}
