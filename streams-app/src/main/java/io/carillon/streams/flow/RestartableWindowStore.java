package io.carillon.streams.flow;

import java.io.File;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * The window store of Kafka Streams, but for what it says after a restart if it was never written.
 * Since 4.3 a store keeps the offset of its changelog in its own files, and a window store without
 * a segment has none. Without an offset, Kafka Streams takes all stores of the task for corrupt,
 * wipes them and restores them from their changelogs, at each restart. This one says what other
 * stores say: that there is nothing yet. See ADR 11. Used by the stream thread only, but for
 * queries.
 */
public final class RestartableWindowStore implements WindowStore<Bytes, byte[]> {
  /** What Kafka Streams notes for a changelog that nothing was written to. */
  private static final long NOTHING_YET = -4;

  private final WindowStore<Bytes, byte[]> inner;
  private @Nullable File segments;

  private RestartableWindowStore(WindowStore<Bytes, byte[]> inner) {
    this.inner = inner;
  }

  /**
   * Describes a store on disk without duplicates.
   *
   * @param name its name; stored data depends on it
   * @param retention how much earlier than the newest window a window may start to be found; the
   *     rows of half of it expire together
   * @param window how long a window is
   * @return what makes it
   */
  public static WindowBytesStoreSupplier supplier(
      String name, Duration retention, Duration window) {
    return new Supplier(Stores.persistentWindowStore(name, retention, window, false));
  }

  private record Supplier(WindowBytesStoreSupplier inner) implements WindowBytesStoreSupplier {
    @Override
    public WindowStore<Bytes, byte[]> get() {
      return new RestartableWindowStore(inner.get());
    }

    @Override
    public String name() {
      return inner.name();
    }

    @Override
    public String metricsScope() {
      return inner.metricsScope();
    }

    @Override
    public long segmentIntervalMs() {
      return inner.segmentIntervalMs();
    }

    @Override
    public long windowSize() {
      return inner.windowSize();
    }

    @Override
    public boolean retainDuplicates() {
      return inner.retainDuplicates();
    }

    @Override
    public long retentionPeriod() {
      return inner.retentionPeriod();
    }
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    segments = new File(context.stateDir(), name());
    inner.init(context, root);
  }

  @Override
  public @Nullable Long committedOffset(TopicPartition partition) {
    Long offset = inner.committedOffset(partition);
    return offset == null && hasNoSegment() ? Long.valueOf(NOTHING_YET) : offset;
  }

  /** A segment without an offset holds what was never committed; that must be wiped. */
  private boolean hasNoSegment() {
    File[] folders = segments == null ? null : segments.listFiles(File::isDirectory);
    return folders != null && folders.length == 0;
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    inner.commit(changelogOffsets);
  }

  @Override
  @Deprecated
  public boolean managesOffsets() {
    return inner.managesOffsets();
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public boolean persistent() {
    return inner.persistent();
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
    return inner.query(query, bound, config);
  }

  @Override
  public Position getPosition() {
    return inner.getPosition();
  }

  @Override
  public void put(Bytes key, byte[] value, long windowStart) {
    inner.put(key, value, windowStart);
  }

  @Override
  public byte[] fetch(Bytes key, long time) {
    return inner.fetch(key, time);
  }

  @Override
  public WindowStoreIterator<byte[]> fetch(Bytes key, long from, long to) {
    return inner.fetch(key, from, to);
  }

  @Override
  public WindowStoreIterator<byte[]> backwardFetch(Bytes key, long from, long to) {
    return inner.backwardFetch(key, from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> fetch(
      Bytes keyFrom, Bytes keyTo, long from, long to) {
    return inner.fetch(keyFrom, keyTo, from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetch(
      Bytes keyFrom, Bytes keyTo, long from, long to) {
    return inner.backwardFetch(keyFrom, keyTo, from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> all() {
    return inner.all();
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> backwardAll() {
    return inner.backwardAll();
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> fetchAll(long from, long to) {
    return inner.fetchAll(from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetchAll(long from, long to) {
    return inner.backwardFetchAll(from, to);
  }
}
