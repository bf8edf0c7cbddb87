package io.carillon.delivery.inapp;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.InboxEntry;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RetryLater;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.templates.RenderingException;
import io.carillon.delivery.templates.Templates;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SerdeException;
import io.carillon.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Writes inbox entries to {@link Topics#INBOX}. An entry's id is its command's, and a second write
 * of it replaces the first, so an attempt whose acknowledgement was lost is simply made again:
 * there is no ambiguous end. No address is involved, so no playpen either. Thread-safe; owns its
 * connections, and closes them.
 */
public final class InAppChannel implements Channel<InAppCommand>, AutoCloseable {
  private static final String CHANNEL = "in-app";

  private final Templates templates;
  private final InboxWriter inbox;
  private final Duration ackTimeout;

  private InAppChannel(Templates templates, InboxWriter inbox, InAppSettings settings) {
    this.templates = templates;
    this.inbox = inbox;
    this.ackTimeout = settings.ackTimeout();
  }

  /**
   * Makes a channel with connections of its own; waits for neither Kafka nor the registry.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param registry where the schemas are
   * @param settings how long to wait
   * @param templates render what a command does not say itself
   * @return the channel, to be closed
   */
  public static InAppChannel open(
      Map<String, String> kafka,
      RegistrySettings registry,
      InAppSettings settings,
      Templates templates) {
    return new InAppChannel(templates, InboxWriter.open(kafka, registry, settings), settings);
  }

  /** A channel on a given writer. */
  static InAppChannel on(InboxWriter inbox, InAppSettings settings, Templates templates) {
    return new InAppChannel(templates, inbox, settings);
  }

  @Override
  public Outcome deliver(InAppCommand command, Begin begin) throws InterruptedException {
    String link = command.getLink();
    if (link != null && !InboxLink.isAllowed(link)) {
      return new Rejected(Reason.of("bad-link"), null, true);
    }
    InboxEntry entry;
    try {
      entry = entry(command);
    } catch (RenderingException e) {
      return new Rejected(new Reason("template", e.getMessage()), null, true);
    }
    begin.aboutToSend();
    return write(entry);
  }

  private InboxEntry entry(InAppCommand command) throws RenderingException {
    CommandHeader header = command.getHeader();
    String message = text(command, "message", command.getMessage());
    return InboxEntry.newBuilder()
        .setEntryId(header.getCommandId())
        .setMemberId(header.getMemberId())
        .setEventId(header.getEventId())
        .setMessageType(header.getMessageType())
        .setCategory(header.getCategory())
        .setTitle(text(command, "title", command.getTitle()))
        .setMessage(message)
        .setShortMessage(ShortMessage.of(message))
        .setLink(command.getLink())
        .setTargetType(command.getTargetType())
        .setTargetId(command.getTargetId())
        .setTargetAction(command.getTargetAction())
        .setActors(command.getActors())
        .setLanguage(header.getLanguage())
        .setCreatedAt(header.getCreatedAt())
        .setIsRead(false)
        .build();
  }

  private String text(InAppCommand command, String part, @Nullable String given)
      throws RenderingException {
    if (given != null) {
      return given;
    }
    CommandHeader header = command.getHeader();
    return templates.render(
        header.getMessageType(), CHANNEL, part, header.getLanguage(), command.getModel());
  }

  @Override
  public Duration longestAttempt() {
    return ackTimeout;
  }

  private Outcome write(InboxEntry entry) throws InterruptedException {
    long end = System.nanoTime() + ackTimeout.toNanos();
    try {
      Future<?> acknowledged = inbox.write(entry); // may wait, too
      acknowledged.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      return new Delivered(entry.getEntryId(), Level.ACCEPTED);
    } catch (TimeoutException e) {
      return later("inbox-timeout");
    } catch (ExecutionException e) {
      return failed(e.getCause());
    } catch (InterruptException e) {
      // Kafka wraps the interrupt and sets the flag again; the engine expects it as it was.
      Thread.interrupted();
      throw new InterruptedException("stopping");
    } catch (KafkaException e) {
      return failed(e);
    }
  }

  /** What Kafka may get over is tried again; what no entry can pass stops the route. */
  private static Outcome failed(@Nullable Throwable cause) {
    if (cause instanceof RetriableException) {
      return later("inbox-unavailable");
    }
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return new RouteDown(Reason.of("inbox-refused"));
    }
    if (cause instanceof SerdeException) {
      // The registry is away, or a step of the release is missing: no fault of the entry.
      return new RouteDown(Reason.of("inbox-schema"));
    }
    if (cause instanceof RecordTooLargeException) {
      return new Rejected(Reason.of("entry-too-large"), null, true);
    }
    if (cause instanceof InvalidRecordException) {
      return new Rejected(Reason.of("entry-invalid"), null, true);
    }
    // Such as a producer that has given itself up: every entry would fail, so none is given up.
    String kind = cause == null ? null : cause.getClass().getSimpleName();
    return new RouteDown(new Reason("inbox-failed", kind));
  }

  private static RetryLater later(String code) {
    return new RetryLater(null, Reason.of(code), BackOffScope.ROUTE);
  }

  @Override
  public void close() {
    inbox.close();
  }
}
