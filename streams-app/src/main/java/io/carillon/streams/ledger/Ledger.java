package io.carillon.streams.ledger;

import io.carillon.avro.LedgerRow;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.streams.flow.RestartableWindowStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * What was decided for each event and recipient, and what became of each command: one row for both,
 * so that a decision costs one write, and the same row tells a repeated event.
 *
 * <p>Rows expire after {@link #RETENTION} (XC-4) by dropping whole segments, not by a scan. To that
 * end the store is a window store, but not used as one: a row is filed under the start of the
 * half-retention it was written in, so that it is found by at most three look-ups of single keys.
 * Used by the stream thread only; queries use the static methods on a read-only view.
 */
public final class Ledger {
  /** Name of the store; stored data depends on it. */
  public static final String NAME = "ledger-by-member";

  /** How long a row is kept at least. */
  public static final Duration RETENTION = Duration.ofDays(90);

  private static final long SEGMENT_MILLIS = RETENTION.toMillis() / 2;

  /** How long a row is kept at most. */
  public static final Duration LONGEST = RETENTION.plusMillis(SEGMENT_MILLIS);

  /** Rows of the current segment, and of the two that may hold what is not yet expired. */
  private static final int LIVE_SEGMENTS = 3;

  private static final char SEPARATOR = '\u0000';
  private static final char AFTER_SEPARATOR = '\u0001';

  private final WindowStore<String, LedgerRow> store;

  private Ledger(WindowStore<String, LedgerRow> store) {
    this.store = store;
  }

  /**
   * Describes the store.
   *
   * @param registry where its serde comes from
   * @return a builder without a cache, so that queries see every row
   */
  public static StoreBuilder<WindowStore<String, LedgerRow>> builder(SchemaRegistry registry) {
    return Stores.windowStoreBuilder(
            // One segment more, because a store hides what is older than its retention by the time
            // of the newest row, and rows are filed under the starts of segments.
            RestartableWindowStore.supplier(NAME, LONGEST, Duration.ofMillis(SEGMENT_MILLIS)),
            Serdes.String(),
            registry.storeSerde(LedgerRow.class))
        .withCachingDisabled();
  }

  /**
   * Opens the store in a processor it is connected to.
   *
   * @param context the processor's context
   * @return the store
   */
  public static Ledger of(ProcessingContext context) {
    return new Ledger(context.getStateStore(NAME));
  }

  /**
   * Finds a row.
   *
   * @param memberId the recipient
   * @param eventId the event
   * @param nowMillis the time, in milliseconds since the epoch
   * @return the row, or null if there is none
   */
  public @Nullable LedgerEntry find(String memberId, String eventId, long nowMillis) {
    return find(store, memberId, eventId, nowMillis);
  }

  /**
   * Writes a new row.
   *
   * @param entry the row
   * @param nowMillis the time, in milliseconds since the epoch
   */
  public void put(LedgerEntry entry, long nowMillis) {
    store.put(key(entry), StoredForm.of(entry), segment(nowMillis));
  }

  /**
   * Replaces a row, wherever it is filed.
   *
   * @param entry the row
   * @param nowMillis the time, in milliseconds since the epoch
   */
  public void replace(LedgerEntry entry, long nowMillis) {
    String key = key(entry);
    LedgerRow row = StoredForm.of(entry);
    long segment = segment(nowMillis);
    for (int i = 1; i < LIVE_SEGMENTS; i++) {
      long earlier = segment - i * SEGMENT_MILLIS;
      if (store.fetch(key, earlier) != null) {
        store.put(key, row, earlier);
        return;
      }
    }
    store.put(key, row, segment);
  }

  /**
   * Finds a row in a view of the store.
   *
   * @param store the view
   * @param memberId the recipient
   * @param eventId the event
   * @param nowMillis the time, in milliseconds since the epoch
   * @return the row, or null if there is none
   */
  public static @Nullable LedgerEntry find(
      ReadOnlyWindowStore<String, LedgerRow> store,
      String memberId,
      String eventId,
      long nowMillis) {
    String key = memberId + SEPARATOR + eventId;
    long segment = segment(nowMillis);
    for (int i = 0; i < LIVE_SEGMENTS; i++) {
      LedgerRow row = store.fetch(key, segment - i * SEGMENT_MILLIS);
      if (row != null) {
        return StoredForm.entry(row);
      }
    }
    return null;
  }

  /**
   * Lists the rows of a member in a view of the store. If there are more than wanted, those that
   * were filed last are preferred; among those of one half-retention, any.
   *
   * @param store the view
   * @param memberId the recipient
   * @param nowMillis the time, in milliseconds since the epoch
   * @param most how many rows at the most
   * @return the rows, in no order that means anything
   */
  public static List<LedgerEntry> of(
      ReadOnlyWindowStore<String, LedgerRow> store, String memberId, long nowMillis, int most) {
    List<LedgerEntry> entries = new ArrayList<>();
    long segment = segment(nowMillis);
    // One after the other, because the store files two of them together, in the order of their
    // keys.
    for (int i = 0; i < LIVE_SEGMENTS && entries.size() < most; i++) {
      Instant filed = Instant.ofEpochMilli(segment - i * SEGMENT_MILLIS);
      try (KeyValueIterator<Windowed<String>, LedgerRow> rows =
          store.fetch(memberId + SEPARATOR, memberId + AFTER_SEPARATOR, filed, filed)) {
        while (rows.hasNext() && entries.size() < most) {
          entries.add(StoredForm.entry(rows.next().value));
        }
      }
    }
    return entries;
  }

  private static String key(LedgerEntry entry) {
    return entry.decision().getMemberId() + SEPARATOR + entry.decision().getEventId();
  }

  private static long segment(long millis) {
    return Math.max(0, millis - Math.floorMod(millis, SEGMENT_MILLIS));
  }
}
