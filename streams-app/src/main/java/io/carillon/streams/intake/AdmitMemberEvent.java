package io.carillon.streams.intake;

import io.carillon.avro.Recipient;
import io.carillon.streams.deadletters.Placement;
import io.carillon.streams.deadletters.Sizes;
import io.carillon.streams.deadletters.UnprocessableRecordException;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.ledger.LedgerEntry;
import io.carillon.streams.recipients.RecentEvents;
import io.carillon.streams.recipients.RecipientStore;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Checks a member event, and tells whether it is new and a transition. Changes no store. */
final class AdmitMemberEvent implements Processor<String, SpecificRecord, String, Admitted> {
  private ProcessorContext<String, Admitted> context;
  private Placement placement;
  private RecipientStore recipients;
  private Ledger ledger;

  @Override
  public void init(ProcessorContext<String, Admitted> context) {
    this.context = context;
    this.placement = Placement.of(context);
    this.recipients = RecipientStore.of(context);
    this.ledger = Ledger.of(context);
  }

  @Override
  public void process(Record<String, SpecificRecord> event) {
    long now = context.currentSystemTimeMs();
    Envelope envelope = Envelope.of(event.value());
    List<String> broken =
        MemberEventRules.broken(placement, event.key(), envelope, Instant.ofEpochMilli(now));
    Sizes.check(event.headers(), broken);
    if (!broken.isEmpty()) {
      throw new UnprocessableRecordException("rule-broken", String.join("; ", broken));
    }
    context.forward(event.withValue(admit(envelope, now)));
  }

  private Admitted admit(Envelope envelope, long now) {
    Recipient recipient = recipients.get(envelope.memberId());
    LedgerEntry earlier = earlier(envelope, recipient, now);
    Transition transition =
        earlier == null
            ? Transition.of(envelope.event(), envelope.occurredAt(), recipient)
            : Transition.repeated(recipient, earlier.decision().getDecidedAt());
    return new Admitted(
        envelope.eventId(),
        envelope.eventType(),
        envelope.memberId(),
        envelope.occurredAt(),
        envelope.event(),
        recipient,
        transition.standing(),
        transition.finding(),
        transition.evidence(),
        earlier);
  }

  private @Nullable LedgerEntry earlier(Envelope envelope, Recipient recipient, long now) {
    Instant oldestRow = Instant.ofEpochMilli(now).minus(Ledger.LONGEST);
    return RecentEvents.mayHave(recipient, envelope.eventId(), oldestRow)
        ? ledger.find(envelope.memberId(), envelope.eventId(), now)
        : null;
  }
}
