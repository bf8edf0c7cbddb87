package io.carillon.cli.produce;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes Avro records of JSON as people write it: a union's value stands alone, a time is ISO-8601,
 * and a field with a default may be left out. Nothing is guessed or rounded, and every mistake
 * names its field and the rule. For one record; not thread-safe.
 */
final class AvroJson {
  private final Defaults defaults;
  private final List<String> mistakes = new ArrayList<>();

  /** What stands in for fields that were left out, and what short forms of a time mean. */
  interface Defaults {
    /** The value as JSON has it, or null if the field must be given. */
    @Nullable Object of(String field);

    /** The moment that a short form stands for, or null if the text is none. */
    @Nullable Instant moment(String text);
  }

  AvroJson(Defaults defaults) {
    this.defaults = defaults;
  }

  /**
   * Makes a record.
   *
   * @throws BadLineException if anything about the JSON is wrong; the message names all of it
   */
  static SpecificRecord record(JsonNode json, Schema schema, Defaults defaults)
      throws BadLineException {
    AvroJson reading = new AvroJson(defaults);
    Object record = reading.record("", json, schema);
    if (record == null || !reading.mistakes.isEmpty()) {
      throw new BadLineException(String.join("; ", reading.mistakes));
    }
    return (SpecificRecord) record;
  }

  private @Nullable Object record(String path, JsonNode json, Schema schema) {
    if (!json.isObject()) {
      return mistake(path, "must be an object", json);
    }
    noteUnknown(path, json, schema);
    int before = mistakes.size();
    Map<Schema.Field, Object> values = new HashMap<>();
    for (Schema.Field field : schema.getFields()) {
      Object value = field(path, json.get(field.name()), field);
      if (value != null) {
        values.put(field, value);
      }
    }
    // A record is only made when it can be: its setters take no nulls where there are none.
    if (mistakes.size() > before) {
      return null;
    }
    SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    values.forEach((field, value) -> record.put(field.pos(), value));
    return record;
  }

  private void noteUnknown(String path, JsonNode json, Schema schema) {
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (schema.getField(name) == null) {
        mistakes.add(child(path, name) + ": " + schema.getName() + " has no such field");
      }
    }
  }

  private @Nullable Object field(String path, @Nullable JsonNode json, Schema.Field field) {
    String name = child(path, field.name());
    if (json != null) {
      return value(name, json, field.schema());
    }
    if (field.hasDefaultValue()) {
      return SpecificData.get().getDefaultValue(field);
    }
    Object given = defaults.of(field.name());
    if (given == null) {
      mistakes.add(name + ": must be given");
    }
    return given;
  }

  private @Nullable Object value(String path, JsonNode json, Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(path, json, schema);
      case ENUM -> symbol(path, json, schema);
      case ARRAY -> list(path, json, schema.getElementType());
      case MAP -> map(path, json, schema.getValueType());
      case UNION -> optional(path, json, schema);
      case STRING -> json.isTextual() ? json.textValue() : mistake(path, "must be a text", json);
      case BOOLEAN ->
          json.isBoolean() ? json.booleanValue() : mistake(path, "must be true or false", json);
      case INT ->
          json.isIntegralNumber() && json.canConvertToInt()
              ? json.intValue()
              : mistake(path, "must be a whole number of 32 bits", json);
      case LONG -> wholeNumber(path, json, schema);
      case DOUBLE -> json.isNumber() ? json.doubleValue() : mistake(path, "must be a number", json);
      // Nothing that is produced by hand has one of these.
      case BYTES, FIXED, FLOAT, NULL ->
          mistake(path, "cannot be given as JSON, being " + schema.getType(), json);
    };
  }

  private @Nullable Object wholeNumber(String path, JsonNode json, Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return moment(path, json);
    }
    return json.isIntegralNumber() && json.canConvertToLong()
        ? json.longValue()
        : mistake(path, "must be a whole number of 64 bits", json);
  }

  private @Nullable Object moment(String path, JsonNode json) {
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      return Instant.ofEpochMilli(json.longValue());
    }
    if (json.isTextual()) {
      Instant shortForm = defaults.moment(json.textValue());
      if (shortForm != null) {
        return shortForm;
      }
      try {
        return Instant.parse(json.textValue());
      } catch (DateTimeParseException e) {
        // Said below.
      }
    }
    return mistake(
        path, "must be a time such as 2026-01-31T12:00:00Z, or relative to now such as -8d", json);
  }

  private @Nullable Object symbol(String path, JsonNode json, Schema schema) {
    // UNKNOWN is what a reader makes of a symbol of a later release; nobody means it.
    List<String> symbols =
        schema.getEnumSymbols().stream().filter(symbol -> !symbol.equals("UNKNOWN")).toList();
    if (!json.isTextual() || !symbols.contains(json.textValue())) {
      return mistake(path, "must be one of " + String.join(", ", symbols), json);
    }
    return SpecificData.get().createEnum(json.textValue(), schema);
  }

  private @Nullable Object list(String path, JsonNode json, Schema element) {
    if (!json.isArray()) {
      return mistake(path, "must be a list", json);
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      Object value = value(path + "[" + i + "]", json.get(i), element);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private @Nullable Object map(String path, JsonNode json, Schema valueType) {
    if (!json.isObject()) {
      return mistake(path, "must be an object", json);
    }
    Map<String, Object> values = new HashMap<>();
    json.properties()
        .forEach(
            entry -> {
              Object value = value(child(path, entry.getKey()), entry.getValue(), valueType);
              if (value != null) {
                values.put(entry.getKey(), value);
              }
            });
    return values;
  }

  /** All unions of the contract are of null and one other type. */
  private @Nullable Object optional(String path, JsonNode json, Schema union) {
    Set<Schema> others = new HashSet<>(union.getTypes());
    boolean nullable = others.removeIf(type -> type.getType() == Schema.Type.NULL);
    if (nullable && json.isNull()) {
      return null;
    }
    if (others.size() != 1) {
      return mistake(path, "cannot be given as JSON, being one of several types", json);
    }
    return value(path, json, others.iterator().next());
  }

  private @Nullable Object mistake(String path, String rule, JsonNode json) {
    mistakes.add((path.isEmpty() ? "line" : path) + ": " + rule + ", was " + json);
    return null;
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
