package io.carillon.streams.agenda;

import io.carillon.avro.AgendaItem;
import io.carillon.avro.AgendaKind;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is due off the agenda, by the wall clock, and hands it on to be decided again. A look
 * starts where the last one ended: what was taken leaves tombstones behind, and walking over a
 * hundred thousand of them costs 20 ms.
 */
final class TakeDue implements Processor<Object, Object, String, AgendaItem> {
  /** Items put during the last look, or by a clock that stepped back a little, are found too. */
  private static final long LOOK_BACK_MILLIS = 5_000;

  private final AgendaSettings settings;
  private ProcessorContext<String, AgendaItem> context;
  private Agenda agenda;
  private @Nullable Cancellable looks;
  private long takenUpTo;

  TakeDue(AgendaSettings settings) {
    this.settings = settings;
  }

  @Override
  public void init(ProcessorContext<String, AgendaItem> context) {
    this.context = context;
    this.agenda = Agenda.of(context);
    // Kafka Streams starts a processor again when what its task did is undone, and what was taken
    // is
    // on the agenda once more.
    this.takenUpTo = 0;
    this.looks =
        context.schedule(settings.interval(), PunctuationType.WALL_CLOCK_TIME, this::takeDue);
  }

  @Override
  public void close() {
    if (looks != null) {
      looks.cancel();
    }
  }

  @Override
  public void process(Record<Object, Object> record) {
    throw new IllegalStateException("nothing is forwarded to the agenda");
  }

  private void takeDue(long now) {
    if (now < takenUpTo) {
      takenUpTo = 0;
    }
    List<KeyValue<Bytes, AgendaItem>> due = new ArrayList<>();
    try (KeyValueIterator<Bytes, AgendaItem> items =
        agenda.due(Math.max(0, takenUpTo - LOOK_BACK_MILLIS), now + 1)) {
      while (items.hasNext() && due.size() < settings.most()) {
        KeyValue<Bytes, AgendaItem> item = items.next();
        // What a later release put here is left to one that knows what to do.
        if (item.value.getKind() != AgendaKind.UNKNOWN) {
          due.add(item);
        }
      }
    }
    for (KeyValue<Bytes, AgendaItem> item : due) {
      agenda.remove(item.key);
      context.forward(new Record<>(item.value.getMemberId(), item.value, now));
    }
    takenUpTo = due.size() < settings.most() ? now : Agenda.due(due.get(due.size() - 1).key);
  }
}
