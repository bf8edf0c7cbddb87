package io.carillon.schemas;

import io.carillon.schemas.MalformedRecordException.Reason;
import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.Decoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads the records that were written with one schema. Not thread-safe. */
final class RecordReader<V extends SpecificRecord> {
  private final int schemaId;
  private final Schema written;
  private final Schema ours;
  private final SpecificDatumReader<V> reader;

  /** What keeps the one schema from being read as the other; empty if nothing does. */
  private @Nullable String obstacles;

  RecordReader(int schemaId, Schema written, Class<? extends V> type) {
    this.schemaId = schemaId;
    this.written = written;
    this.ours = RecordTypes.schema(type);
    // The model of the generated class brings the conversions of its logical types.
    this.reader = new SpecificDatumReader<>(written, ours, SpecificData.getForClass(type));
  }

  int schemaId() {
    return schemaId;
  }

  /**
   * Reads a record.
   *
   * @throws MalformedRecordException if the input holds none
   */
  V read(String topic, Decoder input) {
    try {
      return reader.read(null, input);
    } catch (IOException | RuntimeException e) {
      // Nothing but the bytes takes part in decoding, so whatever goes wrong is their fault.
      throw malformed(topic, e);
    }
  }

  private MalformedRecordException malformed(String topic, Exception cause) {
    String what = topic + ": a " + ours.getFullName() + " with schema " + schemaId;
    if (cause instanceof EOFException) {
      return new MalformedRecordException(
          Reason.TRUNCATED, what + " ends before its last field", cause);
    }
    // Only now: a record without the field that differs, such as an enum with a symbol we lack, is
    // fine.
    if (!obstacles().isEmpty()) {
      return new MalformedRecordException(
          Reason.INCOMPATIBLE_SCHEMA, what + " cannot be read as ours: " + obstacles(), cause);
    }
    return new MalformedRecordException(
        Reason.CORRUPT, what + " contradicts its schema: " + cause.getMessage(), cause);
  }

  /** Slow to find out, so only once. */
  private String obstacles() {
    String known = obstacles;
    if (known == null) {
      var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(ours, written);
      known =
          compatibility.getType() == SchemaCompatibilityType.INCOMPATIBLE
              ? compatibility.getResult().getIncompatibilities().toString()
              : "";
      obstacles = known;
    }
    return known;
  }
}
