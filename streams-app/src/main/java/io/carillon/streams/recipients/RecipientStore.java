package io.carillon.streams.recipients;

import io.carillon.avro.Recipient;
import io.carillon.avro.Standing;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.streams.flow.TaskCache;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Everything known about each member. One row a member, so that a decision costs one read: profile,
 * preferences and standing have different writers, but all of them in the same task. Used by the
 * stream thread only; queries read it through Streams.
 */
public final class RecipientStore {
  /** Name of the store; stored data depends on it. */
  public static final String NAME = "recipients-by-member";

  /** Name of the cache. */
  public static final String CACHE = "recipients-met";

  /** Stands for a member of whom nothing is known. */
  public static final Recipient NOBODY = new Recipient(null, null, null, null);

  private static final Standing NEWCOMER =
      new Standing(null, null, null, null, null, null, Map.of(), 0L);

  private final KeyValueStore<String, Recipient> store;
  private final TaskCache<Recipient> cache;

  private RecipientStore(KeyValueStore<String, Recipient> store, TaskCache<Recipient> cache) {
    this.store = store;
    this.cache = cache;
  }

  /**
   * Describes the store.
   *
   * @param registry where its serde comes from
   * @return a builder without a cache, so that queries see every row
   */
  public static StoreBuilder<KeyValueStore<String, Recipient>> builder(SchemaRegistry registry) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(NAME),
            Serdes.String(),
            registry.storeSerde(Recipient.class))
        .withCachingDisabled();
  }

  /**
   * Describes the cache.
   *
   * @param members how many members it holds at the most, in all tasks
   * @return a builder
   */
  public static StoreBuilder<?> cache(int members) {
    return TaskCache.<Recipient>builder(CACHE, members);
  }

  /**
   * Opens store and cache in a processor they are connected to.
   *
   * @param context the processor's context
   * @return the store
   */
  public static RecipientStore of(ProcessingContext context) {
    return new RecipientStore(context.getStateStore(NAME), TaskCache.of(context, CACHE));
  }

  /**
   * Finds a member.
   *
   * @param memberId the member
   * @return what is known, which must not be changed; {@link #NOBODY} if nothing is
   */
  public Recipient get(String memberId) {
    Recipient met = cache.get(memberId);
    if (met != null) {
      return met;
    }
    Recipient stored = store.get(memberId);
    if (stored == null) {
      return NOBODY;
    }
    cache.offer(memberId, stored);
    return stored;
  }

  /**
   * Tells where a member stands.
   *
   * @param recipient the member
   * @return the standing; of whom no event was decided yet, one that says nothing
   */
  public static Standing standing(Recipient recipient) {
    Standing standing = recipient.getStanding();
    return standing == null ? NEWCOMER : standing;
  }

  /**
   * Replaces what is known about a member.
   *
   * @param memberId the member
   * @param recipient what is known; a row that says nothing is deleted
   */
  public void put(String memberId, Recipient recipient) {
    boolean empty =
        recipient.getProfile() == null
            && recipient.getPreferences() == null
            && recipient.getStanding() == null;
    if (empty) {
      store.delete(memberId);
      cache.remove(memberId);
    } else {
      store.put(memberId, recipient);
      cache.replace(memberId, recipient);
    }
  }
}
