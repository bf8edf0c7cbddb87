package io.carillon.schemas;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of one schema, with everything that follows from the schema worked out once. Avro's
 * own writer looks up conversions and union branches for every value again, which was a quarter of
 * the topology's time; its fast path covers reading only. The bytes are the same. Immutable.
 *
 * <p>One class with a switch, and not one for each kind of value, because a call that may end in a
 * dozen classes costs more than what most of them do.
 */
final class ValueWriter {
  /** What a value is. */
  private enum Kind {
    RECORD,
    OPTIONAL,
    ARRAY,
    MAP,
    ENUM,
    STRING,
    BYTES,
    INT,
    LONG,
    BOOLEAN,
    MILLIS
  }

  private final Kind kind;

  /** Those of the fields of a record; or the one of what is in it, of what there is one. */
  private final ValueWriter[] parts;

  private final Schema schema;

  private ValueWriter(Kind kind, Schema schema, ValueWriter... parts) {
    this.kind = kind;
    this.schema = schema;
    this.parts = parts;
  }

  /** Thrown while a writer is made: the schema has something that only Avro's own writer knows. */
  static final class UnsupportedSchemaException extends Exception {
    UnsupportedSchemaException(Schema schema) {
      super(schema.toString());
    }
  }

  /**
   * Works out how to write a schema whose records are generated classes.
   *
   * @throws UnsupportedSchemaException if it uses what none of our records use: recursion, fixed,
   *     unions of anything but null and one type, other logical types than timestamp-millis
   */
  static ValueWriter of(Schema schema) throws UnsupportedSchemaException {
    if (schema.getLogicalType() != null) {
      if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
        return new ValueWriter(Kind.MILLIS, schema);
      }
      throw new UnsupportedSchemaException(schema);
    }
    return switch (schema.getType()) {
      case RECORD -> new ValueWriter(Kind.RECORD, schema, fields(schema));
      case UNION -> new ValueWriter(Kind.OPTIONAL, schema, of(present(schema)));
      case ARRAY -> new ValueWriter(Kind.ARRAY, schema, of(schema.getElementType()));
      case MAP -> new ValueWriter(Kind.MAP, schema, of(schema.getValueType()));
      case ENUM -> new ValueWriter(Kind.ENUM, schema);
      case STRING -> new ValueWriter(Kind.STRING, schema);
      case BYTES -> new ValueWriter(Kind.BYTES, schema);
      case INT -> new ValueWriter(Kind.INT, schema);
      case LONG -> new ValueWriter(Kind.LONG, schema);
      case BOOLEAN -> new ValueWriter(Kind.BOOLEAN, schema);
      case FLOAT, DOUBLE, FIXED, NULL -> throw new UnsupportedSchemaException(schema);
    };
  }

  private static ValueWriter[] fields(Schema schema) throws UnsupportedSchemaException {
    List<Schema.Field> fields = schema.getFields();
    ValueWriter[] writers = new ValueWriter[fields.size()];
    for (int i = 0; i < writers.length; i++) {
      writers[i] = of(fields.get(i).schema());
    }
    return writers;
  }

  private static Schema present(Schema union) throws UnsupportedSchemaException {
    List<Schema> branches = union.getTypes();
    if (branches.size() != 2 || branches.get(0).getType() != Schema.Type.NULL) {
      throw new UnsupportedSchemaException(union);
    }
    return branches.get(1);
  }

  /**
   * Writes one value.
   *
   * @throws NullPointerException if a value is missing that the schema demands
   */
  void write(@Nullable Object value, AvroBytes out) {
    switch (kind) {
      case RECORD -> writeRecord((SpecificRecordBase) needed(value), out);
      case OPTIONAL -> writeOptional(value, out);
      case ARRAY -> writeArray((List<?>) needed(value), out);
      case MAP -> writeMap((Map<?, ?>) needed(value), out);
      case ENUM -> out.writeLong(position(needed(value)));
      case STRING -> out.writeString((String) needed(value));
      case BYTES -> out.writeBytes((ByteBuffer) needed(value));
      case INT -> out.writeLong((Integer) needed(value));
      case LONG -> out.writeLong((Long) needed(value));
      case BOOLEAN -> out.writeBoolean((Boolean) needed(value));
      case MILLIS -> out.writeLong(((Instant) needed(value)).toEpochMilli());
    }
  }

  private void writeRecord(SpecificRecordBase record, AvroBytes out) {
    for (int i = 0; i < parts.length; i++) {
      try {
        parts[i].write(record.get(i), out);
      } catch (NullPointerException e) {
        throw named(e, schema.getFields().get(i));
      }
    }
  }

  private NullPointerException named(NullPointerException e, Schema.Field field) {
    if (e.getMessage() != null) {
      return e; // a field further in is already named
    }
    NullPointerException named =
        new NullPointerException(schema.getName() + "." + field.name() + ": must not be null");
    named.initCause(e);
    return named;
  }

  private void writeOptional(@Nullable Object value, AvroBytes out) {
    if (value == null) {
      out.writeLong(0);
    } else {
      out.writeLong(1);
      parts[0].write(value, out);
    }
  }

  private void writeArray(List<?> list, AvroBytes out) {
    int size = list.size();
    if (size > 0) {
      out.writeLong(size);
      for (int i = 0; i < size; i++) {
        parts[0].write(list.get(i), out);
      }
    }
    out.writeLong(0);
  }

  private void writeMap(Map<?, ?> map, AvroBytes out) {
    if (!map.isEmpty()) {
      out.writeLong(map.size());
      for (Map.Entry<?, ?> item : map.entrySet()) {
        out.writeString((String) needed(item.getKey()));
        parts[0].write(item.getValue(), out);
      }
    }
    out.writeLong(0);
  }

  /** The generated enum has the order of its schema. */
  @SuppressWarnings("EnumOrdinal")
  private static int position(Object symbol) {
    return ((Enum<?>) symbol).ordinal();
  }

  private static Object needed(@Nullable Object value) {
    return Objects.requireNonNull(value);
  }
}
