package io.carillon.delivery;

import java.util.Optional;

/**
 * A channel that can ask its provider whether commands are likely to succeed, without reaching
 * anybody: so that a wrong key is seen before the first command comes (MOZ-21).
 */
public interface Probed {
  /**
   * Asks the provider. Blocks until it answers, or its time-outs ran out. Called by a thread of its
   * own.
   *
   * @return empty if healthy, else what is wrong
   * @throws InterruptedException if the worker is stopping
   */
  Optional<Outcome.Reason> probe() throws InterruptedException;
}
