package io.carillon.streams.recipients;

import io.carillon.avro.PreferenceSet;
import io.carillon.avro.Preferences;
import io.carillon.avro.PreferencesReplaced;
import io.carillon.avro.Recipient;
import io.carillon.schemas.Topics;
import io.carillon.streams.deadletters.Placement;
import io.carillon.streams.deadletters.UnprocessableRecordException;
import io.carillon.streams.flow.Nodes;
import io.carillon.streams.flow.Progress;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Folds changes of preferences into a member's row, and publishes the result. */
final class PreferenceFold implements Processor<String, SpecificRecord, String, Preferences> {
  private final Progress progress;
  private ProcessorContext<String, Preferences> context;
  private Placement placement;
  private RecipientStore recipients;

  PreferenceFold(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void init(ProcessorContext<String, Preferences> context) {
    this.context = context;
    this.placement = Placement.of(context);
    this.recipients = RecipientStore.of(context);
    progress.restarted(Topics.PREFERENCE_CHANGES.name(), context.taskId());
  }

  @Override
  public void close() {
    progress.stopped(Topics.PREFERENCE_CHANGES.name(), context.taskId());
  }

  @Override
  public void process(Record<String, SpecificRecord> change) {
    String memberId = change.key();
    refuse(
        PreferenceRules.broken(
            placement,
            memberId,
            change.value(),
            Instant.ofEpochMilli(context.currentSystemTimeMs())));
    Recipient before = recipients.get(memberId);
    Preferences after =
        change.value() instanceof PreferenceSet set
            ? PreferenceChoices.set(before.getPreferences(), set)
            : PreferenceChoices.replace(
                before.getPreferences(), (PreferencesReplaced) change.value());
    refuse(PreferenceRules.broken(before.getPreferences(), after));
    recipients.put(
        memberId,
        new Recipient(before.getProfile(), after, before.getStanding(), before.getRecentEvents()));
    context.forward(
        new Record<>(memberId, after, change.timestamp()), Nodes.writer(Topics.PREFERENCES));
    progress.done(context);
  }

  private static void refuse(List<String> broken) {
    if (!broken.isEmpty()) {
      throw new UnprocessableRecordException("rule-broken", String.join("; ", broken));
    }
  }
}
