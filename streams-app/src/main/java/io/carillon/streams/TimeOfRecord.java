package io.carillon.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time of a record, by which the inputs of a task are put in order. A record without one counts
 * as made when the latest before it was. Made by Kafka Streams.
 */
public final class TimeOfRecord implements TimestampExtractor {
  /** Made by Kafka Streams. */
  public TimeOfRecord() {}

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime);
  }
}
