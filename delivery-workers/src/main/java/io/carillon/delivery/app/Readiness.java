package io.carillon.delivery.app;

import io.carillon.delivery.engine.EngineHealth;
import io.carillon.delivery.engine.EngineHealth.Dependency;
import io.carillon.delivery.engine.EngineHealth.State;
import io.carillon.schemas.SchemaRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether a worker lives, and whether it can do its work. Thread-safe. */
final class Readiness {
  /** Longer than a hand-over or a commit can hold up the polls; shorter than Kafka's patience. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

  private final Supplier<EngineHealth> engine;
  private final Supplier<Optional<String>> kafka;
  private final Supplier<Optional<String>> registry;

  /** Null if there is no provider that can be asked. */
  private final @Nullable Supplier<Optional<String>> provider;

  /**
   * How one thing is, as JSON shows it.
   *
   * @param up whether it can be used
   * @param since since when that is so, ISO-8601; null if not known
   * @param reason why it cannot be used; null if it can
   */
  record Component(boolean up, @Nullable String since, @Nullable String reason) {}

  /**
   * How all of it is, as JSON shows it.
   *
   * @param ready whether commands are being delivered
   * @param state what the engine is doing
   * @param partitions how many partitions it serves
   * @param components what it depends on
   */
  record Report(boolean ready, String state, int partitions, Map<String, Component> components) {}

  Readiness(
      Supplier<EngineHealth> engine,
      KafkaCheck kafka,
      SchemaRegistry registry,
      @Nullable ProviderCheck provider) {
    this(engine, kafka::check, registry::check, provider == null ? null : provider::check);
  }

  Readiness(
      Supplier<EngineHealth> engine,
      Supplier<Optional<String>> kafka,
      Supplier<Optional<String>> registry,
      @Nullable Supplier<Optional<String>> provider) {
    this.engine = engine;
    this.kafka = kafka;
    this.registry = registry;
    this.provider = provider;
  }

  boolean lives() {
    EngineHealth health = engine.get();
    return health.state() != State.FAILED
        && (health.state() != State.RUNNING || health.sincePoll().compareTo(LONGEST_SILENCE) < 0);
  }

  Report report() {
    EngineHealth health = engine.get();
    Map<String, Component> components = new LinkedHashMap<>();
    components.put("kafka", component(kafka.get()));
    components.put("registry", component(registry.get()));
    if (provider != null) {
      components.put("provider", component(provider.get()));
    }
    components.put("route", component(health.route()));
    components.put("ledger", component(health.ledger()));
    boolean ready =
        health.state() == State.RUNNING && components.values().stream().allMatch(Component::up);
    return new Report(ready, health.state().name(), health.partitions(), components);
  }

  private static Component component(Optional<String> problem) {
    return new Component(problem.isEmpty(), null, problem.orElse(null));
  }

  private static Component component(Dependency dependency) {
    return new Component(dependency.up(), dependency.since().toString(), dependency.reason());
  }
}
