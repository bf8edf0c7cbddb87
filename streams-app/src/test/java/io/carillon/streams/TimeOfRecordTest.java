package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class TimeOfRecordTest {
  private static final long NONE = ConsumerRecord.NO_TIMESTAMP;

  private final TimeOfRecord time = new TimeOfRecord();

  @Test
  void aRecordsOwnTimeCounts() {
    assertThat(time.extract(at(1_000), 2_000)).isEqualTo(1_000);
  }

  @Test
  void aRecordWithoutATimeIsAsOldAsTheLatestBeforeIt() {
    assertThat(time.extract(at(NONE), 2_000)).isEqualTo(2_000);
  }

  @Test
  void theFirstRecordOfAPartitionMayHaveNoneEither() {
    assertThat(time.extract(at(NONE), NONE)).isZero();
  }

  private static ConsumerRecord<Object, Object> at(long timestamp) {
    return new ConsumerRecord<>(
        "events.members",
        0,
        0,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        "key",
        "value",
        new RecordHeaders(),
        Optional.empty());
  }
}
