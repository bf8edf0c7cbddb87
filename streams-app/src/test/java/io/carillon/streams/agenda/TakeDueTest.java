package io.carillon.streams.agenda;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.AgendaItem;
import io.carillon.avro.AgendaKind;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TakeDueTest {
  private static final String SCOPE = "take-due";
  private static final int MOST = 3;
  private static final long DUE = 1_000;
  private static final long LATER = 60_000;
  private static final AgendaItem ITEM = new AgendaItem(AgendaKind.RETRY, "ann", "e1", "c1", 2);

  private final SchemaRegistry registry =
      SchemaRegistry.open(RegistrySettings.of("mock://" + SCOPE));
  private final MockProcessorContext<String, AgendaItem> context = new MockProcessorContext<>();
  private final TakeDue takeDue = new TakeDue(new AgendaSettings(Duration.ofMillis(100), MOST));

  @BeforeEach
  void start() {
    KeyValueStore<Bytes, AgendaItem> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(Agenda.NAME),
                Serdes.Bytes(),
                registry.storeSerde(AgendaItem.class))
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    takeDue.init(context);
  }

  @AfterEach
  void stop() {
    registry.close();
    SchemaRegistry.dropMock(SCOPE);
  }

  @Test
  void whatWasTakenInAnAbortedTransactionIsTakenAgain() {
    Agenda.of(context).put(DUE, ITEM);
    look(0, LATER);
    assertThat(context.forwarded()).hasSize(1);

    takeDue.close();
    Agenda.of(context).put(DUE, ITEM);
    takeDue.init(context);
    look(1, LATER + 100);

    assertThat(context.forwarded()).hasSize(2);
  }

  @Test
  @Behaviour("XC-6")
  void whatIsDueIsTakenOnceAndNothingBeforeItsTime() {
    Agenda.of(context).put(LATER, ITEM);

    look(0, LATER - 1);
    assertThat(context.forwarded()).isEmpty();
    look(0, LATER);
    assertThat(context.forwarded()).hasSize(1);
    look(0, LATER + 100);

    assertThat(context.forwarded()).hasSize(1);
  }

  @Test
  void noMoreThanAllowedIsTakenAtOneLookAndTheRestAtTheNext() {
    for (int item = 0; item <= MOST; item++) {
      Agenda.of(context)
          .put(DUE, new AgendaItem(AgendaKind.RETRY, "ann", "e" + item, "c" + item, 2));
    }

    look(0, LATER);
    assertThat(context.forwarded()).hasSize(MOST);
    look(0, LATER + 100);

    assertThat(context.forwarded())
        .extracting(forwarded -> forwarded.record().value().getCommandId())
        .containsExactly("c0", "c1", "c2", "c3");
  }

  @Test
  void whatIsPutALittleBehindTheLastLookIsTakenToo() {
    look(0, LATER);
    Agenda.of(context).put(LATER - 4_000, ITEM);

    look(0, LATER + 100);

    assertThat(context.forwarded()).hasSize(1);
  }

  @Test
  void aClockThatIsSetBackHidesNothing() {
    look(0, LATER);
    Agenda.of(context).put(DUE, ITEM);

    look(0, LATER / 2);

    assertThat(context.forwarded()).hasSize(1);
  }

  @Test
  void afterItsEndItLooksNoMore() {
    takeDue.close();

    assertThat(context.scheduledPunctuators().get(0).cancelled()).isTrue();
  }

  private void look(int schedule, long now) {
    context.scheduledPunctuators().get(schedule).getPunctuator().punctuate(now);
  }
}
