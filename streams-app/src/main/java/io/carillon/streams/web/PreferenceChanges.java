package io.carillon.streams.web;

import io.carillon.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes changes of preferences. Thread-safe. */
final class PreferenceChanges {
  private static final Logger log = LoggerFactory.getLogger(PreferenceChanges.class);
  private final Producer<String, SpecificRecord> producer;

  /**
   * Where the last record of a change is.
   *
   * @param partition its partition
   * @param offset its offset
   */
  record Token(TopicPartition partition, long offset) {
    /** The form callers see: {@code <topic>-<partition>@<offset>}. */
    @Override
    public String toString() {
      return partition + "@" + offset;
    }
  }

  PreferenceChanges(Producer<String, SpecificRecord> producer) {
    this.producer = producer;
  }

  /**
   * Writes records, and returns when every replica has them.
   *
   * @param memberId whose preferences change
   * @param records at least one, applied in this order
   * @return where the last of them is
   * @throws ApiException if it is not known whether they were all written
   */
  Token write(String memberId, List<? extends SpecificRecord> records) {
    try {
      List<Future<RecordMetadata>> written = new ArrayList<>();
      for (SpecificRecord change : records) {
        written.add(
            producer.send(
                new ProducerRecord<>(Topics.PREFERENCE_CHANGES.name(), memberId, change)));
      }
      Token last = null;
      for (Future<RecordMetadata> one : written) {
        RecordMetadata record = one.get();
        last = new Token(new TopicPartition(record.topic(), record.partition()), record.offset());
      }
      if (last == null) {
        throw new IllegalArgumentException("a change has at least one record");
      }
      return last;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException | KafkaException e) {
      report(e.getCause() == null ? e : e.getCause());
      throw ApiException.unavailable(
          "it is not known whether the change was kept; send it again, that does no harm");
    }
  }

  /** While no broker answers there is one for each change that somebody tries to make. */
  private static void report(Throwable why) {
    if (why instanceof RetriableException) {
      log.warn("A change of preferences was not written: {}", why.getMessage());
    } else {
      log.warn("A change of preferences was not written", why);
    }
  }
}
