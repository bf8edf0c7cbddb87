package io.carillon.streams.ledger;

import java.util.Arrays;
import java.util.List;

/**
 * Which events of one member have a row: a new event then needs no look-up, and most events are
 * new. Holds hashes, so it may name an event that has none, but never denies one that has. Costs a
 * scan to set up, so that is done for members who have come up a few times. Not thread-safe.
 */
final class SeenEvents {
  /** Beyond, a look-up is cheaper. */
  static final int MOST = 64;

  /** When a member comes up this often, more is to be expected. */
  private static final int WORTH_A_SCAN = 2;

  private int met;
  private boolean known;
  private int count;
  private int[] hashes = {};

  /** Notes that the member has come up. Tells whether the rows should now be listed. */
  boolean meet() {
    return !known && ++met == WORTH_A_SCAN;
  }

  /** Takes over all rows there are, unless there are too many. */
  void know(List<LedgerEntry> rows) {
    known = rows.size() < MOST;
    for (int i = 0; known && i < rows.size(); i++) {
      add(rows.get(i).decision().getEventId());
    }
  }

  /** Notes a new row. */
  void add(String eventId) {
    if (!known) {
      return;
    }
    if (count == MOST) {
      known = false;
      hashes = new int[0];
      return;
    }
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.min(MOST, count * 2 + 4));
    }
    hashes[count++] = eventId.hashCode();
  }

  /** Tells whether an event may have a row. */
  boolean mayHave(String eventId) {
    if (!known) {
      return true;
    }
    int hash = eventId.hashCode();
    for (int i = 0; i < count; i++) {
      if (hashes[i] == hash) {
        return true;
      }
    }
    return false;
  }
}
