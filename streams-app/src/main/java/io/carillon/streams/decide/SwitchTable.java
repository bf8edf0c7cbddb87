package io.carillon.streams.decide;

import io.carillon.avro.Switch;
import io.carillon.schemas.Topics;
import io.carillon.streams.deadletters.UnprocessableRecordException;
import io.carillon.streams.flow.Nodes;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The table of feature switches, whole in every instance. */
final class SwitchTable {
  static final String NAME = "switches-by-name";

  private SwitchTable() {}

  static void add(Nodes nodes) {
    nodes
        .topology()
        .addGlobalStore(
            store(),
            "read-" + Topics.SWITCHES.name(),
            Serdes.String().deserializer(),
            // Kafka Streams cannot replace the thread of global tables: if it ended because the
            // registry is away, so would the instance.
            nodes.registry().endlessDeserializer(Topics.SWITCHES),
            Topics.SWITCHES.name(),
            "keep-switches",
            KeepSwitch::new);
  }

  /** Holds what is needed of a row, so that no schema must be registered to keep it. */
  static StoreBuilder<KeyValueStore<String, Boolean>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(NAME), Serdes.String(), Serdes.Boolean())
        .withLoggingDisabled();
  }

  /** Keeps the newest state of each switch. */
  private static final class KeepSwitch extends ContextualProcessor<String, Switch, Void, Void> {
    @Override
    public void process(Record<String, Switch> row) {
      String name = row.key();
      if (name == null || (row.value() != null && !name.equals(row.value().getName()))) {
        throw new UnprocessableRecordException("rule-broken", "key: must be the name");
      }
      KeyValueStore<String, Boolean> switches = context().getStateStore(NAME);
      switches.put(name, row.value() == null ? null : row.value().getEnabled());
    }
  }
}
