package io.carillon.streams.inbox;

import io.carillon.avro.InboxEntry;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.streams.flow.RestartableWindowStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Every member's inbox. Entries are filed under the time they were made, and expire after {@link
 * #RETENTION} (COB-5) by dropping whole segments.
 */
public final class InboxStore {
  /** Name of the store; stored data depends on it. */
  public static final String NAME = "inbox-by-member";

  /** How long an entry is kept at least: three months (COB-5). */
  public static final Duration RETENTION = Duration.ofDays(92);

  private static final char SEPARATOR = '\u0000';
  private static final char AFTER_SEPARATOR = '\u0001';

  private InboxStore() {}

  /**
   * Describes the store.
   *
   * @param registry where its serde comes from
   * @return a builder without a cache, so that queries see every entry
   */
  public static StoreBuilder<WindowStore<String, InboxEntry>> builder(SchemaRegistry registry) {
    return Stores.windowStoreBuilder(
            RestartableWindowStore.supplier(NAME, RETENTION, Duration.ofDays(1)),
            Serdes.String(),
            registry.storeSerde(InboxEntry.class))
        .withCachingDisabled();
  }

  static void put(WindowStore<String, InboxEntry> store, InboxEntry entry) {
    store.put(
        entry.getMemberId() + SEPARATOR + entry.getEntryId(),
        entry,
        entry.getCreatedAt().toEpochMilli());
  }

  /**
   * Lists a member's inbox.
   *
   * @param store a view of the store
   * @param memberId whose inbox
   * @return all entries, the newest first
   */
  public static List<InboxEntry> of(
      ReadOnlyWindowStore<String, InboxEntry> store, String memberId) {
    List<InboxEntry> entries = new ArrayList<>();
    try (KeyValueIterator<Windowed<String>, InboxEntry> rows =
        store.fetch(
            memberId + SEPARATOR,
            memberId + AFTER_SEPARATOR,
            Instant.EPOCH,
            Instant.ofEpochMilli(Long.MAX_VALUE))) {
      rows.forEachRemaining(row -> entries.add(row.value));
    }
    entries.sort(
        Comparator.comparing(InboxEntry::getCreatedAt)
            .thenComparing(InboxEntry::getEntryId)
            .reversed());
    return entries;
  }
}
