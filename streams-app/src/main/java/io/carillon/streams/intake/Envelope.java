package io.carillon.streams.intake;

import io.carillon.avro.EmailChanged;
import io.carillon.avro.MemberDeleted;
import io.carillon.avro.MemberUnvouched;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.NdaJoined;
import io.carillon.avro.NdaLeft;
import io.carillon.streams.deadletters.UnprocessableRecordException;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What every member event carries, whatever its type. */
record Envelope(
    String eventType, String eventId, Instant occurredAt, String memberId, SpecificRecord event) {

  static Envelope of(@Nullable SpecificRecord event) {
    if (event instanceof MemberVouched e) {
      return of(e, e.getEventId(), e.getOccurredAt(), e.getMemberId());
    }
    if (event instanceof MemberUnvouched e) {
      return of(e, e.getEventId(), e.getOccurredAt(), e.getMemberId());
    }
    if (event instanceof NdaJoined e) {
      return of(e, e.getEventId(), e.getOccurredAt(), e.getMemberId());
    }
    if (event instanceof NdaLeft e) {
      return of(e, e.getEventId(), e.getOccurredAt(), e.getMemberId());
    }
    if (event instanceof EmailChanged e) {
      return of(e, e.getEventId(), e.getOccurredAt(), e.getMemberId());
    }
    if (event instanceof MemberDeleted e) {
      return of(e, e.getEventId(), e.getOccurredAt(), e.getMemberId());
    }
    throw new UnprocessableRecordException("rule-broken", "value: an event must not be null");
  }

  private static Envelope of(
      SpecificRecord event, String eventId, Instant occurredAt, String memberId) {
    return new Envelope(event.getSchema().getName(), eventId, occurredAt, memberId, event);
  }
}
