package io.carillon.streams.deadletters;

import io.carillon.avro.AgendaItem;
import io.carillon.avro.DeadLetter;
import io.carillon.schemas.RegistryUnavailableException;
import io.carillon.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a failure means. Bad data becomes a dead letter with its coordinates and its
 * original bytes, if a record can hold them, in the transaction of everything else, and the app
 * goes on with the next record. Failures of the infrastructure are not the record's fault: the app
 * fails, restarts, and reads it again.
 */
public final class DeadLetterHandler
    implements DeserializationExceptionHandler,
        ProcessingExceptionHandler,
        ProductionExceptionHandler {
  /** The setting that holds the {@link Sink}; not a text but the object itself. */
  public static final String SINK = "carillon.dead-letters";

  private static final Logger log = LoggerFactory.getLogger(DeadLetterHandler.class);
  private static final int MOST_DETAIL = 500;

  private static final String TRANSACTIONS =
      "org.apache.kafka.clients.producer.internals.TransactionManager";

  /** In bytes; what brokers and producers take unless told otherwise is 1 MiB. */
  private static final int LARGEST = 900_000;

  private Sink sink;

  /**
   * What the handler needs.
   *
   * @param serializer writes dead letters
   * @param clock when a record is given up
   * @param counter is told the reason of each dead letter
   * @param globalSender sends the dead letters of global tables, which have no transaction to send
   *     them in
   */
  public record Sink(
      Serializer<DeadLetter> serializer,
      InstantSource clock,
      Consumer<String> counter,
      Consumer<ProducerRecord<byte[], byte[]>> globalSender) {}

  /** Made by Kafka Streams. */
  @SuppressWarnings("NullAway.Init") // Streams calls configure before anything else.
  public DeadLetterHandler() {}

  @Override
  public void configure(Map<String, ?> settings) {
    sink = (Sink) Objects.requireNonNull(settings.get(SINK), SINK);
  }

  @Override
  public DeserializationExceptionHandler.Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    if (exception instanceof RegistryUnavailableException) {
      return DeserializationExceptionHandler.Response.fail();
    }
    DeadLetter letter =
        letter(
            "read",
            Reasons.of(exception),
            exception,
            context,
            record.key(),
            record.value(),
            record.headers());
    return DeserializationExceptionHandler.Response.resume(dispatch(letter, record.topic()));
  }

  @Override
  public ProcessingExceptionHandler.Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    // A serializer that fails on what a processor made is a bug or a refused schema, not bad input.
    if (exception instanceof KafkaException || isOfTransaction(exception)) {
      return ProcessingExceptionHandler.Response.fail();
    }
    DeadLetter letter =
        letter(
            context.processorNodeId(),
            Reasons.of(exception),
            exception,
            context,
            context.sourceRawKey(),
            context.sourceRawValue(),
            context.headers());
    if (record != null && record.value() instanceof AgendaItem item) {
      letter.put("memberId", item.getMemberId());
      letter.put("eventId", item.getEventId());
      letter.put("commandId", item.getCommandId());
    }
    return ProcessingExceptionHandler.Response.resume(dispatch(letter, context.topic()));
  }

  @Override
  public ProductionExceptionHandler.Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    if (exception instanceof RecordTooLargeException) {
      // There is no going on without it: what was refused has ended the transaction. Rules for what
      // is read keep it from happening, unless less is allowed than is usual.
      log.error(
          "What {}-{}@{} leads to cannot be written to {}: more than max.request.size of the"
              + " producer or max.message.bytes of the topic. Neither may be less than 1 MiB",
          context.topic(),
          context.partition(),
          context.offset(),
          record.topic());
    }
    return ProductionExceptionHandler.Response.fail();
  }

  /**
   * Tells whether a producer refused to go on with its transaction. Kafka Streams goes on with the
   * next record when no broker answered a commit for long, but the producer does not know what
   * became of that.
   *
   * @param exception what was thrown
   * @return whether it was, which is no record's fault
   */
  public static boolean isOfTransaction(Throwable exception) {
    StackTraceElement[] trace = exception.getStackTrace();
    return exception instanceof IllegalStateException
        && trace.length > 0
        && trace[0].getClassName().equals(TRANSACTIONS);
  }

  private List<ProducerRecord<byte[], byte[]>> dispatch(DeadLetter letter, @Nullable String topic) {
    sink.counter().accept(letter.getReason());
    ProducerRecord<byte[], byte[]> record = fitting(letter);
    if (Topics.SWITCHES.name().equals(topic)) {
      sink.globalSender().accept(record);
      return List.of();
    }
    return List.of(record);
  }

  /** Leaves out what makes a letter too large; its coordinates say where to find it. */
  private ProducerRecord<byte[], byte[]> fitting(DeadLetter letter) {
    ProducerRecord<byte[], byte[]> record = record(letter);
    for (String part : List.of("value", "headers", "key")) {
      if (size(record) > LARGEST) {
        leaveOut(letter, part);
        record = record(letter);
      }
    }
    return record;
  }

  private ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
    return new ProducerRecord<>(
        Topics.DEAD_LETTERS.name(),
        letter.getKey() == null ? null : letter.getKey().array(),
        sink.serializer().serialize(Topics.DEAD_LETTERS.name(), letter));
  }

  private static long size(ProducerRecord<byte[], byte[]> record) {
    return (record.key() == null ? 0L : record.key().length) + record.value().length;
  }

  private static void leaveOut(DeadLetter letter, String part) {
    Object there = letter.get(part);
    if (there == null) {
      return;
    }
    String size = there instanceof ByteBuffer bytes ? " of " + bytes.remaining() + " bytes" : "";
    letter.put("detail", letter.getDetail() + "; its " + part + size + " did not fit in here");
    letter.put(part, there instanceof Map ? Map.of() : null);
  }

  private DeadLetter letter(
      String stage,
      String reason,
      Exception exception,
      ErrorHandlerContext context,
      byte @Nullable [] key,
      byte @Nullable [] value,
      @Nullable Headers headers) {
    log.warn(
        "dead letter: {} at {} for {}-{}@{}",
        reason,
        stage,
        context.topic(),
        context.partition(),
        context.offset());
    boolean punctuated = context.topic() == null;
    return new DeadLetter(
        stage,
        reason,
        detail(exception),
        sink.clock().instant(),
        context.topic(),
        punctuated ? null : context.partition(),
        punctuated ? null : context.offset(),
        punctuated || context.timestamp() < 0 ? null : Instant.ofEpochMilli(context.timestamp()),
        key == null ? null : ByteBuffer.wrap(key),
        value == null ? null : ByteBuffer.wrap(value),
        headers(headers),
        null,
        null,
        null,
        null,
        null);
  }

  /** Only our own words: those of other exceptions may quote the data. */
  private static String detail(Exception exception) {
    String words =
        exception instanceof UnprocessableRecordException
                || exception instanceof SerializationException
            ? String.valueOf(exception.getMessage())
            : exception.getClass().getName();
    return words.length() > MOST_DETAIL ? words.substring(0, MOST_DETAIL) : words;
  }

  private static Map<String, ByteBuffer> headers(@Nullable Headers headers) {
    Map<String, ByteBuffer> copy = new HashMap<>();
    if (headers != null) {
      for (Header header : headers) {
        byte[] value = header.value();
        copy.put(
            header.key(),
            value == null
                ? ByteBuffer.wrap("".getBytes(StandardCharsets.UTF_8))
                : ByteBuffer.wrap(value));
      }
    }
    return copy;
  }
}
