package io.carillon.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** A connection to the schema registry. Placeholder signatures; see the branch that fills them. */
@SuppressWarnings("DoNotCallSuggester")
public final class SchemaRegistry implements AutoCloseable {
  private SchemaRegistry() {}

  /** A connection to the given registry: {@code http(s)://…} or {@code mock://scope}. */
  public static SchemaRegistry open(RegistrySettings settings) {
    throw new IllegalStateException(settings.toString());
  }

  /** The serde for a topic's values. */
  public <V extends SpecificRecord> Serde<V> serde(Topic<V> topic) {
    throw new IllegalStateException(topic.name());
  }

  /** The serde for the values of a state store, under the subject of its changelog topic. */
  public <V extends SpecificRecord> Serde<V> storeSerde(Class<V> type) {
    throw new IllegalStateException(type.getName());
  }

  @Override
  public void close() {}
}
