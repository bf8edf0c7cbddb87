package io.carillon.streams.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.DeadLetter;
import io.carillon.behaviours.Behaviour;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is nobody's fault but ours, or not the record's. All else is seen at the topology. */
class DeadLetterHandlerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] KEY = "ann".getBytes(UTF_8);
  private static final byte[] VALUE = "the record".getBytes(UTF_8);

  private final RecordHeaders headers = new RecordHeaders();
  private final List<DeadLetter> letters = new ArrayList<>();
  private final List<String> counted = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
  private final DeadLetterHandler handler = new DeadLetterHandler();

  @BeforeEach
  void configure() {
    Serializer<DeadLetter> serializer =
        (topic, letter) -> {
          letters.add(letter);
          return VALUE;
        };
    handler.configure(
        Map.of(
            DeadLetterHandler.SINK,
            new DeadLetterHandler.Sink(
                serializer, InstantSource.fixed(NOW), counted::add, sent::add)));
  }

  @Test
  @Behaviour({"XC-7", "XC-9"})
  void aBugIsADeadLetterWithoutItsWordsBecauseTheyMayQuoteTheData() {
    headers.add("traceparent", "00-1".getBytes(UTF_8)).add("empty", null);

    ProcessingExceptionHandler.Response response =
        process(new IllegalStateException("ann@example.org has no name"));

    assertThat(response.result()).isEqualTo(ProcessingExceptionHandler.Result.RESUME);
    assertThat(response.deadLetterQueueRecords()).hasSize(1);
    assertThat(counted).containsExactly("processing-failed");
    assertThat(letters)
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.getReason()).isEqualTo("processing-failed");
              assertThat(letter.getDetail()).isEqualTo("java.lang.IllegalStateException");
              assertThat(letter.getStage()).isEqualTo("decide");
              assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(VALUE));
              assertThat(letter.getHeaders())
                  .containsEntry("traceparent", ByteBuffer.wrap("00-1".getBytes(UTF_8)))
                  .containsEntry("empty", ByteBuffer.wrap(new byte[0]));
            });
  }

  @Test
  @Behaviour("XC-7")
  void aFailureOfKafkaItselfSaysNothingOfTheRecord() {
    assertThat(process(new KafkaException("the store is gone")).result())
        .isEqualTo(ProcessingExceptionHandler.Result.FAIL);
    assertThat(
            handler
                .handleError(
                    context("events.members"),
                    new ProducerRecord<>("decisions", KEY, VALUE),
                    new KafkaException("the broker is gone"))
                .result())
        .isEqualTo(ProductionExceptionHandler.Result.FAIL);

    assertThat(letters).isEmpty();
    assertThat(counted).isEmpty();
  }

  @Test
  @Behaviour("XC-7")
  void aProducerThatRefusesToGoOnSaysNothingOfTheRecordEither() {
    assertThat(process(RefusingProducer.refusal()).result())
        .isEqualTo(ProcessingExceptionHandler.Result.FAIL);

    assertThat(letters).isEmpty();
    assertThat(counted).isEmpty();
  }

  @Test
  @Behaviour("XC-7")
  void ofABadSwitchWeSendTheLetterOurselvesBecauseStreamsWritesNoneForGlobalTables() {
    DeserializationExceptionHandler.Response response =
        handler.handleError(
            context("tables.switches"),
            new ConsumerRecord<>("tables.switches", 0, 7, KEY, VALUE),
            new UnprocessableRecordException("rule-broken", "key: must be the name"));

    assertThat(response.result()).isEqualTo(DeserializationExceptionHandler.Result.RESUME);
    assertThat(response.deadLetterQueueRecords()).isEmpty();
    assertThat(sent).singleElement().extracting(ProducerRecord::topic).isEqualTo("dead-letters");
    assertThat(counted).containsExactly("rule-broken");
  }

  @Test
  void ofVeryLongWordsTheBeginningIsEnough() {
    process(new UnprocessableRecordException("rule-broken", "x".repeat(501)));

    assertThat(letters)
        .singleElement()
        .extracting(DeadLetter::getDetail)
        .isEqualTo("x".repeat(500));
  }

  private ProcessingExceptionHandler.Response process(Exception exception) {
    return handler.handleError(
        context("events.members"), new Record<>("ann", "anything", NOW.toEpochMilli()), exception);
  }

  /** Where a record came from, as Kafka Streams tells it. */
  private ErrorHandlerContext context(String topic) {
    return new ErrorHandlerContext() {
      @Override
      public String topic() {
        return topic;
      }

      @Override
      public int partition() {
        return 0;
      }

      @Override
      public long offset() {
        return 7;
      }

      @Override
      public Headers headers() {
        return headers;
      }

      @Override
      public String processorNodeId() {
        return "decide";
      }

      @Override
      public TaskId taskId() {
        return new TaskId(0, 0);
      }

      @Override
      public long timestamp() {
        return NOW.toEpochMilli();
      }

      @Override
      public byte[] sourceRawKey() {
        return KEY;
      }

      @Override
      public byte[] sourceRawValue() {
        return VALUE;
      }
    };
  }
}
