package io.carillon.cli.demo;

import io.carillon.avro.Channel;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.Lane;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.OnAmbiguous;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.Priority;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of one event about Ann, as short as a test needs them. */
final class Records {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static long offset;

  private Records() {}

  static Produced vouched(String eventId) {
    return new Produced(
        "MemberVouched", eventId, "ann", new Produced.Place("events.members", 0, offset++), NOW);
  }

  static Decision decision(String eventId, Verdict... verdicts) {
    return new Decision(eventId, "MemberVouched", "ann", NOW, NOW, List.of(verdicts));
  }

  static Verdict send(Channel channel, String commandId) {
    return new Verdict(
        "vouched",
        "community",
        false,
        channel,
        VerdictKind.SEND,
        "send",
        "decided",
        null,
        commandId,
        1,
        null);
  }

  static Verdict skip(Channel channel, String reason) {
    return skip(channel, reason, null);
  }

  static Verdict withdrawn(Channel channel, String reason, String commandId) {
    return skip(channel, reason, commandId);
  }

  private static Verdict skip(Channel channel, String reason, @Nullable String commandId) {
    return new Verdict(
        "vouched",
        "community",
        false,
        channel,
        VerdictKind.SKIP,
        "preferences",
        reason,
        "channel email = off",
        commandId,
        1,
        null);
  }

  static DeliveryOutcome outcome(
      Channel channel, String commandId, OutcomeStatus status, int attempt) {
    return new DeliveryOutcome(
        commandId,
        "e",
        "ann",
        "vouched",
        channel,
        attempt,
        NOW.plusMillis(250),
        status,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false);
  }

  static DeadLetter deadLetter(
      @Nullable Produced event, @Nullable String commandId, String reason) {
    Produced.Place place = event == null ? null : event.place();
    return new DeadLetter(
        "intake",
        reason,
        "",
        Records.NOW,
        place == null ? null : place.topic(),
        place == null ? null : place.partition(),
        place == null ? null : place.offset(),
        null,
        null,
        null,
        Map.of(),
        null,
        null,
        commandId,
        null,
        null);
  }

  static DeadLetter givenUp(String commandId, String reason) {
    return deadLetter(null, commandId, reason);
  }

  static EmailCommand email(String commandId, String to) {
    return new EmailCommand(
        header(commandId),
        to,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        null,
        Map.of(),
        null,
        Map.of(),
        List.of(),
        Map.of());
  }

  static NewsletterCommand newsletter(
      String commandId, NewsletterOperation operation, String to, long version) {
    return new NewsletterCommand(
        header(commandId),
        operation,
        to,
        operation == NewsletterOperation.MOVE ? "ann@example.org" : null,
        null,
        List.of("phone"),
        List.of(),
        null,
        null,
        true,
        false,
        null,
        false,
        version);
  }

  static InAppCommand inApp(String commandId) {
    return new InAppCommand(
        header(commandId), null, null, Map.of(), null, null, null, null, List.of());
  }

  private static CommandHeader header(String commandId) {
    return new CommandHeader(
        commandId,
        commandId,
        "e",
        "s",
        "ann",
        "vouched",
        "community",
        false,
        null,
        Priority.NORMAL,
        Lane.URGENT,
        NOW,
        NOW,
        NOW,
        1,
        OnAmbiguous.SEND_AGAIN,
        null,
        null);
  }
}
