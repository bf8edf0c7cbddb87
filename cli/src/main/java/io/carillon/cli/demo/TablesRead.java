package io.carillon.cli.demo;

import io.carillon.cli.CliException;
import io.carillon.schemas.Topic;
import io.carillon.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells when the streams app has read the tables: what a member wants must be known before the
 * first event about the member. Switches need no waiting, as the app reads them before it starts.
 * Tells as well whether there is anything in them.
 */
final class TablesRead {
  private static final String GROUP = "carillon";
  private static final List<Topic<?>> TABLES = List.of(Topics.MEMBERS, Topics.PREFERENCE_CHANGES);
  private static final long LOOK_MS = 100;

  private TablesRead() {}

  /**
   * Waits.
   *
   * @throws CliException if the app does not get there in time
   */
  static void await(String bootstrapServers, Duration patience, LongSupplier nanos)
      throws InterruptedException {
    long deadline = nanos.getAsLong() + patience.toNanos();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Map<TopicPartition, Long> ends = ends(admin, TABLES);
      while (!isRead(admin, ends)) {
        if (nanos.getAsLong() > deadline) {
          throw new CliException(
              "the streams app has not read the tables after " + patience.toSeconds() + " s");
        }
        Thread.sleep(LOOK_MS);
      }
    } catch (ExecutionException e) {
      throw new CliException("Kafka does not tell how far the streams app is: " + e.getCause(), e);
    }
  }

  /**
   * Tells whether nobody was ever written to the table of members.
   *
   * @throws CliException if Kafka does not tell
   */
  static boolean nobodyIsKnown(String bootstrapServers) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return ends(admin, List.of(Topics.MEMBERS)).values().stream().allMatch(end -> end == 0);
    } catch (ExecutionException e) {
      throw new CliException("Kafka does not tell what is in its tables: " + e.getCause(), e);
    }
  }

  private static boolean isRead(Admin admin, Map<TopicPartition, Long> ends)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> read =
        admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    return ends.entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata offset = read.get(end.getKey());
              return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue());
            });
  }

  private static Map<TopicPartition, Long> ends(Admin admin, List<Topic<?>> tables)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (var topic :
        admin
            .describeTopics(tables.stream().map(Topic::name).toList())
            .allTopicNames()
            .get()
            .values()) {
      topic
          .partitions()
          .forEach(
              p -> asked.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest()));
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(asked).all().get().forEach((p, info) -> ends.put(p, info.offset()));
    return ends;
  }
}
