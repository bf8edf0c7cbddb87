package io.carillon.schemas;

import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * One topic of the contract: its name, what key and value mean, and how it is laid out. Immutable.
 *
 * @param <V> what its values have in common: the record type, or {@link SpecificRecord} where it
 *     carries several
 * @param name the name in Kafka
 * @param key what the key is, in words
 * @param valueTypes the record types it may carry, at least one
 * @param layout how it is partitioned
 * @param cleanup what Kafka does with old records
 * @param retention how long a record is kept at least; zero for a compacted topic, which keeps the
 *     last record of each key
 * @param writer who alone writes it, in words
 */
public record Topic<V extends SpecificRecord>(
    String name,
    String key,
    List<Class<? extends V>> valueTypes,
    Layout layout,
    Cleanup cleanup,
    Duration retention,
    String writer) {

  /** How a topic is partitioned. */
  public enum Layout {
    /** By the id of the member: all of these have the same number of partitions. */
    BY_MEMBER,
    /** Small reference data that every instance reads whole: one partition. */
    WHOLE,
    /** By some other key; as many partitions as those by member. */
    BY_OTHER_KEY
  }

  /** What Kafka does with old records. */
  public enum Cleanup {
    /** Deletes them after the retention. */
    DELETE,
    /** Keeps the last of each key. */
    COMPACT
  }

  /** Copies the list of types. */
  public Topic {
    valueTypes = List.copyOf(valueTypes);
    if (valueTypes.isEmpty()) {
      throw new IllegalArgumentException(name + ": a topic carries at least one record type");
    }
  }

  /**
   * Returns how the subjects of this topic's schemas are named.
   *
   * @return by topic where it carries one record type, else by topic and record
   */
  public SubjectStrategy subjects() {
    return valueTypes.size() == 1 ? SubjectStrategy.TOPIC_NAME : SubjectStrategy.TOPIC_RECORD_NAME;
  }

  /**
   * Returns the number of partitions.
   *
   * @param memberPartitions the number chosen for topics keyed by member, 1 or more
   * @return the number of partitions of this topic
   */
  public int partitions(int memberPartitions) {
    return layout == Layout.WHOLE ? 1 : memberPartitions;
  }
}
