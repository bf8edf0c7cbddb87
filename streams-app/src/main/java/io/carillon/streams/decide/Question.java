package io.carillon.streams.decide;

import io.carillon.avro.Candidate;
import io.carillon.avro.Channel;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.Recipient;
import io.carillon.avro.Standing;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.intake.Finding;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be decided: everything a policy may look at.
 *
 * @param type the message type
 * @param channel the channel
 * @param candidate what the event called for
 * @param recipient the member, as known now
 * @param standing where the member stands, the event included
 * @param finding what the intake found out
 * @param evidence what that finding rests on
 * @param now the time of the decision
 */
record Question(
    MessageType type,
    Channel channel,
    Candidate candidate,
    Recipient recipient,
    Standing standing,
    Finding finding,
    String evidence,
    Instant now) {

  @Nullable MemberProfile profile() {
    return recipient.getProfile();
  }

  /** Where a mail or a newsletter change goes; null if there is no address. */
  @Nullable String address() {
    if (type.address() != MessageType.Address.PROFILE) {
      return candidate.getAddress();
    }
    MemberProfile profile = profile();
    return profile == null ? null : profile.getEmail();
  }

  /** The same question, about a message that is also for members who are deleted or unknown. */
  Question evenIfDeparted() {
    MessageType departed =
        new MessageType(
            type.name(),
            type.event(),
            type.category(),
            type.address(),
            true,
            type.channels(),
            type.newsletter(),
            type.expiresAfter(),
            type.priority(),
            type.lane(),
            type.onAmbiguous(),
            type.link());
    return new Question(departed, channel, candidate, recipient, standing, finding, evidence, now);
  }
}
