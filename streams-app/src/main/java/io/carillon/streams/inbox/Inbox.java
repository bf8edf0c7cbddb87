package io.carillon.streams.inbox;

import io.carillon.avro.InboxEntry;
import io.carillon.schemas.Topics;
import io.carillon.streams.deadletters.Placement;
import io.carillon.streams.deadletters.Sizes;
import io.carillon.streams.deadletters.UnprocessableRecordException;
import io.carillon.streams.flow.ClockTolerance;
import io.carillon.streams.flow.Nodes;
import io.carillon.streams.flow.Progress;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Folds inbox entries into every member's inbox. */
public final class Inbox {
  private static final String FOLD = "fold-inbox";

  private Inbox() {}

  /**
   * Adds the stage. Its store is there already.
   *
   * @param nodes the topology
   * @param progress is told which inboxes are here
   */
  public static void fold(Nodes nodes, Progress progress) {
    nodes
        .topology()
        .addProcessor(FOLD, () -> new FoldInbox(progress), nodes.read(Topics.INBOX))
        .connectProcessorAndStateStores(FOLD, InboxStore.NAME);
  }

  /** Keeps each entry; a second write of one replaces the first. */
  private static final class FoldInbox extends ContextualProcessor<String, InboxEntry, Void, Void> {
    private final Progress progress;
    private Placement placement;

    FoldInbox(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      super.init(context);
      placement = Placement.of(context);
      progress.restarted(Topics.INBOX.name(), context.taskId());
    }

    @Override
    public void close() {
      progress.stopped(Topics.INBOX.name(), context().taskId());
    }

    @Override
    public void process(Record<String, InboxEntry> record) {
      InboxEntry entry = record.value();
      placement.check(record.key(), entry == null ? null : entry.getMemberId());
      checkTime(entry.getCreatedAt(), Instant.ofEpochMilli(context().currentSystemTimeMs()));
      Sizes.check(entry);
      InboxStore.put(context().getStateStore(InboxStore.NAME), entry);
    }

    /**
     * The store counts time by what it is given: it drops what is too old without a word, and for
     * one entry of the future all others of its partition.
     */
    private static void checkTime(Instant createdAt, Instant now) {
      if (createdAt.isBefore(now.minus(InboxStore.RETENTION))) {
        throw new UnprocessableRecordException(
            "rule-broken",
            "createdAt: must not be more than "
                + InboxStore.RETENTION.toDays()
                + " days ago, was "
                + createdAt);
      }
      if (ClockTolerance.isExceeded(createdAt, now)) {
        throw new UnprocessableRecordException(
            "rule-broken", "createdAt: must not be in the future, was " + createdAt);
      }
    }
  }
}
