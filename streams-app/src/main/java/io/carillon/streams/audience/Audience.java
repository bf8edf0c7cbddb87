package io.carillon.streams.audience;

import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.flow.Nodes;

/** Finds who an event concerns. */
public final class Audience {
  private static final String SUBJECT = "resolve-subject";

  private Audience() {}

  /**
   * Adds the stage for events about one member.
   *
   * @param nodes the topology
   * @param catalog which message types an event calls for
   * @param admitted the node that forwards admitted events
   * @return the name of the node that forwards {@link Candidacy}
   */
  public static String subject(Nodes nodes, Catalog catalog, String admitted) {
    nodes.topology().addProcessor(SUBJECT, () -> new SubjectAudience(catalog), admitted);
    return SUBJECT;
  }
}
