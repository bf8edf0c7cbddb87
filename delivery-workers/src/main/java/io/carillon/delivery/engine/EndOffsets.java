package io.carillon.delivery.engine;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Tells where partitions end now, whether transactions there are open or not. */
@FunctionalInterface
interface EndOffsets {
  /**
   * Asks the brokers.
   *
   * @return for each partition, the offset the next record will have
   * @throws org.apache.kafka.common.errors.RetriableException if they do not answer
   * @throws org.apache.kafka.common.KafkaException if they cannot tell
   */
  Map<TopicPartition, Long> of(Set<TopicPartition> partitions);
}
