package io.carillon.streams.flow;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What a task remembers, as objects, of the rows it met last: Kafka Streams' own cache holds bytes,
 * so that it spares the look-up but not the decoding, which costs half as much again. It is a state
 * store with nothing behind it, because that is what the processors of one task share, and what
 * ends when the task does. Whoever writes a row replaces it here too, after the store has taken it.
 *
 * <p>A key is held from the second time on that it is looked up within a while. So whoever comes
 * once displaces nobody, and a task whose keys are too many for the cache pays next to nothing.
 *
 * <p>Values must not be changed in place. Used by the stream thread only.
 *
 * @param <V> what is remembered for a key
 */
public final class TaskCache<V> implements StateStore {
  /** How many keys that were looked up lately are known by their hashes, about; a power of two. */
  private static final int LATELY = 1 << 15;

  private final String name;
  private final int most;
  private final AtomicInteger held;
  private final int[] lately = new int[LATELY];

  // In the order of coming; who is asked for stays where it is, as moving it costs more than now
  // and then looking it up again.
  private final Map<String, V> values = new LinkedHashMap<>();
  private boolean open;

  private TaskCache(String name, int most, AtomicInteger held) {
    this.name = name;
    this.most = most;
    this.held = held;
  }

  /**
   * Describes the cache.
   *
   * @param <V> what is remembered for a key
   * @param name its name in the topology
   * @param most how many keys are remembered by all tasks of this instance together, 0 or more
   * @return a builder that makes one for each task
   */
  public static <V> StoreBuilder<TaskCache<V>> builder(String name, int most) {
    return new Builder<>(name, most);
  }

  /**
   * Opens the cache in a processor it is connected to. A task that starts remembers nothing: its
   * stores may have been rolled back, or fed by another instance meanwhile.
   *
   * @param <V> what is remembered for a key
   * @param context the processor's context
   * @param name the name of the cache
   * @return the cache, empty
   */
  public static <V> TaskCache<V> of(ProcessingContext context, String name) {
    TaskCache<V> cache = context.getStateStore(name);
    cache.clear();
    return cache;
  }

  /**
   * Recalls a value.
   *
   * @param key any key
   * @return its value; null if it is not remembered, which says nothing about the store
   */
  public @Nullable V get(String key) {
    return values.get(key);
  }

  /**
   * Offers what was looked up in the store because it was not here. It is held, if need be in place
   * of what has been for longest, if the key was offered before and not too many others since.
   *
   * @param key any key
   * @param value its value
   */
  public void offer(String key, V value) {
    int hash = key.hashCode();
    int place = (hash ^ hash >>> 16) & (LATELY - 1);
    if (lately[place] != hash) {
      lately[place] = hash;
    } else if (most > 0 && values.put(key, value) == null && held.incrementAndGet() > most) {
      Iterator<V> first = values.values().iterator();
      first.next();
      first.remove();
      held.decrementAndGet();
    }
  }

  /**
   * Takes over what was written to the store, if the key is held.
   *
   * @param key any key
   * @param value its value
   */
  public void replace(String key, V value) {
    values.replace(key, value);
  }

  /**
   * Forgets a key.
   *
   * @param key any key
   */
  public void remove(String key) {
    if (values.remove(key) != null) {
      held.decrementAndGet();
    }
  }

  private void clear() {
    held.addAndGet(-values.size());
    values.clear();
    Arrays.fill(lately, 0);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void close() {
    clear();
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Makes the caches of all tasks, which have one limit. There is nothing to choose. */
  private static final class Builder<V> implements StoreBuilder<TaskCache<V>> {
    private final String name;
    private final int most;
    private final AtomicInteger held = new AtomicInteger();

    Builder(String name, int most) {
      this.name = name;
      this.most = most;
    }

    @Override
    public TaskCache<V> build() {
      return new TaskCache<>(name, most, held);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public StoreBuilder<TaskCache<V>> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<TaskCache<V>> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<TaskCache<V>> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException(name + " is not worth a changelog");
    }

    @Override
    public StoreBuilder<TaskCache<V>> withLoggingDisabled() {
      return this;
    }
  }
}
