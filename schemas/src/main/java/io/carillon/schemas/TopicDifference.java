package io.carillon.schemas;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** One way in which a cluster departs from the catalogue of topics. Immutable. */
public sealed interface TopicDifference {
  /**
   * Says what differs, for people.
   *
   * @return one sentence without a full stop
   */
  String text();

  /**
   * A topic is not there.
   *
   * @param topic its name
   */
  record Missing(String topic) implements TopicDifference {
    @Override
    public String text() {
      return topic + " is missing";
    }
  }

  /**
   * A topic has another number of partitions.
   *
   * @param topic its name
   * @param expected the number asked for
   * @param actual the number it has
   */
  record Partitions(String topic, int expected, int actual) implements TopicDifference {
    @Override
    public String text() {
      return topic + " has " + actual + " partitions instead of " + expected;
    }
  }

  /**
   * A topic has another value for a setting.
   *
   * @param topic its name
   * @param name the setting, such as {@code retention.ms}
   * @param expected the value of the catalogue
   * @param actual the value it has
   */
  record Setting(String topic, String name, String expected, String actual)
      implements TopicDifference {
    @Override
    public String text() {
      return topic + " has " + name + "=" + actual + " instead of " + expected;
    }
  }

  /**
   * The topics keyed by member do not all have the same number of partitions. Then the records of
   * one member are on different partitions of different topics and cannot be joined: worse than a
   * wrong number everywhere.
   *
   * @param partitions the number of partitions of each of these topics
   */
  record UnequalPartitions(SortedMap<String, Integer> partitions) implements TopicDifference {
    /** Copies the map. */
    public UnequalPartitions {
      partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }

    @Override
    public String text() {
      return "topics keyed by member must have equal numbers of partitions, have " + partitions;
    }
  }
}
