package io.carillon.delivery.engine;

import io.carillon.schemas.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an engine works with. The engine closes none of it.
 *
 * @param kafka client settings, at least {@code bootstrap.servers}; what the guarantees rest on is
 *     set by the engine, whatever they say
 * @param registry for the schemas
 * @param ledger asked about what may have been sent already
 * @param meters where it is counted
 * @param clock tells the time
 * @param random spreads retries; thread-safe
 * @param route the name of the configured provider, for the outcomes; null for none
 */
public record EngineEnvironment(
    Map<String, String> kafka,
    SchemaRegistry registry,
    Ledger ledger,
    MeterRegistry meters,
    InstantSource clock,
    RandomGenerator random,
    @Nullable String route) {

  /** Copies the client settings. */
  public EngineEnvironment {
    kafka = Map.copyOf(kafka);
  }
}
