package io.carillon.streams.recipients;

import io.carillon.avro.MemberProfile;
import io.carillon.avro.Recipient;
import io.carillon.streams.deadletters.Placement;
import io.carillon.streams.deadletters.Sizes;
import io.carillon.streams.flow.Progress;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Keeps the newest profile of each member; a tombstone removes it. */
final class ProfileFold implements Processor<String, MemberProfile, Void, Void> {
  private final Progress progress;
  private ProcessorContext<Void, Void> context;
  private Placement placement;
  private RecipientStore recipients;

  ProfileFold(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    this.context = context;
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
    progress.done(context);
  }
}
