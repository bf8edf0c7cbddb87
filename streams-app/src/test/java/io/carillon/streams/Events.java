package io.carillon.streams;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.EmailChanged;
import io.carillon.avro.InboxEntry;
import io.carillon.avro.MemberDeleted;
import io.carillon.avro.MemberUnvouched;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.NdaJoined;
import io.carillon.avro.NdaLeft;
import io.carillon.avro.NdaStatus;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.PreferenceSet;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as others would produce them, with only what a test is about spelled out. */
public final class Events {
  private Events() {}

  static MemberVouched vouched(String eventId, String member) {
    return vouched(eventId, member, 0, 1, Flow.NOW);
  }

  static MemberVouched vouched(String eventId, String member, int before, int after, Instant at) {
    return new MemberVouched(eventId, at, member, before, after, "Bob");
  }

  static MemberUnvouched unvouched(
      String eventId, String member, int before, int after, Instant at) {
    return new MemberUnvouched(eventId, at, member, before, after);
  }

  static NdaJoined ndaJoined(
      String eventId, String member, NdaStatus from, NdaStatus to, Instant at) {
    return new NdaJoined(eventId, at, member, from, to);
  }

  static NdaLeft ndaLeft(String eventId, String member, NdaStatus from, NdaStatus to, Instant at) {
    return new NdaLeft(eventId, at, member, from, to, "the year is over");
  }

  static EmailChanged emailChanged(
      String eventId, String member, @Nullable String from, String to, Instant at) {
    return new EmailChanged(eventId, at, member, from, to, null, null);
  }

  static MemberDeleted deleted(String eventId, String member, @Nullable String email, Instant at) {
    return new MemberDeleted(eventId, at, member, email, "Ann", "de");
  }

  static DeliveryOutcome accepted(String member) {
    return DeliveryOutcome.newBuilder()
        .setCommandId("command")
        .setEventId("event")
        .setMemberId(member)
        .setMessageType("vouched")
        .setChannel(Channel.EMAIL)
        .setAttempt(1)
        .setAt(Flow.NOW)
        .setStatus(OutcomeStatus.ACCEPTED)
        .build();
  }

  /** What the in-app worker writes. */
  public static InboxEntry inboxEntry(String id, String member, Instant createdAt) {
    return new InboxEntry(
        id,
        member,
        "event",
        "vouched",
        "community",
        "Title",
        "Message",
        "Message",
        "/profile",
        null,
        null,
        null,
        List.of("bob"),
        "en",
        createdAt,
        false);
  }

  static PreferenceSet off(
      String member, @Nullable String type, @Nullable String category, @Nullable Channel channel) {
    return choice(member, type, category, channel, Choice.OFF, Flow.NOW);
  }

  static PreferenceSet choice(
      String member,
      @Nullable String type,
      @Nullable String category,
      @Nullable Channel channel,
      Choice choice,
      Instant at) {
    return new PreferenceSet("change", at, member, type, category, channel, choice);
  }
}
