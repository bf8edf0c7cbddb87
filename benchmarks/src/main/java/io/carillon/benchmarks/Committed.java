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
    Map<TopicPartition, Long> starts = new HashMap<>(ends);
    starts.replaceAll((partition, end) -> 0L);
    Map<String, Long> counts = new HashMap<>();
    read(broker, starts, ends, record -> counts.merge(record.topic(), 1L, Long::sum));
    return counts;
  }

  /**
   * Reads from somewhere to somewhere.
   *
   * @param broker where
   * @param starts where to start in each partition
   * @param ends where to end, for the same partitions
   * @param reader gets each record
   */
  static void read(
      String broker,
      Map<TopicPartition, Long> starts,
      Map<TopicPartition, Long> ends,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    try (Consumer<byte[], byte[]> consumer = consumer(broker)) {
      consumer.assign(ends.keySet());
      starts.forEach(consumer::seek);
      Map<TopicPartition, Long> open = new HashMap<>(ends);
      while (true) {
        open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (open.isEmpty()) {
          return;
        }
        consumer.poll(Duration.ofSeconds(1)).forEach(reader);
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
