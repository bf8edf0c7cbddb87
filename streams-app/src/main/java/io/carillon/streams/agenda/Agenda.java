package io.carillon.streams.agenda;

import io.carillon.avro.AgendaItem;
import io.carillon.avro.AgendaKind;
import io.carillon.schemas.SchemaRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What is to be done later, in order of time: one store a task, its keys made of the due time
 * (eight bytes, big-endian), the kind and the command. Used by the stream thread only.
 */
public final class Agenda {
  /** Name of the store; stored data depends on it. */
  public static final String NAME = "agenda-by-time";

  private final KeyValueStore<Bytes, AgendaItem> store;

  private Agenda(KeyValueStore<Bytes, AgendaItem> store) {
    this.store = store;
  }

  /**
   * Describes the store.
   *
   * @param registry where its serde comes from
   * @return a builder without a cache
   */
  public static StoreBuilder<KeyValueStore<Bytes, AgendaItem>> builder(SchemaRegistry registry) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(NAME),
            Serdes.Bytes(),
            registry.storeSerde(AgendaItem.class))
        .withCachingDisabled();
  }

  /**
   * Opens the store in a processor it is connected to.
   *
   * @param context the processor's context
   * @return the store
   */
  public static Agenda of(ProcessingContext context) {
    return new Agenda(context.getStateStore(NAME));
  }

  /**
   * Puts an item on the agenda. One for the same time, kind and command replaces it.
   *
   * @param dueMillis when it is due, in milliseconds since the epoch, 0 or more
   * @param item what is to be done
   */
  public void put(long dueMillis, AgendaItem item) {
    byte[] command = item.getCommandId().getBytes(StandardCharsets.UTF_8);
    store.put(
        Bytes.wrap(
            ByteBuffer.allocate(Long.BYTES + 1 + command.length)
                .putLong(dueMillis)
                .put(code(item.getKind()))
                .put(command)
                .array()),
        item);
  }

  /** The items due from one time, inclusive, to another, exclusive, in order. */
  KeyValueIterator<Bytes, AgendaItem> due(long fromMillis, long toMillis) {
    return store.range(bound(fromMillis), bound(toMillis));
  }

  void remove(Bytes key) {
    store.delete(key);
  }

  /** When an item is due, in milliseconds since the epoch. */
  static long due(Bytes key) {
    return ByteBuffer.wrap(key.get()).getLong();
  }

  /** The byte of a kind; stored data depends on it. */
  private static byte code(AgendaKind kind) {
    return switch (kind) {
      case RETRY -> 0;
      case UNKNOWN -> throw new IllegalArgumentException("only readers know of UNKNOWN");
    };
  }

  private static Bytes bound(long millis) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
  }
}
