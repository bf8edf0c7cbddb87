package io.carillon.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What an app wrote to topics, read when it is over, so that reading takes nothing from the app.
 */
final class Appended {
  private final long[] stamps;
  private final long others;

  private Appended(long[] stamps, long others) {
    this.stamps = stamps;
    this.others = others;
  }

  /** How many records the stamped topic got. */
  int count() {
    return stamps.length;
  }

  /** How many records the other topics got. */
  long others() {
    return others;
  }

  /**
   * Reads committed records.
   *
   * @param stamped the topic whose records the broker stamps
   * @param from where each partition begins; these are all that are read
   * @param to where each partition ends
   */
  static Appended read(
      String broker, String stamped, Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
    long[] stamps = new long[1024];
    int count = 0;
    long others = 0;
    try (Consumer<byte[], byte[]> consumer = consumer(broker)) {
      consumer.assign(from.keySet());
      from.forEach(consumer::seek);
      Map<TopicPartition, Long> open = new HashMap<>(to);
      while (true) {
        open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (open.isEmpty()) {
          return new Appended(sorted(stamps, count), others);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          if (!record.topic().equals(stamped)) {
            others++;
            continue;
          }
          if (record.timestampType() != TimestampType.LOG_APPEND_TIME) {
            throw new BenchException(stamped + " is not stamped by the broker");
          }
          if (count == stamps.length) {
            stamps = Arrays.copyOf(stamps, count * 2);
          }
          stamps[count++] = record.timestamp();
        }
      }
    }
  }

  private static long[] sorted(long[] stamps, int count) {
    long[] sorted = Arrays.copyOf(stamps, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * How many records a second were appended after the first so many.
   *
   * @param skipped how many at the start do not count
   */
  double perSecond(int skipped) {
    long millis = Math.max(1, stamps[stamps.length - 1] - stamps[skipped]);
    return (stamps.length - 1 - skipped) * 1000.0 / millis;
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
