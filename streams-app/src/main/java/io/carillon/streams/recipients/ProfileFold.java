package io.carillon.streams.recipients;

import io.carillon.avro.MemberProfile;
import io.carillon.avro.Recipient;
import io.carillon.streams.deadletters.Placement;
import io.carillon.streams.deadletters.Sizes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Keeps the newest profile of each member; a tombstone removes it. */
final class ProfileFold implements Processor<String, MemberProfile, Void, Void> {
  private Placement placement;
  private RecipientStore recipients;

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    this.placement = Placement.of(context);
    this.recipients = RecipientStore.of(context);
  }

  @Override
  public void process(Record<String, MemberProfile> change) {
    String memberId = change.key();
    MemberProfile profile = change.value();
    placement.check(memberId, profile == null ? memberId : profile.getMemberId());
    if (profile != null) {
      Sizes.check(profile);
    }
    Recipient before = recipients.get(memberId);
    recipients.put(
        memberId,
        new Recipient(
            profile, before.getPreferences(), before.getStanding(), before.getRecentEvents()));
  }
}
