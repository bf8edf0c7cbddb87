package io.carillon.streams.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler.Response;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler.Result;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose fault it is that a record could not be processed. */
final class DeadLetterHandlerTest {
  private static final ErrorHandlerContext CONTEXT =
      new DefaultErrorHandlerContext(
          null,
          "events.members",
          3,
          17,
          new RecordHeaders(),
          "admit",
          new TaskId(0, 3),
          0,
          new byte[0],
          new byte[0]);

  private final List<String> counted = new ArrayList<>();
  private final DeadLetterHandler handler = new DeadLetterHandler();

  @BeforeEach
  void configure() {
    handler.configure(
        Map.of(
            DeadLetterHandler.SINK,
            new DeadLetterHandler.Sink(
                (topic, letter) -> new byte[0],
                InstantSource.fixed(Instant.EPOCH),
                counted::add,
                letter -> {})));
  }

  @Test
  void aProducerThatRefusesToGoOnIsNotTheRecordsFault() {
    IllegalStateException refused = RefusingProducer.refusal();

    assertThat(handle(refused).result()).isEqualTo(Result.FAIL);
    assertThat(counted).isEmpty();
  }

  @Test
  void whatOurOwnCodeThrowsIs() {
    Response response = handle(new IllegalStateException("ours"));

    assertThat(response.result()).isEqualTo(Result.RESUME);
    assertThat(response.deadLetterQueueRecords()).hasSize(1);
    assertThat(counted).containsExactly("processing-failed");
  }

  private Response handle(Exception exception) {
    return handler.handleError(CONTEXT, new Record<>("ann", "event", 0), exception);
  }
}
