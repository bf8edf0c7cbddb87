package io.carillon.streams;

import io.carillon.settings.KafkaValues;
import io.carillon.streams.deadletters.DeadLetterHandler;
import io.carillon.streams.deadletters.Placement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** The settings of Kafka Streams, each with its reason. */
final class KafkaProperties {
  /** The application id; consumer group, changelogs and transactions are named after it. */
  static final String APPLICATION_ID = "carillon";

  /** Settings the guarantees rest on. */
  private static final Set<String> OWNED =
      Set.of(
          StreamsConfig.APPLICATION_ID_CONFIG,
          StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
          StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
          StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
          StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
          StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
          StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
          StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
          StreamsConfig.STATE_DIR_CONFIG,
          StreamsConfig.NUM_STREAM_THREADS_CONFIG,
          StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG,
          StreamsConfig.APPLICATION_SERVER_CONFIG,
          DeadLetterHandler.SINK,
          Placement.PARTITIONS);

  /** Settings of consumers and producers that the guarantees rest on, too. */
  private static final Set<String> OWNED_OF_CLIENTS =
      Set.of(
          ProducerConfig.ACKS_CONFIG,
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG);

  /** What Kafka Streams understands before the settings of one of its clients. */
  static final List<String> PREFIXES =
      List.of(
          StreamsConfig.CONSUMER_PREFIX,
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          StreamsConfig.PRODUCER_PREFIX,
          StreamsConfig.ADMIN_CLIENT_PREFIX,
          StreamsConfig.TOPIC_PREFIX);

  /** What Kafka knows about the settings of Kafka Streams and its clients. */
  private static final List<ConfigDef> DEFINITIONS =
      List.of(
          StreamsConfig.configDef(),
          ConsumerConfig.configDef(),
          ProducerConfig.configDef(),
          AdminClientConfig.configDef());

  /** Settings of producers that would put a member's records where nobody looks for them. */
  private static final Set<String> PARTITIONING =
      Set.of(
          ProducerConfig.PARTITIONER_CLASS_CONFIG, ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG);

  private KafkaProperties() {}

  /** What is wrong with given settings: a rule by key; nothing if they are fine. */
  static Map<String, String> mistakes(Map<String, String> given) {
    Map<String, String> mistakes =
        KafkaValues.mistakes(given, DEFINITIONS, KafkaProperties::withoutPrefix);
    mistakes.putAll(ownership(given));
    if (!given.containsKey(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)) {
      mistakes.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "must be given");
    }
    return mistakes;
  }

  private static Map<String, String> ownership(Map<String, String> given) {
    Map<String, String> mistakes = new TreeMap<>();
    for (String key : given.keySet()) {
      if (OWNED.contains(key) || OWNED_OF_CLIENTS.contains(withoutPrefix(key))) {
        mistakes.put(key, "is set by the app itself");
      }
      if (PARTITIONING.contains(withoutPrefix(key))) {
        mistakes.put(key, "must be left as it is, or records of members are misplaced");
      }
    }
    return mistakes;
  }

  private static String withoutPrefix(String key) {
    return PREFIXES.stream()
        .filter(key::startsWith)
        .findFirst()
        .map(prefix -> key.substring(prefix.length()))
        .orElse(key);
  }

  /**
   * All settings: the standard ones, over them what was given, over them what the app owns.
   *
   * @param server {@code host:port} of this instance's HTTP interface; null if it has none
   */
  static Map<String, Object> of(
      StreamsAppSettings settings, DeadLetterHandler.Sink deadLetters, @Nullable String server) {
    Map<String, Object> properties = new HashMap<>(standard());
    // Static membership: a restart inside the session time-out moves no task (44 s otherwise).
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), settings.instance());
    // In logs, metrics and quotas; what Kafka makes up instead changes with each start.
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, APPLICATION_ID + "-" + settings.instance());
    properties.putAll(settings.kafka());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
    properties.putAll(errorHandling(deadLetters));
    if (server != null) {
      properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, server);
    }
    return properties;
  }

  /** What is keyed by the name of a store, by the name of its changelog topic. */
  static <T> Map<String, T> changelogs(Map<String, T> byStore) {
    Map<String, T> byTopic = new HashMap<>();
    byStore.forEach(
        (store, what) -> byTopic.put(APPLICATION_ID + "-" + store + "-changelog", what));
    return byTopic;
  }

  private static Map<String, Object> standard() {
    Map<String, Object> standard = new HashMap<>();
    // A command is visible once it is committed, so this is most of the latency.
    standard.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    // A commit sends what is waiting at once, so this delays nothing and makes fewer, fuller
    // batches.
    standard.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 50);
    standard.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
    standard.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    // With the default of 10 s, one long pause fences the producer and wipes the stores.
    standard.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 60_000);
    // Kafka Streams goes on when a commit was not answered in this time, but the producer refuses,
    // and the thread hangs while it dies. So a commit waits until the brokers are back.
    standard.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), 3_600_000);
    // An idle thread waits this long between two looks at the agenda.
    standard.put(StreamsConfig.POLL_MS_CONFIG, 10);
    // Long enough for a restart, short enough for a failover.
    standard.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 20_000);
    standard.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // The streams protocol refuses every later change of the topology in 4.3.
    standard.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    // Some clients of other languages leave the time out. By default that ends the thread, and the
    // record is logged.
    standard.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, TimeOfRecord.class);
    // Global tables ask no extractor.
    standard.put(
        StreamsConfig.globalConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        TimelessRecords.class.getName());
    // A cache would hide rows from queries by range.
    standard.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    standard.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    return standard;
  }

  @SuppressWarnings(
      "deprecation") // Announces that a later release always handles global tables so.
  private static Map<String, Object> errorHandling(DeadLetterHandler.Sink deadLetters) {
    Map<String, Object> handling = new HashMap<>();
    for (String setting :
        List.of(
            StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
            StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
            StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG)) {
      handling.put(setting, DeadLetterHandler.class);
    }
    handling.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    // The assignor reads settings anew from those of its consumer, and warns if this one is
    // missing.
    handling.put(
        StreamsConfig.mainConsumerPrefix(
            StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG),
        true);
    handling.put(DeadLetterHandler.SINK, deadLetters);
    return handling;
  }
}
