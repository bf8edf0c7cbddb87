package io.carillon.schemas;

import io.carillon.schemas.Topic.Cleanup;
import io.carillon.schemas.Topic.Layout;
import io.carillon.schemas.TopicDifference.Missing;
import io.carillon.schemas.TopicDifference.Partitions;
import io.carillon.schemas.TopicDifference.Setting;
import io.carillon.schemas.TopicDifference.UnequalPartitions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Creates the topics of the catalogue and tells where a cluster departs from it. Never changes or
 * deletes a topic that exists. Thread-safe as far as the given client is; does not close it.
 */
public final class TopicSetup {
  private final Admin admin;

  /**
   * Makes a set-up for one cluster.
   *
   * @param admin a client of the cluster, closed by the caller
   */
  public TopicSetup(Admin admin) {
    this.admin = admin;
  }

  /**
   * Tells how many partitions the topics keyed by member have. If they disagree, it is the number
   * of most of them: whoever changed one of them by mistake must not be told to change the others.
   *
   * @return their number of partitions; of two that are as frequent the greater, as partitions can
   *     be added but not taken away; nothing if the cluster has no such topic
   * @throws KafkaException if the cluster cannot be reached, or refuses
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public OptionalInt memberPartitions() throws InterruptedException {
    Map<String, TopicDescription> found = describe();
    Map<Integer, Integer> frequency = new TreeMap<>();
    for (Topic<?> topic : Topics.all()) {
      TopicDescription description = found.get(topic.name());
      if (description != null && topic.layout() == Layout.BY_MEMBER) {
        frequency.merge(description.partitions().size(), 1, Integer::sum);
      }
    }
    return frequency.entrySet().stream()
        .max(
            Map.Entry.<Integer, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(most -> OptionalInt.of(most.getKey()))
        .orElse(OptionalInt.empty());
  }

  /**
   * Creates the topics that are missing.
   *
   * @param memberPartitions the number of partitions of topics keyed by member, 1 or more
   * @param replicationFactor how many brokers keep each partition, 1 or more; -1 for the default of
   *     the cluster
   * @return the names of the topics created, in the order of the catalogue; those that were there
   *     already are left alone, see {@link #verify}
   * @throws KafkaException if the cluster cannot be reached, or refuses
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public List<String> create(int memberPartitions, short replicationFactor)
      throws InterruptedException {
    Map<String, NewTopic> wanted = new LinkedHashMap<>();
    for (Topic<?> topic : Topics.all()) {
      wanted.put(
          topic.name(),
          new NewTopic(topic.name(), topic.partitions(memberPartitions), replicationFactor)
              .configs(settings(topic)));
    }
    wanted.keySet().removeAll(await(admin.listTopics().names()));
    List<String> created = new ArrayList<>();
    Map<String, KafkaFuture<Void>> results = admin.createTopics(wanted.values()).values();
    for (String name : wanted.keySet()) {
      if (isCreated(name, results)) {
        created.add(name);
      }
    }
    return created;
  }

  /**
   * Compares the cluster with the catalogue.
   *
   * @param memberPartitions the number of partitions of topics keyed by member, 1 or more
   * @return what differs, in the order of the catalogue; empty if nothing does
   * @throws KafkaException if the cluster cannot be reached, or refuses
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public List<TopicDifference> verify(int memberPartitions) throws InterruptedException {
    Map<String, TopicDescription> found = describe();
    Map<String, Config> configs = configs(found.keySet());
    List<TopicDifference> differences = new ArrayList<>();
    SortedMap<String, Integer> byMember = new TreeMap<>();
    for (Topic<?> topic : Topics.all()) {
      TopicDescription description = found.get(topic.name());
      Config config = configs.get(topic.name());
      if (description == null || config == null) {
        differences.add(new Missing(topic.name()));
        continue;
      }
      int actual = description.partitions().size();
      if (topic.layout() == Layout.BY_MEMBER) {
        byMember.put(topic.name(), actual);
      }
      int expected = topic.partitions(memberPartitions);
      if (actual != expected) {
        differences.add(new Partitions(topic.name(), expected, actual));
      }
      compareSettings(topic, config, differences);
    }
    if (byMember.values().stream().distinct().count() > 1) {
      differences.add(new UnequalPartitions(byMember));
    }
    return differences;
  }

  private static void compareSettings(
      Topic<?> topic, Config config, List<TopicDifference> differences) {
    settings(topic)
        .forEach(
            (name, expected) -> {
              @Nullable String actual = config.get(name) == null ? null : config.get(name).value();
              if (!expected.equals(actual)) {
                differences.add(
                    new Setting(topic.name(), name, expected, actual == null ? "" : actual));
              }
            });
  }

  private static Map<String, String> settings(Topic<?> topic) {
    if (topic.cleanup() == Cleanup.COMPACT) {
      return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(topic.retention().toMillis()));
    return settings;
  }

  private Map<String, TopicDescription> describe() throws InterruptedException {
    List<String> there = new ArrayList<>(Topics.all().stream().map(Topic::name).toList());
    there.retainAll(await(admin.listTopics().names()));
    return await(admin.describeTopics(there).allTopicNames());
  }

  private Map<String, Config> configs(Iterable<String> names) throws InterruptedException {
    List<ConfigResource> resources = new ArrayList<>();
    for (String name : names) {
      resources.add(new ConfigResource(ConfigResource.Type.TOPIC, name));
    }
    Map<String, Config> byName = new LinkedHashMap<>();
    await(admin.describeConfigs(resources).all())
        .forEach((resource, config) -> byName.put(resource.name(), config));
    return byName;
  }

  /** False if somebody else was quicker. */
  private static boolean isCreated(String name, Map<String, KafkaFuture<Void>> results)
      throws InterruptedException {
    KafkaFuture<Void> result = results.get(name);
    if (result == null) {
      return false;
    }
    try {
      await(result);
      return true;
    } catch (TopicExistsException e) {
      return false;
    }
  }

  private static <T> T await(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException(e.getCause());
    }
  }
}
