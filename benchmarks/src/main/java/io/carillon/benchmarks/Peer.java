package io.carillon.benchmarks;

import io.carillon.streams.BoundedRocksDb;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * What Kafka Streams itself costs: an app that does next to nothing, with the settings of the real
 * one, exactly-once included. Records stay the bytes they are.
 */
public final class Peer {
  private static final String STORE = "values-by-key";

  /** How little it does. */
  enum Kind {
    /** Each record is written as it is read. */
    PASSTHROUGH,
    /** Each record is also looked up in a store with a changelog, and put there. */
    STORE;

    String application() {
      return "peer-" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads what was stored for a key, stores the record, hands it on. */
  private static final class ReadAndWrite
      extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private KeyValueStore<byte[], byte[]> store;
    private long repeated;

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
      super.init(context);
      store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      // Looked at, so that nobody can say that the read is not needed.
      if (Arrays.equals(store.get(record.key()), record.value())) {
        repeated++;
      }
      store.put(record.key(), record.value());
      context().forward(record);
    }

    @Override
    public String toString() {
      return repeated + " repeated";
    }
  }

  private Peer() {}

  /**
   * Runs until the process is asked to end.
   *
   * @param args {@code PASSTHROUGH} or {@code STORE}, the broker, the topic to read, the topic to
   *     write, the folder of the store, and the number of threads
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    Kind kind = Kind.valueOf(args[0]);
    Properties settings = new Properties();
    settings.putAll(settings(kind, args[1], args[4], Integer.parseInt(args[5])));
    KafkaStreams streams = new KafkaStreams(topology(kind, args[2], args[3]), settings);
    CountDownLatch failed = new CountDownLatch(1);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.ERROR) {
            failed.countDown();
          }
        });
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close, "peer-stop"));
    streams.start();
    failed.await();
    Runtime.getRuntime().halt(1);
  }

  private static Topology topology(Kind kind, String from, String to) {
    Topology topology = new Topology();
    topology.addSource("read", new ByteArrayDeserializer(), new ByteArrayDeserializer(), from);
    String last = "read";
    if (kind == Kind.STORE) {
      topology
          .addProcessor("read-and-write", ReadAndWrite::new, last)
          .addStateStore(
              Stores.keyValueStoreBuilder(
                      Stores.persistentKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray())
                  .withCachingDisabled(),
              "read-and-write");
      last = "read-and-write";
    }
    return topology.addSink(
        "write", to, new ByteArraySerializer(), new ByteArraySerializer(), last);
  }

  // Those of the real app, one by one; it keeps them to itself, as they are nobody's business.
  private static Map<String, Object> settings(
      Kind kind, String broker, String stateDir, int threads) {
    return Map.ofEntries(
        Map.entry(StreamsConfig.APPLICATION_ID_CONFIG, kind.application()),
        Map.entry(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker),
        Map.entry(StreamsConfig.STATE_DIR_CONFIG, stateDir),
        Map.entry(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads),
        Map.entry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2),
        Map.entry(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100),
        Map.entry(StreamsConfig.POLL_MS_CONFIG, 10),
        Map.entry(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0),
        Map.entry(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4"),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 60_000),
        Map.entry(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), "peer"),
        Map.entry(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 20_000),
        Map.entry(
            StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest"));
  }
}
