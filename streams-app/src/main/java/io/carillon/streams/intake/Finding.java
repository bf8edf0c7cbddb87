package io.carillon.streams.intake;

/** What the intake found out about an event. Only a transition goes on to be notified of (XC-3). */
public enum Finding {
  /** Something changed about the member. */
  TRANSITION,
  /** Nothing changed: a save, not a transition. */
  NO_TRANSITION,
  /** An event that happened later was applied before. */
  OVERTAKEN,
  /** The same event came before. */
  DUPLICATE
}
