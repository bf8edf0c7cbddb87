package io.carillon.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Watches topics and notes when the first record about each member can be read, committed. Has a
 * thread of its own; whoever starts it closes it.
 */
final class Arrivals implements AutoCloseable {
  private final Map<String, AtomicLongArray> byTopic = new HashMap<>();
  private final Consumer<String, byte[]> consumer;
  private final Thread thread;

  private Arrivals(String broker, int members, Map<TopicPartition, Long> from) {
    from.keySet()
        .forEach(
            partition ->
                byTopic.computeIfAbsent(partition.topic(), topic -> new AtomicLongArray(members)));
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    thread = new Thread(this::watch, "arrivals");
    thread.setDaemon(true);
  }

  /**
   * Starts to watch.
   *
   * @param members how many there are
   * @param from where each partition is read from
   */
  static Arrivals watch(String broker, int members, Map<TopicPartition, Long> from) {
    Arrivals arrivals = new Arrivals(broker, members, from);
    arrivals.thread.start();
    return arrivals;
  }

  /** When the record about each member arrived, by {@link System#nanoTime}; 0 if none did. */
  long[] nanos(String topic) {
    AtomicLongArray nanos = byTopic.get(topic);
    if (nanos == null) {
      throw new IllegalArgumentException(topic + " is not watched");
    }
    long[] copy = new long[nanos.length()];
    for (int member = 0; member < copy.length; member++) {
      copy[member] = nanos.get(member);
    }
    return copy;
  }

  /** How many of the members have had their record. */
  static int count(long[] nanos) {
    return (int) Arrays.stream(nanos).filter(at -> at != 0).count();
  }

  private void watch() {
    try {
      while (true) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(
                record -> {
                  AtomicLongArray nanos = byTopic.get(record.topic());
                  if (nanos != null) {
                    nanos.compareAndSet(EventMix.member(record.key()), 0, System.nanoTime());
                  }
                });
      }
    } catch (WakeupException e) {
      // That was close().
    } finally {
      consumer.close();
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
