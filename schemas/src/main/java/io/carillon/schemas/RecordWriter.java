package io.carillon.schemas;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Writes the records of one schema to one topic. Not thread-safe. */
final class RecordWriter {
  private final String topic;
  private final Schema schema;
  private final int schemaId;
  private final Values own;
  private final @Nullable Projection projection;

  RecordWriter(String topic, Schema schema, SchemaRegistry.Registration registration) {
    this.topic = topic;
    this.schema = schema;
    this.schemaId = registration.id();
    this.own = writer(schema);
    Schema other = registration.writtenAs();
    this.projection = other == null ? null : new Projection(schema, other);
  }

  /** Writes the values of the schema. */
  @FunctionalInterface
  private interface Values {
    void write(SpecificRecord value, AvroBytes out) throws IOException;
  }

  private static Values writer(Schema schema) {
    try {
      return ValueWriter.of(schema)::write;
    } catch (ValueWriter.UnsupportedSchemaException e) {
      DatumWriter<Object> avros =
          new SpecificDatumWriter<>(schema, SpecificData.getForSchema(schema));
      return (value, out) ->
          avros.write(value, EncoderFactory.get().directBinaryEncoder(out, null));
    }
  }

  /** Tells whether this is the writer; a generated class has just one schema object. */
  @SuppressWarnings("ReferenceEquality")
  boolean isFor(String otherTopic, Schema otherSchema) {
    return otherSchema == schema && otherTopic.equals(topic);
  }

  int schemaId() {
    return schemaId;
  }

  void write(SpecificRecord value, AvroBytes out) throws IOException {
    if (projection == null) {
      own.write(value, out);
    } else {
      projection.write(value, out);
    }
  }

  /**
   * Writes a record as another version of its schema. Generated classes find fields by position, so
   * they cannot write a foreign schema themselves: the record is written with its own schema, read
   * as the other, and written again. Twice the work, for {@code use-latest-version} only.
   */
  private final class Projection {
    private final AvroBytes bytes = new AvroBytes();
    private final GenericDatumReader<Object> reader;
    private final GenericDatumWriter<Object> writer;

    Projection(Schema from, Schema to) {
      this.reader = new GenericDatumReader<>(from, to);
      this.writer = new GenericDatumWriter<>(to);
    }

    void write(SpecificRecord value, AvroBytes out) throws IOException {
      bytes.clear();
      own.write(value, bytes);
      Object read = reader.read(null, DecoderFactory.get().binaryDecoder(bytes.copy(), null));
      writer.write(read, EncoderFactory.get().directBinaryEncoder(out, null));
    }
  }
}
