package io.carillon.streams.decide;

import io.carillon.avro.Decision;
import io.carillon.avro.Recipient;
import io.carillon.schemas.Topics;
import io.carillon.streams.audience.Candidacy;
import io.carillon.streams.flow.Nodes;
import io.carillon.streams.intake.Admitted;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.ledger.LedgerEntry;
import io.carillon.streams.recipients.RecentEvents;
import io.carillon.streams.recipients.RecipientStore;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Decides about one event and recipient; writes ledger, decision and commands together. */
final class DecideCandidacy implements Processor<String, Candidacy, String, SpecificRecord> {
  private final Function<ProcessorContext<?, ?>, Decider> deciders;
  private final Consumer<Decision> decided;
  private ProcessorContext<String, SpecificRecord> context;
  private RecipientStore recipients;
  private Ledger ledger;
  private Decider decider;

  DecideCandidacy(Function<ProcessorContext<?, ?>, Decider> deciders, Consumer<Decision> decided) {
    this.deciders = deciders;
    this.decided = decided;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    this.context = context;
    this.recipients = RecipientStore.of(context);
    this.ledger = Ledger.of(context);
    this.decider = deciders.apply(context);
  }

  @Override
  public void process(Record<String, Candidacy> record) {
    Admitted admitted = record.value().admitted();
    long nowMillis = context.currentSystemTimeMs();
    Instant now = Instant.ofEpochMilli(nowMillis);
    Decider.Outcome outcome = decider.decide(record.value(), now);
    Decision decision =
        new Decision(
            admitted.eventId(),
            admitted.eventType(),
            admitted.memberId(),
            admitted.occurredAt(),
            now,
            outcome.verdicts());
    // Everything that can fail is done; from here on things are changed.
    if (admitted.first() != null) {
      ledger.replace(admitted.first().repeated(), nowMillis);
    } else {
      remember(admitted, outcome, decision, nowMillis);
    }
    context.forward(
        new Record<>(record.key(), decision, nowMillis, record.headers()),
        Nodes.writer(Topics.DECISIONS));
    for (SpecificRecord command : outcome.commands()) {
      context.forward(
          new Record<>(record.key(), command, nowMillis, record.headers()), Decide.sink(command));
    }
    decided.accept(decision);
  }

  private void remember(
      Admitted admitted, Decider.Outcome outcome, Decision decision, long nowMillis) {
    Recipient recipient = admitted.recipient();
    recipients.put(
        admitted.memberId(),
        new Recipient(
            recipient.getProfile(),
            recipient.getPreferences(),
            outcome.standing(),
            RecentEvents.with(recipient, admitted.eventId(), decision.getDecidedAt())));
    ledger.put(new LedgerEntry(decision, outcome.candidates(), outcome.deliveries(), 0), nowMillis);
  }
}
