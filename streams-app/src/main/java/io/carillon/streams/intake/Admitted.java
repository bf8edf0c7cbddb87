package io.carillon.streams.intake;

import io.carillon.avro.Recipient;
import io.carillon.avro.Standing;
import io.carillon.streams.ledger.LedgerEntry;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event that keeps all rules, with what is known about the member it is about.
 *
 * @param eventId the event
 * @param eventType its record name, such as {@code NdaJoined}
 * @param memberId the member
 * @param occurredAt when it happened
 * @param event the event itself
 * @param recipient the member, before the event
 * @param standing where the member stands after the event
 * @param finding whether anything changed
 * @param evidence what the finding rests on, in words without addresses
 * @param first what was decided when the event came for the first time; null if this is it
 */
public record Admitted(
    String eventId,
    String eventType,
    String memberId,
    Instant occurredAt,
    SpecificRecord event,
    Recipient recipient,
    Standing standing,
    Finding finding,
    String evidence,
    @Nullable LedgerEntry first) {}
