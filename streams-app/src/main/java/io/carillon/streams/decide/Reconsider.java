package io.carillon.streams.decide;

import io.carillon.avro.AgendaItem;
import io.carillon.avro.Candidate;
import io.carillon.avro.Channel;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryStatus;
import io.carillon.avro.Recipient;
import io.carillon.avro.Standing;
import io.carillon.schemas.Topics;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.catalog.NewsletterAction;
import io.carillon.streams.deadletters.DeadLetters;
import io.carillon.streams.deadletters.UnprocessableRecordException;
import io.carillon.streams.decide.PolicyChain.Objection;
import io.carillon.streams.flow.Nodes;
import io.carillon.streams.ledger.Delivery;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.ledger.LedgerEntry;
import io.carillon.streams.recipients.RecipientStore;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the next attempt of one command with what is known by now: a preference changed
 * meanwhile counts, and so do a deletion, a switch and the time.
 */
final class Reconsider implements Processor<String, AgendaItem, String, SpecificRecord> {
  private final Catalog catalog;
  private final CommandFactory commands;
  private final Function<ProcessorContext<?, ?>, PolicyChain> chains;
  private ProcessorContext<String, SpecificRecord> context;
  private RecipientStore recipients;
  private Ledger ledger;
  private PolicyChain policies;

  Reconsider(
      Catalog catalog,
      CommandFactory commands,
      Function<ProcessorContext<?, ?>, PolicyChain> chains) {
    this.catalog = catalog;
    this.commands = commands;
    this.chains = chains;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    this.context = context;
    this.recipients = RecipientStore.of(context);
    this.ledger = Ledger.of(context);
    this.policies = chains.apply(context);
  }

  @Override
  public void process(Record<String, AgendaItem> record) {
    AgendaItem item = record.value();
    LedgerEntry entry =
        ledger.find(item.getMemberId(), item.getEventId(), context.currentSystemTimeMs());
    if (entry == null) {
      throw new UnprocessableRecordException(
          "ledger-expired", "the ledger knows nothing of command " + item.getCommandId());
    }
    Delivery delivery = entry.delivery(item.getCommandId());
    boolean stillWaiting =
        delivery != null
            && delivery.status() == DeliveryStatus.RETRYING
            && delivery.attempt() + 1 == item.getAttempt();
    if (stillWaiting) {
      reconsider(entry, Objects.requireNonNull(delivery), item.getAttempt());
    }
  }

  private void reconsider(LedgerEntry entry, Delivery delivery, int attempt) {
    MessageType type = catalog.type(delivery.messageType()).orElse(null);
    Candidate candidate = entry.candidate(delivery.messageType());
    if (type == null || candidate == null) {
      throw new UnprocessableRecordException(
          "message-type-gone", "the catalog has no " + delivery.messageType() + " any more");
    }
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    Recipient recipient = recipients.get(candidate.getMemberId());
    Question question = Decide.again(type, delivery.channel(), candidate, recipient, now);
    Objection objection = policies.judge(question);
    if (objection != null) {
      end(entry, delivery, question, objection, attempt);
    } else if (delivery.channel() == Channel.NEWSLETTER) {
      wishAgain(entry, delivery, question, attempt);
    } else {
      send(entry, delivery, question, attempt, null);
    }
  }

  /** What later changes have overtaken is not done; the rest is wished anew. */
  private void wishAgain(LedgerEntry entry, Delivery delivery, Question question, int attempt) {
    NewsletterAction action = Objects.requireNonNull(question.type().newsletter());
    Standing standing = question.standing();
    Long version = question.candidate().getNewsletterVersion();
    List<String> remaining =
        Wishes.remaining(
            standing, action.operation(), commands.slugs(action), version == null ? 0 : version);
    if (remaining.isEmpty()) {
      Skip skip = new Skip("overtaken", "a later change of the same newsletters");
      end(entry, delivery, question, new Objection("newsletters", skip), attempt);
      return;
    }
    Wishes.Wish wish = Wishes.next(standing, remaining);
    Recipient recipient = question.recipient();
    recipients.put(
        question.candidate().getMemberId(),
        new Recipient(
            recipient.getProfile(),
            recipient.getPreferences(),
            Wishes.wish(standing, action.operation(), wish)));
    send(entry, delivery, question, attempt, wish);
  }

  private void send(
      LedgerEntry entry,
      Delivery delivery,
      Question question,
      int attempt,
      Wishes.@Nullable Wish wish) {
    SpecificRecord command = commands.command(question, delivery.commandId(), attempt, wish);
    long now = question.now().toEpochMilli();
    Delivery issued =
        delivery.with(DeliveryStatus.ISSUED, attempt, question.now(), delivery.reason(), null);
    LedgerEntry after = entry.with(issued);
    ledger.replace(
        wish == null
            ? after
            : after.with(Decider.withVersion(question.candidate(), wish.version())),
        now);
    context.forward(
        new Record<>(question.candidate().getMemberId(), command, now), Decide.sink(command));
  }

  /** It will not be sent any more; the reason is a decision like any other. */
  private void end(
      LedgerEntry entry, Delivery delivery, Question question, Objection objection, int attempt) {
    String reason = objection.skip().reason();
    boolean expired = reason.equals(ExpiryPolicy.EXPIRED);
    DeliveryStatus status =
        expired
            ? DeliveryStatus.EXPIRED
            : reason.equals("overtaken") ? DeliveryStatus.OVERTAKEN : DeliveryStatus.WITHDRAWN;
    long now = question.now().toEpochMilli();
    Delivery ended = delivery.with(status, delivery.attempt(), question.now(), reason, null);
    Decision first = entry.decision();
    Decision decision =
        new Decision(
            first.getEventId(),
            first.getEventType(),
            first.getMemberId(),
            first.getOccurredAt(),
            question.now(),
            List.of(Decider.skip(question, objection, delivery.commandId(), attempt)));
    ledger.replace(entry.with(ended), now);
    context.forward(
        new Record<>(first.getMemberId(), decision, now), Nodes.writer(Topics.DECISIONS));
    if (expired) {
      context.forward(
          new Record<>(
              first.getMemberId(),
              DeadLetters.ofDelivery("agenda", first, ended, "expired", null, question.now()),
              now),
          Nodes.writer(Topics.DEAD_LETTERS));
    }
  }
}
