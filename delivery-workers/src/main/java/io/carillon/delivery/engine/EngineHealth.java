package io.carillon.delivery.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an engine is. Immutable.
 *
 * @param state what it is doing
 * @param partitions how many partitions it serves, of both lanes
 * @param sincePoll how long ago it last asked Kafka for records
 * @param route whether the channel's provider can be used
 * @param ledger whether the ledger answers; only records that may have been sent wait for it
 */
public record EngineHealth(
    State state, int partitions, Duration sincePoll, Dependency route, Dependency ledger) {

  /** What an engine is doing. */
  public enum State {
    /** Waiting for what it needs before it can begin. */
    STARTING,
    /** Delivering. */
    RUNNING,
    /** Letting what is under way end. */
    STOPPING,
    /** Ended because it was told to. */
    STOPPED,
    /** Ended, or about to, because something broke that it cannot mend. */
    FAILED
  }

  /**
   * How something is that the engine depends on.
   *
   * @param up whether it can be used
   * @param since since when that is so
   * @param reason a code saying why not; null if it can
   */
  public record Dependency(boolean up, Instant since, @Nullable String reason) {}
}
