package io.carillon.schemas;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The record types that one place carries, and how their subjects are named. Immutable.
 *
 * @param <V> what they have in common
 */
record RecordTypes<V extends SpecificRecord>(
    List<Class<? extends V>> types, SubjectStrategy subjects) {
  static <V extends SpecificRecord> RecordTypes<V> of(Topic<V> topic) {
    return new RecordTypes<>(topic.valueTypes(), topic.subjects());
  }

  static <V extends SpecificRecord> RecordTypes<V> of(Class<V> type) {
    return new RecordTypes<>(List.of(type), SubjectStrategy.TOPIC_NAME);
  }

  /** Finds the type with this full name; null if it is none of them. */
  @Nullable Class<? extends V> named(String fullName) {
    for (Class<? extends V> type : types) {
      if (schema(type).getFullName().equals(fullName)) {
        return type;
      }
    }
    return null;
  }

  String subject(String topic, Schema schema) {
    return subjects.subject(topic, schema.getFullName());
  }

  /** The current schema of a generated class. */
  static Schema schema(Class<? extends SpecificRecord> type) {
    return SpecificData.get().getSchema(type);
  }
}
