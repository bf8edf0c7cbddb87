package io.carillon.streams.agenda;

import io.carillon.streams.flow.Nodes;

/** Time, as a stage of the topology: what is due re-enters the decision. */
public final class DueItems {
  private static final String TAKE = "take-due";

  private DueItems() {}

  /**
   * Adds the stage. The store is added too; other stages connect to it to put items on the agenda.
   *
   * @param nodes the topology
   * @param settings how often to look
   * @param parent any node of the same task; nothing is forwarded from it
   * @param writers the nodes that put items on the agenda
   * @return the name of the node that forwards due items
   */
  public static String take(
      Nodes nodes, AgendaSettings settings, String parent, String... writers) {
    nodes
        .topology()
        .addProcessor(TAKE, () -> new TakeDue(settings), parent)
        .addStateStore(Agenda.builder(nodes.registry()), TAKE);
    for (String writer : writers) {
      nodes.topology().connectProcessorAndStateStores(writer, Agenda.NAME);
    }
    return TAKE;
  }
}
