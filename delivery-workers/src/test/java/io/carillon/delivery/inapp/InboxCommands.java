package io.carillon.delivery.inapp;

import io.carillon.avro.CommandHeader;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.Lane;
import io.carillon.avro.OnAmbiguous;
import io.carillon.avro.Priority;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** In-app commands that say only what a test is about. */
final class InboxCommands {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private InboxCommands() {}

  /** To Ann, with texts of its own. */
  static InAppCommand.Builder toAnn() {
    return ofType("vouched", null).setTitle("Welcome").setMessage("Bob vouched for you");
  }

  /** To Ann, with texts from the templates. */
  static InAppCommand.Builder ofType(String messageType, @Nullable String language) {
    return InAppCommand.newBuilder()
        .setHeader(
            CommandHeader.newBuilder()
                .setCommandId("command-1")
                .setIdempotencyKey("command-1")
                .setEventId("event-1")
                .setSendId("send-1")
                .setMemberId("ann")
                .setMessageType(messageType)
                .setCategory("membership")
                .setTransactional(false)
                .setLanguage(language)
                .setPriority(Priority.NORMAL)
                .setLane(Lane.URGENT)
                .setCreatedAt(NOW)
                .setNotBefore(NOW)
                .setExpiresAt(NOW.plus(Duration.ofDays(1)))
                .setAttempt(1)
                .setOnAmbiguous(OnAmbiguous.SEND_AGAIN)
                .build());
  }
}
