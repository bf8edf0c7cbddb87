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
import java.util.stream.Collectors;
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
 * missing: a global table waits, a sink fails with its first record. If their partitions are no
 * longer those of the stores, it advises to delete the stores.
 */
final class StreamsAppTopics {
  private static final Logger log = LoggerFactory.getLogger(StreamsAppTopics.class);
  private static final int REQUEST_TIMEOUT_MILLIS = 5_000;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Set<Topic<?>> topics;
  private final Set<Topic<?>> written;
  private final Set<String> changelogs;

  private StreamsAppTopics(Set<Topic<?>> topics, Set<Topic<?>> written, Set<String> changelogs) {
    this.topics = topics;
    this.written = written;
    this.changelogs = changelogs;
  }

  /**
   * Reads off the topics of the catalogue that a topology names.
   *
   * @param changelogs the topics of its stores, which Kafka Streams creates
   */
  static StreamsAppTopics of(Topology topology, Set<String> changelogs) {
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
    return new StreamsAppTopics(inCatalogue(names), inCatalogue(written), changelogs);
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
   * same partition everywhere, and where they were before.
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
    List<String> names = new ArrayList<>(changelogs);
    topics.forEach(topic -> names.add(topic.name()));
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin
            .describeTopics(names, new DescribeTopicsOptions().timeoutMs(REQUEST_TIMEOUT_MILLIS))
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
    List<String> missing =
        topics.stream().map(Topic::name).filter(name -> !partitions.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "these topics are missing: "
              + String.join(", ", missing)
              + ". Create them with ./carillon topics create");
    }
    Map<String, Integer> byMember = only(partitions, byMember());
    Map<String, Integer> stores = only(partitions, changelogs);
    if (Set.copyOf(byMember.values()).size() > 1) {
      throw new IllegalStateException(
          "topics keyed by member must all have the same number of partitions: " + byMember);
    }
    int count = byMember.values().iterator().next();
    if (stores.values().stream().anyMatch(kept -> kept != count)) {
      throw new IllegalStateException(
          "topics keyed by member have "
              + count
              + " partitions, and what is known of members is kept by another number: "
              + stores
              + ". It cannot change after the first start: create the topics anew with the old one");
    }
    return count;
  }

  private Set<String> byMember() {
    return topics.stream()
        .filter(topic -> topic.layout() == Layout.BY_MEMBER)
        .map(Topic::name)
        .collect(Collectors.toSet());
  }

  private static Map<String, Integer> only(Map<String, Integer> partitions, Set<String> names) {
    Map<String, Integer> some = new TreeMap<>(partitions);
    some.keySet().retainAll(names);
    return some;
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
