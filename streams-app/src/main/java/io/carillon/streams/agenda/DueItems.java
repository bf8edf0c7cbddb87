package io.carillon.streams.agenda;

import io.carillon.streams.flow.Nodes;

/** Time, as a stage of the topology: what is due re-enters the decision. */
public final class DueItems {
  private static final String TAKE = "take-due";

  private DueItems() {}

  /**
   * Adds the stage. Its store is there already; other stages put items on the agenda through it.
   *
   * @param nodes the topology
   * @param settings how often to look
   * @param parent any node of the same task; nothing is forwarded from it
   * @return the name of the node that forwards due items
   */
  public static String take(Nodes nodes, AgendaSettings settings, String parent) {
    nodes
        .topology()
        .addProcessor(TAKE, () -> new TakeDue(settings), parent)
        .connectProcessorAndStateStores(TAKE, Agenda.NAME);
    return TAKE;
  }
}
