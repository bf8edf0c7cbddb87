package io.carillon.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of one schema, with everything that follows from the schema worked out once. Avro's
 * own writer looks up conversions and union branches for every value again, which was a quarter of
 * the topology's time; its fast path covers reading only. The bytes are the same. Immutable.
 */
@FunctionalInterface
interface ValueWriter {
  /**
   * Writes one value.
   *
   * @throws NullPointerException if a value is missing that the schema demands
   */
  void write(@Nullable Object value, Encoder out) throws IOException;

  /** Thrown while a writer is made: the schema has something that only Avro's own writer knows. */
  final class UnsupportedSchemaException extends Exception {
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
        return (value, out) -> out.writeLong(((Instant) needed(value)).toEpochMilli());
      }
      throw new UnsupportedSchemaException(schema);
    }
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case UNION -> optional(schema);
      case ARRAY -> array(of(schema.getElementType()));
      case MAP -> map(of(schema.getValueType()));
      case ENUM -> (value, out) -> out.writeEnum(position(needed(value)));
      case STRING -> (value, out) -> out.writeString((String) needed(value));
      case BYTES -> (value, out) -> out.writeBytes(((ByteBuffer) needed(value)).duplicate());
      case INT -> (value, out) -> out.writeInt((Integer) needed(value));
      case LONG -> (value, out) -> out.writeLong((Long) needed(value));
      case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) needed(value));
      case FLOAT, DOUBLE, FIXED, NULL -> throw new UnsupportedSchemaException(schema);
    };
  }

  private static ValueWriter record(Schema schema) throws UnsupportedSchemaException {
    List<Schema.Field> fields = schema.getFields();
    ValueWriter[] writers = new ValueWriter[fields.size()];
    for (int i = 0; i < writers.length; i++) {
      writers[i] = of(fields.get(i).schema());
    }
    return (value, out) -> {
      SpecificRecord record = (SpecificRecord) needed(value);
      for (int i = 0; i < writers.length; i++) {
        try {
          writers[i].write(record.get(i), out);
        } catch (NullPointerException e) {
          throw named(e, fields.get(i), schema);
        }
      }
    };
  }

  private static NullPointerException named(
      NullPointerException e, Schema.Field field, Schema schema) {
    if (e.getMessage() != null) {
      return e; // a field further in is already named
    }
    NullPointerException named =
        new NullPointerException(schema.getName() + "." + field.name() + ": must not be null");
    named.initCause(e);
    return named;
  }

  private static ValueWriter optional(Schema union) throws UnsupportedSchemaException {
    List<Schema> branches = union.getTypes();
    if (branches.size() != 2 || branches.get(0).getType() != Schema.Type.NULL) {
      throw new UnsupportedSchemaException(union);
    }
    ValueWriter present = of(branches.get(1));
    return (value, out) -> {
      if (value == null) {
        out.writeIndex(0);
        out.writeNull();
      } else {
        out.writeIndex(1);
        present.write(value, out);
      }
    };
  }

  private static ValueWriter array(ValueWriter element) {
    return (value, out) -> {
      List<?> list = (List<?>) needed(value);
      out.writeArrayStart();
      out.setItemCount(list.size());
      for (int i = 0; i < list.size(); i++) {
        out.startItem();
        element.write(list.get(i), out);
      }
      out.writeArrayEnd();
    };
  }

  private static ValueWriter map(ValueWriter entry) {
    return (value, out) -> {
      Map<?, ?> map = (Map<?, ?>) needed(value);
      out.writeMapStart();
      out.setItemCount(map.size());
      for (Map.Entry<?, ?> item : map.entrySet()) {
        out.startItem();
        out.writeString((String) needed(item.getKey()));
        entry.write(item.getValue(), out);
      }
      out.writeMapEnd();
    };
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
