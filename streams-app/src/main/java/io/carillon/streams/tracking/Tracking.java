package io.carillon.streams.tracking;

import io.carillon.schemas.Topics;
import io.carillon.streams.agenda.Agenda;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.flow.Nodes;
import io.carillon.streams.flow.Progress;
import io.carillon.streams.ledger.Ledger;

/** Follows each command to its end. */
public final class Tracking {
  private static final String TRACK = "track-outcomes";

  private Tracking() {}

  /**
   * Adds the stage. Its stores are there already.
   *
   * @param nodes the topology
   * @param catalog what to do about attempts whose end is not known
   * @param retries when each channel tries again
   * @param progress is told of every outcome that is in the ledger
   * @return the name of the node; it puts items on the agenda and forwards dead letters
   */
  public static String track(
      Nodes nodes, Catalog catalog, RetrySettings retries, Progress progress) {
    StatusFold fold = new StatusFold(retries);
    nodes
        .topology()
        .addProcessor(
            TRACK, () -> new TrackOutcome(catalog, fold, progress), nodes.read(Topics.OUTCOMES))
        .connectProcessorAndStateStores(TRACK, Ledger.NAME, Agenda.NAME);
    return TRACK;
  }
}
