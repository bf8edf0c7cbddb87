package io.carillon.streams.deadletters;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * Whether a record is where everything else about its member is: under the member's id, and on the
 * partition that Kafka's Java clients choose for it. What is elsewhere would be kept by another
 * task, in a row of its own that no event and no query ever asks for. Clients of other languages
 * choose otherwise unless told. Made once a task; immutable.
 */
public final class Placement {
  /**
   * The setting that holds the number of partitions of the topics keyed by member: an Integer, 1 or
   * more.
   */
  public static final String PARTITIONS = "carillon.member-partitions";

  private final int here;
  private final int partitions;

  Placement(int here, int partitions) {
    this.here = here;
    this.partitions = partitions;
  }

  /**
   * Says where the records of a task are: a task has the number of the partitions it reads.
   *
   * @param context the context of one of the task's processors
   * @return the rule for the task's records
   */
  public static Placement of(ProcessingContext context) {
    Object partitions = context.appConfigs().get(PARTITIONS);
    return new Placement(
        context.taskId().partition(), (Integer) Objects.requireNonNull(partitions, PARTITIONS));
  }

  /**
   * Checks a record.
   *
   * @param key its key
   * @param memberId the member it is about
   * @param broken where the rule goes that it breaks
   */
  public void check(@Nullable String key, String memberId, List<String> broken) {
    if (!memberId.equals(key)) {
      broken.add("key: must be the memberId");
      return;
    }
    int home = partition(memberId);
    if (home != here) {
      broken.add(
          "partition: must be "
              + home
              + ", which murmur2 makes of the key (murmur2_random in librdkafka), was "
              + here);
    }
  }

  /**
   * Checks a record whose other rules are checked apart.
   *
   * @param key its key
   * @param memberId the member it is about; null if the record does not say
   * @throws UnprocessableRecordException if it is not where it must be
   */
  public void check(@Nullable String key, @Nullable String memberId) {
    List<String> broken = new ArrayList<>(0);
    if (memberId == null) {
      broken.add("key: must be the memberId");
    } else {
      check(key, memberId, broken);
    }
    if (!broken.isEmpty()) {
      throw new UnprocessableRecordException("rule-broken", String.join("; ", broken));
    }
  }

  /** As Kafka's Java clients do, and Kafka Streams when it is asked who owns a key. */
  private int partition(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }
}
