package io.carillon.benchmarks;

import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topic;
import io.carillon.schemas.Topics;
import io.carillon.streams.BoundedRocksDb;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serde;
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
 * What Kafka Streams itself costs: an app that does next to nothing with the same events, with the
 * settings and the serdes of the real one, exactly-once included.
 */
public final class Peer {
  private static final String STORE = "values-by-key";

  /** How little it does. */
  enum Kind {
    /** Each record is read and written again. */
    PASSTHROUGH,
    /** Each record is also looked up in a store with a changelog, and put there. */
    STORE,
    /** The same, but nothing is ever decoded: the records stay the bytes they are. */
    BYTES,
    /** {@link WriteAlike}. */
    WRITES;

    String application() {
      return "peer-" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads what was stored for a key, stores the record, hands it on. */
  private static final class ReadAndWrite<K, V> extends ContextualProcessor<K, V, K, V> {
    private KeyValueStore<K, V> store;
    private long repeated;

    @Override
    public void init(ProcessorContext<K, V> context) {
      super.init(context);
      store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<K, V> record) {
      // Looked at, so that nobody can say that the read is not needed.
      if (Objects.deepEquals(store.get(record.key()), record.value())) {
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
   * @param args the name of a kind, the broker, the registry, the topic to read, the topic to write
   *     (or the file of samples), the folder of the store, and the number of threads
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    Kind kind = Kind.valueOf(args[0]);
    Properties settings = new Properties();
    settings.putAll(settings(kind, args[1], args[5], Integer.parseInt(args[6])));
    KafkaStreams streams = new KafkaStreams(topology(kind, args[2], args[3], args[4]), settings);
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

  private static Topology topology(Kind kind, String registryUrl, String from, String to)
      throws InterruptedException {
    if (kind == Kind.WRITES) {
      SchemaRegistry registry = SchemaRegistry.open(RegistrySettings.of(registryUrl));
      registry.prepare(List.of(Topics.MEMBER_EVENTS));
      return WriteAlike.topology(
          registry.serde(Topics.MEMBER_EVENTS).deserializer(), from, Samples.load(Path.of(to)));
    }
    if (kind == Kind.BYTES) {
      Serde<byte[]> bytes = Serdes.ByteArray();
      return topology(kind, from, to, bytes, bytes, bytes);
    }
    SchemaRegistry registry = SchemaRegistry.open(RegistrySettings.of(registryUrl));
    Topic<SpecificRecord> output = output(to);
    registry.prepare(List.of(Topics.MEMBER_EVENTS, output));
    Serde<SpecificRecord> read = registry.serde(Topics.MEMBER_EVENTS);
    Serde<SpecificRecord> written = registry.serde(output);
    return topology(
        kind,
        from,
        to,
        Serdes.String(),
        Serdes.serdeFrom(written.serializer(), read.deserializer()),
        Serdes.serdeFrom(
            (changelog, event) -> written.serializer().serialize(to, event),
            (changelog, bytes) -> written.deserializer().deserialize(to, bytes)));
  }

  /** Describes a topic that carries what the member events carry. */
  private static Topic<SpecificRecord> output(String name) {
    Topic<SpecificRecord> events = Topics.MEMBER_EVENTS;
    return new Topic<>(
        name,
        events.key(),
        events.valueTypes(),
        events.layout(),
        events.cleanup(),
        events.retention(),
        "bench");
  }

  private static <K, V> Topology topology(
      Kind kind, String from, String to, Serde<K> keys, Serde<V> values, Serde<V> rows) {
    Topology topology = new Topology();
    topology.addSource("read", keys.deserializer(), values.deserializer(), from);
    String last = "read";
    if (kind != Kind.PASSTHROUGH) {
      topology
          .addProcessor("read-and-write", ReadAndWrite<K, V>::new, last)
          .addStateStore(
              Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), keys, rows)
                  .withCachingDisabled(),
              "read-and-write");
      last = "read-and-write";
    }
    return topology.addSink("write", to, keys.serializer(), values.serializer(), last);
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
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 50),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4"),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 60_000),
        Map.entry(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), "peer"),
        Map.entry(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 20_000),
        Map.entry(
            StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest"));
  }
}
