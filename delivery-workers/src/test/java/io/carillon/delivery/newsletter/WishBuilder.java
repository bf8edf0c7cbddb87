package io.carillon.delivery.newsletter;

import io.carillon.avro.CommandHeader;
import io.carillon.avro.Lane;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.OnAmbiguous;
import io.carillon.avro.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Newsletter commands that say only what a test is about. */
final class WishBuilder {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final NewsletterCommand.Builder command;
  private String member = "ann";
  private Instant at = NOW;

  private WishBuilder(NewsletterOperation operation, String email) {
    command = NewsletterCommand.newBuilder().setOperation(operation).setEmail(email).setVersion(1);
  }

  static WishBuilder subscribe(String email) {
    return new WishBuilder(NewsletterOperation.SUBSCRIBE, email);
  }

  static WishBuilder unsubscribe(String email) {
    return new WishBuilder(NewsletterOperation.UNSUBSCRIBE, email);
  }

  static WishBuilder move(String oldEmail, String newEmail) {
    WishBuilder wish = new WishBuilder(NewsletterOperation.MOVE, newEmail);
    wish.command.setOldEmail(oldEmail);
    return wish;
  }

  WishBuilder slugs(String... slugs) {
    command.setSlugs(List.of(slugs));
    return this;
  }

  WishBuilder leave(String... slugs) {
    command.setLeave(List.of(slugs));
    return this;
  }

  WishBuilder country(String country) {
    command.setCountry(country);
    return this;
  }

  WishBuilder lang(String lang) {
    command.setLang(lang);
    return this;
  }

  WishBuilder token(String token) {
    command.setToken(token);
    return this;
  }

  WishBuilder sync() {
    command.setSync(true);
    return this;
  }

  WishBuilder optout() {
    command.setOptout(true);
    return this;
  }

  WishBuilder version(long version) {
    command.setVersion(version);
    return this;
  }

  WishBuilder member(String id) {
    member = id;
    return this;
  }

  WishBuilder at(Instant decided) {
    at = decided;
    return this;
  }

  NewsletterCommand build() {
    CommandHeader header =
        CommandHeader.newBuilder()
            .setCommandId(member + "-" + command.getVersion())
            .setIdempotencyKey("command")
            .setEventId("event")
            .setSendId("send")
            .setMemberId(member)
            .setMessageType("newsletter-subscription")
            .setCategory("newsletters")
            .setTransactional(true)
            .setPriority(Priority.NORMAL)
            .setLane(Lane.URGENT)
            .setCreatedAt(at)
            .setNotBefore(at)
            .setExpiresAt(at.plus(Duration.ofDays(1)))
            .setAttempt(1)
            .setOnAmbiguous(OnAmbiguous.SEND_AGAIN)
            .build();
    return command.setHeader(header).build();
  }
}
