package io.carillon.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory of all stores of this process together. By default each partition of each store
 * takes up to 100 MB outside the heap. Made by Kafka Streams, once a store.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  private static final long TOTAL_BYTES = 384L << 20;
  private static final long WRITE_BUFFERS_BYTES = 128L << 20;
  private static final long WRITE_BUFFER_BYTES = 16L << 20;

  // One for all stores: that is the point. Never closed, because stores come and go.
  private static final Cache CACHE = new LRUCache(TOTAL_BYTES);
  private static final WriteBufferManager WRITE_BUFFERS =
      new WriteBufferManager(WRITE_BUFFERS_BYTES, CACHE);

  /** Made by Kafka Streams. */
  public BoundedRocksDb() {}

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    // A new table config would lose the bloom filter that Streams has set.
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    table.setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
    // Streams leaves them out of the last level, where the look-up of a new event would read a
    // block.
    options.setOptimizeFiltersForHits(false);
    // Most look-ups in the ledger find nothing; this spares them the search of the write buffer.
    options.setMemtableWholeKeyFiltering(true);
    options.setMemtablePrefixBloomSizeRatio(0.05);
    // With filters everywhere more files cost little, and merging them less often costs much less.
    options.setLevel0FileNumCompactionTrigger(10);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(WRITE_BUFFERS);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
  }

  @Override
  public void close(String storeName, Options options) {
    // Nothing is the store's own.
  }
}
