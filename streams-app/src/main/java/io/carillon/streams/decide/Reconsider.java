package io.carillon.streams.decide;

import io.carillon.avro.AgendaItem;
import io.carillon.avro.Candidate;
import io.carillon.avro.Channel;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryStatus;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.Recipient;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import io.carillon.schemas.Topics;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.catalog.NewsletterAction;
import io.carillon.streams.deadletters.DeadLetters;
import io.carillon.streams.deadletters.GivenUp;
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
import java.util.function.Consumer;
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
  /** What a verdict names in place of a policy if there is nothing left to decide about. */
  static final String CATALOG = "catalog";

  /**
   * One more attempt.
   *
   * @param entry the decision and what became of it
   * @param delivery the command
   * @param number the attempt that is due, 2 or more
   */
  private record Attempt(LedgerEntry entry, Delivery delivery, int number) {}

  private final Catalog catalog;
  private final CommandFactory commands;
  private final Function<ProcessorContext<?, ?>, PolicyChain> chains;
  private final Consumer<Decision> decided;
  private ProcessorContext<String, SpecificRecord> context;
  private RecipientStore recipients;
  private Ledger ledger;
  private PolicyChain policies;

  Reconsider(
      Catalog catalog,
      CommandFactory commands,
      Function<ProcessorContext<?, ?>, PolicyChain> chains,
      Consumer<Decision> decided) {
    this.catalog = catalog;
    this.commands = commands;
    this.chains = chains;
    this.decided = decided;
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
      reconsider(new Attempt(entry, Objects.requireNonNull(delivery), item.getAttempt()));
    }
  }

  private void reconsider(Attempt attempt) {
    Delivery delivery = attempt.delivery();
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    MessageType type =
        catalog
            .type(delivery.messageType())
            .filter(known -> known.channels().contains(delivery.channel()))
            .orElse(null);
    if (type == null) {
      end(attempt, gone(attempt), DeliveryStatus.WITHDRAWN, now);
      return;
    }
    Candidate candidate =
        Objects.requireNonNull(
            attempt.entry().candidate(delivery.messageType()), "what is sent has a candidate");
    Recipient recipient = recipients.get(candidate.getMemberId());
    Question question = Decide.again(type, delivery.channel(), candidate, recipient, now);
    Wishes.Wish wish = delivery.channel() == Channel.NEWSLETTER ? wishAgain(question) : null;
    Objection objection = objection(question, wish);
    if (objection == null) {
      send(attempt, question, wish);
    } else {
      Verdict verdict = Decider.skip(question, objection, delivery.commandId(), attempt.number());
      end(attempt, verdict, status(objection.skip().reason()), now);
    }
  }

  /** The verdict if a release has since taken the message type away, or its channel. */
  private static Verdict gone(Attempt attempt) {
    Verdict first =
        Objects.requireNonNull(
            attempt.entry().verdict(attempt.delivery().commandId()), "what is sent has a verdict");
    return new Verdict(
        first.getMessageType(),
        first.getCategory(),
        first.getTransactional(),
        first.getChannel(),
        VerdictKind.SKIP,
        CATALOG,
        SkipReason.MESSAGE_TYPE_GONE.code(),
        null,
        attempt.delivery().commandId(),
        attempt.number(),
        null);
  }

  /** What later changes have overtaken is not done; the rest is wished anew. */
  private Wishes.Wish wishAgain(Question question) {
    NewsletterAction action = Objects.requireNonNull(question.type().newsletter());
    long version =
        Objects.requireNonNull(
            question.candidate().getNewsletterVersion(), "what is wished has a version");
    return Wishes.again(
        question.standing(), action.operation(), commands.slugs(action.lists()), version);
  }

  /**
   * Why not. An old address leaves what a later wish ended even if the member has departed, because
   * that wish knew the new address only (MOZ-9).
   */
  private @Nullable Objection objection(Question question, Wishes.@Nullable Wish wish) {
    boolean onlyLeaves = wish != null && wish.onlyLeaves();
    Objection objection = policies.judge(onlyLeaves ? question.evenIfDeparted() : question);
    return objection == null && wish != null && wish.isOvertaken() ? Wishes.OVERTAKEN : objection;
  }

  private void send(Attempt attempt, Question question, Wishes.@Nullable Wish wish) {
    Delivery delivery = attempt.delivery();
    long now = question.now().toEpochMilli();
    Delivery issued =
        delivery.with(
            DeliveryStatus.ISSUED, attempt.number(), question.now(), delivery.reason(), null);
    SpecificRecord command = commands.command(question, issued, wish);
    LedgerEntry after = attempt.entry().with(issued);
    ledger.replace(wish == null ? after : remember(after, question, wish), now);
    context.forward(
        new Record<>(question.candidate().getMemberId(), command, now), Decide.sink(command));
  }

  /**
   * Changes where the member stands.
   *
   * @return the entry with the version that the attempt after this one has to know. Of a move it is
   *     for ever the first: what was wished after that is what counts against it.
   */
  private LedgerEntry remember(LedgerEntry entry, Question question, Wishes.Wish wish) {
    NewsletterOperation operation =
        Objects.requireNonNull(question.type().newsletter()).operation();
    Recipient recipient = question.recipient();
    recipients.put(
        question.candidate().getMemberId(),
        new Recipient(
            recipient.getProfile(),
            recipient.getPreferences(),
            Wishes.wish(question.standing(), operation, wish),
            recipient.getRecentEvents()));
    return operation == NewsletterOperation.MOVE
        ? entry
        : entry.with(Decider.withVersion(question.candidate(), wish.version()));
  }

  private static DeliveryStatus status(SkipReason reason) {
    return switch (reason) {
      case EXPIRED -> DeliveryStatus.EXPIRED;
      case OVERTAKEN -> DeliveryStatus.OVERTAKEN;
      default -> DeliveryStatus.WITHDRAWN;
    };
  }

  /** It will not be sent any more; the reason is a decision like any other. */
  private void end(Attempt attempt, Verdict verdict, DeliveryStatus status, Instant now) {
    Delivery delivery = attempt.delivery();
    Delivery ended = delivery.with(status, delivery.attempt(), now, verdict.getReason(), null);
    Decision first = attempt.entry().decision();
    Decision decision =
        new Decision(
            first.getEventId(),
            first.getEventType(),
            first.getMemberId(),
            first.getOccurredAt(),
            now,
            List.of(verdict));
    long nowMillis = now.toEpochMilli();
    ledger.replace(attempt.entry().with(ended), nowMillis);
    context.forward(
        new Record<>(first.getMemberId(), decision, nowMillis), Nodes.writer(Topics.DECISIONS));
    decided.accept(decision);
    if (status == DeliveryStatus.EXPIRED) {
      context.forward(
          new Record<>(
              first.getMemberId(),
              DeadLetters.ofDelivery("agenda", first, ended, GivenUp.EXPIRED, null, now),
              nowMillis),
          Nodes.writer(Topics.DEAD_LETTERS));
    }
  }
}
