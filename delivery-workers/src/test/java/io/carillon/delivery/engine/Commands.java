package io.carillon.delivery.engine;

import io.carillon.avro.Channel;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.Lane;
import io.carillon.avro.OnAmbiguous;
import io.carillon.avro.Priority;
import io.carillon.schemas.Topic;
import io.carillon.schemas.Topic.Cleanup;
import io.carillon.schemas.Topic.Layout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Makes commands and channel specs for tests: whatever a test does not care about is filled in. */
final class Commands {
  static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant FAR_AWAY = Instant.parse("2099-01-01T00:00:00Z");

  private Commands() {}

  static InAppCommand command(String member, String id) {
    return command(header(member, id).build());
  }

  static InAppCommand command(CommandHeader header) {
    return InAppCommand.newBuilder()
        .setHeader(header)
        .setModel(Map.of())
        .setActors(List.of())
        .build();
  }

  static CommandHeader.Builder header(String member, String id) {
    return CommandHeader.newBuilder()
        .setCommandId(id)
        .setIdempotencyKey(id)
        .setEventId("event-of-" + id)
        .setSendId("send")
        .setMemberId(member)
        .setMessageType("welcome")
        .setCategory("account")
        .setTransactional(true)
        .setPriority(Priority.NORMAL)
        .setLane(Lane.URGENT)
        .setCreatedAt(LONG_AGO)
        .setNotBefore(LONG_AGO)
        .setExpiresAt(FAR_AWAY)
        .setAttempt(1)
        .setOnAmbiguous(OnAmbiguous.HOLD);
  }

  /** A channel whose provider notices repetitions and that keeps no order. */
  static ChannelSpec<InAppCommand> plain(String name) {
    return spec(name, false, false);
  }

  static ChannelSpec<InAppCommand> ordered(String name) {
    return spec(name, true, false);
  }

  static ChannelSpec<InAppCommand> marking(String name) {
    return spec(name, false, true);
  }

  private static ChannelSpec<InAppCommand> spec(String name, boolean ordered, boolean marksBegun) {
    return new ChannelSpec<>(
        Channel.IN_APP,
        topic(name),
        topic(name + ".bulk"),
        InAppCommand::getHeader,
        ordered,
        marksBegun);
  }

  private static Topic<InAppCommand> topic(String name) {
    return new Topic<>(
        name,
        "member id",
        List.of(InAppCommand.class),
        Layout.BY_MEMBER,
        Cleanup.DELETE,
        Duration.ofDays(1),
        "tests");
  }
}
