package io.carillon.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in Confluent's wire format. Thread-safe: each thread has its own buffers, because
 * Kafka Streams gives one serializer to all its threads.
 */
final class RecordSerializer<V extends SpecificRecord> implements Serializer<V> {
  private final SchemaRegistry registry;
  private final RecordTypes<V> types;
  private final ThreadLocal<Desk> desk = ThreadLocal.withInitial(Desk::new);

  RecordSerializer(SchemaRegistry registry, RecordTypes<V> types) {
    this.registry = registry;
    this.types = types;
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable V value) {
    return value == null ? null : desk.get().write(topic, value);
  }

  private RecordWriter open(String topic, Schema schema) {
    if (types.named(schema.getFullName()) == null) {
      throw new IllegalArgumentException(
          topic + " does not carry " + schema.getFullName() + ", only " + types.types());
    }
    SchemaRegistry.Registration registration =
        registry.registration(types.subject(topic, schema), schema);
    return new RecordWriter(topic, schema, registration);
  }

  /** What one thread writes with. */
  private final class Desk {
    private final AvroBytes out = new AvroBytes();

    /** Few enough (topics times types) that looking through them beats hashing. */
    private final List<RecordWriter> writers = new ArrayList<>();

    byte[] write(String topic, V value) {
      RecordWriter writer = writer(topic, value.getSchema());
      out.clear();
      WireFormat.writeHeader(out, writer.schemaId());
      try {
        writer.write(value, out);
      } catch (IOException e) {
        throw new UncheckedIOException("memory does not fail", e);
      }
      return out.copy();
    }

    private RecordWriter writer(String topic, Schema schema) {
      for (int i = 0; i < writers.size(); i++) {
        RecordWriter writer = writers.get(i);
        if (writer.isFor(topic, schema)) {
          return writer;
        }
      }
      RecordWriter opened = open(topic, schema);
      writers.add(opened);
      return opened;
    }
  }
}
