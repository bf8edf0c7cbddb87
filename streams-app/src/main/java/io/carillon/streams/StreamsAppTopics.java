package io.carillon.streams;

import io.carillon.schemas.Topic;
import io.carillon.schemas.Topic.Layout;
import io.carillon.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.GlobalStore;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics a topology reads and writes. Kafka Streams itself says nothing useful if one is
 * missing: a global table waits, a sink fails with its first record.
 */
final class StreamsAppTopics {
  private static final Logger log = LoggerFactory.getLogger(StreamsAppTopics.class);
  private static final int REQUEST_TIMEOUT_MILLIS = 5_000;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Set<Topic<?>> topics;
  private final Set<Topic<?>> written;

  private StreamsAppTopics(Set<Topic<?>> topics, Set<Topic<?>> written) {
    this.topics = topics;
    this.written = written;
  }

  /** Reads off the topics of the catalogue that a topology names. */
  static StreamsAppTopics of(Topology topology) {
    TopologyDescription description = topology.describe();
    Set<String> names = new LinkedHashSet<>();
    // The HTTP interface writes them, and the topology knows nothing of it.
    Set<String> written = new LinkedHashSet<>(Set.of(Topics.PREFERENCE_CHANGES.name()));
    for (Subtopology part : description.subtopologies()) {
      for (Node node : part.nodes()) {
        names.addAll(topics(node));
        written.addAll(node instanceof Sink ? topics(node) : Set.of());
      }
    }
    for (GlobalStore table : description.globalStores()) {
      names.addAll(topics(table.source()));
    }
    return new StreamsAppTopics(inCatalogue(names), inCatalogue(written));
  }

  private static Set<Topic<?>> inCatalogue(Set<String> names) {
    Set<Topic<?>> topics = new LinkedHashSet<>();
    for (Topic<?> topic : Topics.all()) {
      if (names.contains(topic.name())) {
        topics.add(topic);
      }
    }
    return topics;
  }

  /** What this app writes. */
  Set<Topic<?>> written() {
    return written;
  }

  /** What it reads and others write. */
  Set<Topic<?>> onlyRead() {
    Set<Topic<?>> onlyRead = new LinkedHashSet<>(topics);
    onlyRead.removeAll(written);
    return onlyRead;
  }

  /**
   * Waits until Kafka answers, and checks that every topic is there, and that members are in the
   * same partition everywhere.
   *
   * @return the number of partitions of the topics keyed by member
   * @throws IllegalStateException if a topic is missing or has too few or many partitions, or if
   *     Kafka refuses to tell
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  int check(Admin admin) throws InterruptedException {
    boolean away = false;
    while (true) {
      try {
        int memberPartitions = check(describe(admin));
        if (away) {
          log.info("Kafka is back");
        }
        return memberPartitions;
      } catch (RetriableException e) {
        if (!away) {
          log.warn("Kafka does not answer, trying again: {}", e.getMessage());
          away = true;
        }
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }

  /** The number of partitions of each topic that exists. */
  private Map<String, Integer> describe(Admin admin) throws InterruptedException {
    Map<String, Integer> partitions = new TreeMap<>();
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin
            .describeTopics(
                topics.stream().map(Topic::name).toList(),
                new DescribeTopicsOptions().timeoutMs(REQUEST_TIMEOUT_MILLIS))
            .topicNameValues();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
      try {
        partitions.put(answer.getKey(), answer.getValue().get().partitions().size());
      } catch (ExecutionException e) {
        // A missing topic is retriable to Kafka, but not to us: somebody has to create it.
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          continue;
        }
        if (e.getCause() instanceof RetriableException retriable) {
          throw retriable;
        }
        throw new IllegalStateException(
            "Kafka does not tell about topic " + answer.getKey(), e.getCause());
      }
    }
    return partitions;
  }

  private int check(Map<String, Integer> partitions) {
    List<String> missing = new ArrayList<>();
    Map<String, Integer> byMember = new TreeMap<>();
    for (Topic<?> topic : topics) {
      Integer count = partitions.get(topic.name());
      if (count == null) {
        missing.add(topic.name());
      } else if (topic.layout() == Layout.BY_MEMBER) {
        byMember.put(topic.name(), count);
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "these topics are missing: "
              + String.join(", ", missing)
              + ". Create them with ./carillon topics create");
    }
    Set<Integer> counts = Set.copyOf(byMember.values());
    if (counts.size() > 1) {
      throw new IllegalStateException(
          "topics keyed by member must all have the same number of partitions: " + byMember);
    }
    return counts.iterator().next();
  }

  private static Set<String> topics(Node node) {
    if (node instanceof Source source && source.topicSet() != null) {
      return source.topicSet();
    }
    if (node instanceof Sink sink && sink.topic() != null) {
      return Set.of(sink.topic());
    }
    return Set.of();
  }
}
