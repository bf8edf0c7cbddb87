package io.carillon.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What the topology writes to a topic: how often, and the values of some records.
 *
 * @param topic where
 * @param perEvent how many records for each event
 * @param values some of them; nobody changes the arrays
 */
record Samples(String topic, double perEvent, List<byte[]> values) {
  private static final int KEPT = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads what was written for some events.
   *
   * @param broker where
   * @param events the topic that has one record for each event
   * @param starts where to start in each partition
   * @param ends where to end, for the same partitions
   * @return one for each topic that was written to
   */
  static List<Samples> take(
      String broker,
      String events,
      Map<TopicPartition, Long> starts,
      Map<TopicPartition, Long> ends) {
    Map<String, Long> counts = new TreeMap<>();
    Map<String, List<byte[]>> values = new TreeMap<>();
    Committed.read(
        broker,
        starts,
        ends,
        record -> {
          counts.merge(record.topic(), 1L, Long::sum);
          List<byte[]> some = values.computeIfAbsent(record.topic(), topic -> new ArrayList<>());
          if (some.size() < KEPT) {
            some.add(record.value());
          }
        });
    double all = counts.getOrDefault(events, 0L);
    List<Samples> samples = new ArrayList<>();
    values.forEach(
        (topic, some) ->
            samples.add(new Samples(topic, counts.getOrDefault(topic, 0L) / all, some)));
    return samples;
  }

  /** Leaves samples for another process. */
  static void save(List<Samples> samples, Path file) {
    try {
      JSON.writeValue(file.toFile(), samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what {@link #save} has left. */
  static List<Samples> load(Path file) {
    try {
      return JSON.readValue(file.toFile(), new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
