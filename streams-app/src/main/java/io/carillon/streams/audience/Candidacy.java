package io.carillon.streams.audience;

import io.carillon.avro.Candidate;
import io.carillon.streams.intake.Admitted;
import java.util.List;

/**
 * One recipient of one event, and what they could be sent.
 *
 * @param admitted the event, and what is known about the recipient
 * @param candidates one per message type of the catalog; none if the event calls for nothing
 */
public record Candidacy(Admitted admitted, List<Candidate> candidates) {}
