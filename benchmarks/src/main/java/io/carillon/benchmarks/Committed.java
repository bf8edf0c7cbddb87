package io.carillon.benchmarks;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How many records topics really hold, for whoever reads committed ones only. */
final class Committed {
  private Committed() {}

  /**
   * Reads everything.
   *
   * @param broker where
   * @param ends where each partition ends; these are all that are read
   * @return the number of records by topic
   */
  static Map<String, Long> count(String broker, Map<TopicPartition, Long> ends) {
    Map<String, Long> counts = new HashMap<>();
    try (Consumer<byte[], byte[]> consumer = consumer(broker)) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      Map<TopicPartition, Long> open = new HashMap<>(ends);
      while (true) {
        open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (open.isEmpty()) {
          return counts;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          counts.merge(record.topic(), 1L, Long::sum);
        }
      }
    }
  }

  private static Consumer<byte[], byte[]> consumer(String broker) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
