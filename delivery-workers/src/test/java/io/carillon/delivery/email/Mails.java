package io.carillon.delivery.email;

import io.carillon.avro.AttachmentRef;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.Lane;
import io.carillon.avro.OnAmbiguous;
import io.carillon.avro.Priority;
import io.carillon.settings.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Commands and settings of which a test says only what matters to it. */
final class Mails {
  static final Instant DECIDED = Instant.parse("2026-03-05T09:30:00Z");

  private Mails() {}

  /** A transactional command with a text of its own, decided at {@link #DECIDED}. */
  static EmailCommand command(Consumer<EmailCommand.Builder> changes) {
    EmailCommand.Builder builder =
        EmailCommand.newBuilder()
            .setHeader(header("vouched").build())
            .setTo("ann@example.org")
            .setSubject("Hello")
            .setText("Hello Ann")
            .setReplyTo(new ArrayList<>())
            .setBcc(new ArrayList<>())
            .setModel(new HashMap<>())
            .setHeaders(new HashMap<>())
            .setTrackingTags(new HashMap<>())
            .setAttachments(new ArrayList<>());
    changes.accept(builder);
    return builder.build();
  }

  static EmailCommand commandTo(String address) {
    return command(mail -> mail.setTo(address));
  }

  static CommandHeader.Builder header(String messageType) {
    return CommandHeader.newBuilder()
        .setCommandId("c1")
        .setIdempotencyKey("k1")
        .setEventId("e1")
        .setSendId("s1")
        .setMemberId("m1")
        .setMessageType(messageType)
        .setCategory("membership")
        .setTransactional(true)
        .setPriority(Priority.NORMAL)
        .setLane(Lane.URGENT)
        .setCreatedAt(DECIDED)
        .setNotBefore(DECIDED)
        .setExpiresAt(DECIDED.plus(Duration.ofDays(3)))
        .setAttempt(1)
        .setOnAmbiguous(OnAmbiguous.SEND_AGAIN);
  }

  /** The header of the same command when it is tried again an hour later. */
  static CommandHeader secondAttempt() {
    return header("vouched").setAttempt(2).setNotBefore(DECIDED.plus(Duration.ofHours(1))).build();
  }

  static EmailCommand bulk(Consumer<EmailCommand.Builder> changes) {
    return command(
        mail -> {
          mail.setHeader(header("vouched").setTransactional(false).build());
          changes.accept(mail);
        });
  }

  static AttachmentRef attachment(String name, String type, String uri) {
    return new AttachmentRef(name, type, uri);
  }

  /** Settings for a plain server on this machine. */
  static EmailSettings settings(int port) {
    return settings(relay(port), sender(), rules());
  }

  static EmailSettings settings(
      EmailSettings.Relay relay, EmailSettings.Sender sender, EmailSettings.Rules rules) {
    return new EmailSettings(relay, sender, rules, null);
  }

  static EmailSettings.Relay relay(int port) {
    return new EmailSettings.Relay(
        "127.0.0.1",
        port,
        EmailSettings.Tls.NONE,
        null,
        null,
        null,
        EmailSettings.Timeouts.defaults(),
        EmailSettings.Pool.defaults());
  }

  static EmailSettings.Sender sender() {
    return new EmailSettings.Sender(
        "news@carillon.example",
        "Carillon",
        List.of(),
        null,
        "mail.carillon.example",
        new Secret("0123456789abcdef"),
        null,
        null);
  }

  static EmailSettings.Rules rules() {
    return new EmailSettings.Rules(Set.of("X-Campaign"), false, 1_000_000);
  }

  static Map<String, String> siteModel() {
    return Map.of("siteName", "Town", "siteUrl", "https://town.example/", "memberName", "Ann");
  }
}
