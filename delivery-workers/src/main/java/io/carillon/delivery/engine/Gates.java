package io.carillon.delivery.engine;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Those that records wait for when they are away.
 *
 * @param route the channel's provider
 * @param ledger who knows what was sent
 */
record Gates(Gate route, Gate ledger) {
  static Gates of(EngineSettings settings, InstantSource clock, RandomGenerator random) {
    return new Gates(gate(settings, clock, random), gate(settings, clock, random));
  }

  private static Gate gate(EngineSettings settings, InstantSource clock, RandomGenerator random) {
    return new Gate(clock, random, settings.firstBackOff(), settings.longestBackOff());
  }
}
