package io.carillon.delivery;

import java.time.Duration;
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

  /** Told by a channel that what it does next may reach somebody. */
  @FunctionalInterface
  interface Begin {
    /**
     * Call it right before the first step that cannot be taken back, once everything that may still
     * fail without a trace, such as waiting for a connection, is over. Calling it again does
     * nothing. Whatever it throws must leave {@link Channel#deliver} as it is, and the step must
     * not be taken.
     *
     * @throws InterruptedException if the worker is stopping
     */
    void aboutToSend() throws InterruptedException;
  }

  /**
   * Makes one attempt. Blocks until its end is known or its time-outs ran out; never sleeps to wait
   * for a better moment and never tries twice.
   *
   * @param command what to deliver
   * @param begin to be told before anything is sent; one that the engine knows to send again
   *     without harm may leave it
   * @return what the attempt came to
   * @throws InterruptedException if the worker is stopping; nothing is known of the attempt then
   */
  Outcome deliver(C command, Begin begin) throws InterruptedException;

  /**
   * Tells how long an attempt takes at most, as its time-outs have it. A worker that hands its work
   * over waits that long and a little more, so that a member's next command does not overtake.
   *
   * @return more than zero
   */
  default Duration longestAttempt() {
    return Duration.ofSeconds(20);
  }
}
