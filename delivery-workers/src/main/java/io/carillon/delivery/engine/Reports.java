package io.carillon.delivery.engine;

import io.carillon.avro.CommandHeader;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.OutcomeStatus;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.schemas.Masking;
import io.carillon.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what became of each record. Nothing counts as written before the broker said so; if it
 * cannot be written at all, the engine fails. Thread-safe.
 */
final class Reports {
  private final ChannelSpec<?> spec;
  private final @Nullable String route;
  private final Producer<byte[], byte[]> producer;
  private final Serializer<DeliveryOutcome> outcomes;
  private final Serializer<DeadLetter> deadLetters;
  private final InstantSource clock;
  private final Consumer<Throwable> failure;

  /**
   * How reports become bytes.
   *
   * @param outcomes for the values of the outcomes
   * @param deadLetters for the values of the dead letters
   */
  record Formats(Serializer<DeliveryOutcome> outcomes, Serializer<DeadLetter> deadLetters) {}

  Reports(
      ChannelSpec<?> spec,
      @Nullable String route,
      Producer<byte[], byte[]> producer,
      Formats formats,
      InstantSource clock,
      Consumer<Throwable> failure) {
    this.spec = spec;
    this.route = route;
    this.producer = producer;
    this.outcomes = formats.outcomes();
    this.deadLetters = formats.deadLetters();
    this.clock = clock;
    this.failure = failure;
  }

  /** That an attempt is about to be made cannot be recorded, so it must not be made. */
  static final class NotRecordedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NotRecordedException(Throwable cause) {
      super("an attempt cannot be recorded", cause);
    }
  }

  /**
   * Records that an attempt is about to be made, and waits until that is safe.
   *
   * @throws InterruptedException if the calling thread is interrupted meanwhile; the attempt must
   *     not be made then
   * @throws NotRecordedException if it cannot be written; the engine has failed then
   */
  void begun(CommandHeader header) throws InterruptedException {
    DeliveryOutcome begun = about(header).setStatus(OutcomeStatus.BEGUN).build();
    try {
      producer.send(record(begun)).get();
    } catch (InterruptException e) {
      // Kafka sets the flag again and wraps the rest.
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (ExecutionException e) {
      throw notRecorded(e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      throw notRecorded(e);
    }
  }

  private NotRecordedException notRecorded(Throwable cause) {
    failure.accept(cause);
    return new NotRecordedException(cause);
  }

  /**
   * Reports how an attempt ended.
   *
   * @param written runs once it is safe
   */
  void ended(CommandHeader header, Outcome outcome, Runnable written) {
    DeliveryOutcome.Builder report = about(header);
    describe(outcome, report);
    send(record(report.build()), callback(written));
  }

  /**
   * Reports that a record cannot be read.
   *
   * @param written runs once it is safe
   */
  void unreadable(
      ConsumerRecord<byte[], byte[]> source, String reason, String detail, Runnable written) {
    DeadLetter letter = letter(source, reason, detail).build();
    send(
        record(source, letter),
        (metadata, error) -> {
          if (error instanceof RecordTooLargeException) {
            // The coordinates still lead to the original; without this, it would stop us forever.
            DeadLetter stub =
                letter(source, reason, detail + " (value left out: too large)")
                    .setValue(null)
                    .build();
            send(record(source, stub), callback(written));
          } else {
            callback(written).onCompletion(metadata, error);
          }
        });
  }

  /** Fills in what the outcome says. {@code RouteDown} is no end of an attempt. */
  static void describe(Outcome outcome, DeliveryOutcome.Builder report) {
    if (outcome instanceof Outcome.Delivered delivered) {
      report
          .setStatus(OutcomeStatus.valueOf(delivered.level().name()))
          .setProviderId(delivered.providerId());
    } else if (outcome instanceof Outcome.RetryLater later) {
      report
          .setStatus(OutcomeStatus.RETRY_LATER)
          .setNotBefore(later.notBefore())
          .setScope(later.scope());
      explain(later.reason(), report);
    } else if (outcome instanceof Outcome.Rejected rejected) {
      report
          .setStatus(OutcomeStatus.REJECTED)
          .setSuppression(rejected.suppression())
          .setOurFault(rejected.ourFault());
      explain(rejected.reason(), report);
    } else if (outcome instanceof Outcome.Ambiguous ambiguous) {
      report.setStatus(OutcomeStatus.AMBIGUOUS);
      explain(ambiguous.reason(), report);
    } else if (outcome instanceof Outcome.Overtaken overtaken) {
      report.setStatus(OutcomeStatus.OVERTAKEN);
      explain(overtaken.reason(), report);
    } else {
      throw new IllegalArgumentException("not the end of an attempt: " + outcome.getClass());
    }
  }

  private static void explain(Reason reason, DeliveryOutcome.Builder report) {
    report.setReason(reason.code()).setDetail(Masking.mask(reason.detail()));
  }

  private DeliveryOutcome.Builder about(CommandHeader header) {
    return DeliveryOutcome.newBuilder()
        .setCommandId(header.getCommandId())
        .setEventId(header.getEventId())
        .setMemberId(header.getMemberId())
        .setMessageType(header.getMessageType())
        .setChannel(spec.id())
        .setAttempt(header.getAttempt())
        .setAt(clock.instant())
        .setRoute(route);
  }

  private DeadLetter.Builder letter(
      ConsumerRecord<byte[], byte[]> source, String reason, String detail) {
    Map<String, ByteBuffer> headers = new HashMap<>();
    for (Header header : source.headers()) {
      headers.put(header.key(), wrapped(header.value() == null ? new byte[0] : header.value()));
    }
    String masked = Masking.mask(detail);
    return DeadLetter.newBuilder()
        .setStage(spec.stage())
        .setReason(reason)
        .setDetail(masked == null ? "" : masked)
        .setDeadAt(clock.instant())
        .setSourceTopic(source.topic())
        .setSourcePartition(source.partition())
        .setSourceOffset(source.offset())
        .setSourceTimestamp(Instant.ofEpochMilli(Math.max(0, source.timestamp())))
        .setKey(wrapped(source.key()))
        .setValue(wrapped(source.value()))
        .setHeaders(headers)
        .setChannel(spec.id());
  }

  @SuppressWarnings("NullAway") // Avro's fields take null where the schema says so.
  private static ByteBuffer wrapped(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private ProducerRecord<byte[], byte[]> record(DeliveryOutcome outcome) {
    String topic = Topics.OUTCOMES.name();
    return new ProducerRecord<>(
        topic,
        outcome.getMemberId().getBytes(StandardCharsets.UTF_8),
        outcomes.serialize(topic, outcome));
  }

  private ProducerRecord<byte[], byte[]> record(
      ConsumerRecord<byte[], byte[]> source, DeadLetter letter) {
    String topic = Topics.DEAD_LETTERS.name();
    return new ProducerRecord<>(topic, source.key(), deadLetters.serialize(topic, letter));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback learns of every end
  private void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    producer.send(record, callback);
  }

  private Callback callback(Runnable written) {
    return (metadata, error) -> {
      if (error == null) {
        written.run();
      } else {
        failure.accept(error);
      }
    };
  }
}
