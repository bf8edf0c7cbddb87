package io.carillon.streams.tracking;

import io.carillon.avro.AgendaItem;
import io.carillon.avro.AgendaKind;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.OnAmbiguous;
import io.carillon.schemas.Topics;
import io.carillon.streams.agenda.Agenda;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.deadletters.DeadLetters;
import io.carillon.streams.deadletters.Placement;
import io.carillon.streams.deadletters.Sizes;
import io.carillon.streams.deadletters.UnprocessableRecordException;
import io.carillon.streams.flow.Nodes;
import io.carillon.streams.flow.Progress;
import io.carillon.streams.ledger.Delivery;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.ledger.LedgerEntry;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Folds outcomes into the ledger, and puts the next attempt on the agenda. */
final class TrackOutcome implements Processor<String, DeliveryOutcome, String, DeadLetter> {
  private final Catalog catalog;
  private final StatusFold fold;
  private final Progress progress;
  private ProcessorContext<String, DeadLetter> context;
  private Placement placement;
  private Ledger ledger;
  private Agenda agenda;

  TrackOutcome(Catalog catalog, StatusFold fold, Progress progress) {
    this.catalog = catalog;
    this.fold = fold;
    this.progress = progress;
  }

  @Override
  public void init(ProcessorContext<String, DeadLetter> context) {
    this.context = context;
    this.placement = Placement.of(context);
    this.ledger = Ledger.of(context);
    this.agenda = Agenda.of(context);
  }

  @Override
  public void process(Record<String, DeliveryOutcome> record) {
    DeliveryOutcome outcome = record.value();
    placement.check(record.key(), outcome == null ? null : outcome.getMemberId());
    Sizes.check(outcome);
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    LedgerEntry entry =
        ledger.find(outcome.getMemberId(), outcome.getEventId(), now.toEpochMilli());
    Delivery delivery = entry == null ? null : entry.delivery(outcome.getCommandId());
    if (entry == null || delivery == null) {
      throw new UnprocessableRecordException(
          "unknown-command", "the ledger knows nothing of command " + outcome.getCommandId());
    }
    fold.fold(delivery, outcome, onAmbiguous(delivery), now)
        .ifPresent(step -> take(step, entry, outcome, now));
    progress.done(context);
  }

  private void take(StatusFold.Step step, LedgerEntry entry, DeliveryOutcome outcome, Instant now) {
    Delivery delivery = step.delivery();
    ledger.replace(entry.with(delivery), now.toEpochMilli());
    if (delivery.nextAttemptAt() != null) {
      agenda.put(
          delivery.nextAttemptAt().toEpochMilli(),
          new AgendaItem(
              AgendaKind.RETRY,
              outcome.getMemberId(),
              outcome.getEventId(),
              outcome.getCommandId(),
              delivery.attempt() + 1));
    }
    if (step.deadLetter() != null) {
      context.forward(
          new Record<>(
              outcome.getMemberId(),
              DeadLetters.ofDelivery(
                  "tracking", entry.decision(), delivery, step.deadLetter(), outcome, now),
              now.toEpochMilli()),
          Nodes.writer(Topics.DEAD_LETTERS));
    }
  }

  private OnAmbiguous onAmbiguous(Delivery delivery) {
    return catalog
        .type(delivery.messageType())
        .map(MessageType::onAmbiguous)
        .orElse(OnAmbiguous.HOLD);
  }
}
