package io.carillon.delivery;

import org.apache.avro.specific.SpecificRecord;

/**
 * One way to reach people. A channel carries a command out and says what the attempt came to; what
 * to do about it is decided in the topology. Implementations are thread-safe: the engine calls them
 * from as many threads as it has slots.
 *
 * @param <C> the channel's command
 */
@FunctionalInterface
public interface Channel<C extends SpecificRecord> {
  /**
   * Makes one attempt. Blocks until its end is known or its time-outs ran out; never sleeps to wait
   * for a better moment and never tries twice.
   *
   * @param command what to deliver
   * @return what the attempt came to
   * @throws InterruptedException if the worker is stopping; nothing is known of the attempt then
   */
  Outcome deliver(C command) throws InterruptedException;
}
