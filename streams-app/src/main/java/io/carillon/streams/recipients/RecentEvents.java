package io.carillon.streams.recipients;

import io.carillon.avro.EventTraces;
import io.carillon.avro.Recipient;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events about a member were decided lately. Most events are new, and this tells it from the
 * member's row, which is read anyway; the ledger is asked only about the others. It may name an
 * event that never came, but denies none that has a row. Pure functions.
 */
public final class RecentEvents {
  /** Beyond, the row would grow more than a look-up costs. */
  static final int MOST = 32;

  private RecentEvents() {}

  /**
   * Tells whether an event may have been decided before.
   *
   * @param recipient the member
   * @param eventId the event
   * @param since decisions before this time do not matter
   * @return false if it is certainly new
   */
  public static boolean mayHave(Recipient recipient, String eventId, Instant since) {
    EventTraces recent = recipient.getRecentEvents();
    if (recent == null) {
      return recipient.getStanding() != null; // a row of the time before there were traces
    }
    if (recent.getForgottenAt() != null && !recent.getForgottenAt().isBefore(since)) {
      return true;
    }
    ByteBuffer traces = recent.getTraces();
    short trace = trace(eventId);
    for (int i = traces.position(); i < traces.limit(); i += Short.BYTES) {
      if (traces.getShort(i) == trace) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds an event.
   *
   * @param before the member as known before
   * @param eventId the event, which is decided now
   * @param now the time of the decision
   * @return the events with this one; {@code before} stays as it is
   */
  public static EventTraces with(Recipient before, String eventId, Instant now) {
    EventTraces recent = before.getRecentEvents();
    if (recent == null) {
      return with(ByteBuffer.allocate(0), 0, eventId, before.getStanding() == null ? null : now);
    }
    ByteBuffer traces = recent.getTraces();
    return traces.remaining() < MOST * Short.BYTES
        ? with(traces, 0, eventId, recent.getForgottenAt())
        : with(traces, Short.BYTES, eventId, now);
  }

  private static EventTraces with(
      ByteBuffer traces, int without, String eventId, @Nullable Instant forgottenAt) {
    int kept = traces.remaining() - without;
    ByteBuffer after = ByteBuffer.allocate(kept + Short.BYTES);
    after.put(0, traces, traces.position() + without, kept);
    after.putShort(kept, trace(eventId));
    return new EventTraces(after, forgottenAt);
  }

  private static short trace(String eventId) {
    int hash = eventId.hashCode();
    return (short) (hash ^ hash >>> Short.SIZE);
  }
}
