package io.carillon.schemas;

import io.carillon.schemas.MalformedRecordException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in Confluent's wire format. Bytes after the end of a record are ignored, as
 * Confluent's deserializer does. Thread-safe: each thread has its own decoder, because Kafka
 * Streams gives one deserializer to all its threads.
 */
final class RecordDeserializer<V extends SpecificRecord> implements Deserializer<V> {
  private final SchemaRegistry registry;
  private final RecordTypes<V> types;
  private final ThreadLocal<Desk> desk = ThreadLocal.withInitial(Desk::new);

  RecordDeserializer(SchemaRegistry registry, RecordTypes<V> types) {
    this.registry = registry;
    this.types = types;
  }

  @Override
  public @Nullable V deserialize(String topic, byte @Nullable [] data) {
    return data == null ? null : desk.get().read(topic, data);
  }

  private SpecificDatumReader<V> open(String topic, int id) {
    Schema written = registry.schema(id);
    Class<? extends V> type =
        written.getType() == Schema.Type.RECORD ? types.named(written.getFullName()) : null;
    if (type == null) {
      throw new MalformedRecordException(
          Reason.UNEXPECTED_RECORD_TYPE,
          topic + " does not carry " + written.getFullName() + " (schema " + id + ")");
    }
    // The model of the generated class brings the conversions of its logical types.
    return new SpecificDatumReader<>(
        written, RecordTypes.schema(type), SpecificData.getForClass(type));
  }

  private MalformedRecordException unreadable(
      String topic, int id, SpecificDatumReader<V> reader, Exception cause) {
    var compatibility =
        SchemaCompatibility.checkReaderWriterCompatibility(
            reader.getExpected(), reader.getSchema());
    String what = topic + ": a " + reader.getExpected().getFullName() + " with schema " + id;
    if (cause instanceof EOFException) {
      return new MalformedRecordException(
          Reason.TRUNCATED, what + " ends before its last field", cause);
    }
    if (compatibility.getType() == SchemaCompatibilityType.INCOMPATIBLE) {
      return new MalformedRecordException(
          Reason.INCOMPATIBLE_SCHEMA,
          what + " cannot be read as ours: " + compatibility.getResult().getIncompatibilities(),
          cause);
    }
    return new MalformedRecordException(
        Reason.CORRUPT, what + " contradicts its schema: " + cause.getMessage(), cause);
  }

  /** What one thread reads with. */
  private final class Desk {
    private @Nullable BinaryDecoder decoder;

    /** One for each id met, found by looking through the ids: few, and no boxing. */
    private int[] ids = new int[0];

    private SpecificDatumReader<V>[] readers = noReaders();

    V read(String topic, byte[] data) {
      int id = WireFormat.schemaId(topic, data);
      SpecificDatumReader<V> reader = reader(topic, id);
      BinaryDecoder input =
          DecoderFactory.get()
              .binaryDecoder(
                  data, WireFormat.HEADER_BYTES, data.length - WireFormat.HEADER_BYTES, decoder);
      decoder = input;
      try {
        return reader.read(null, input);
      } catch (IOException | RuntimeException e) {
        // Nothing but the bytes takes part in decoding, so whatever goes wrong is their fault.
        throw unreadable(topic, id, reader, e);
      }
    }

    private SpecificDatumReader<V> reader(String topic, int id) {
      for (int i = 0; i < ids.length; i++) {
        if (ids[i] == id) {
          return readers[i];
        }
      }
      SpecificDatumReader<V> opened = open(topic, id);
      int count = ids.length;
      readers = Arrays.copyOf(readers, count + 1);
      readers[count] = opened;
      ids = Arrays.copyOf(ids, count + 1);
      ids[count] = id;
      return opened;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays.
    private SpecificDatumReader<V>[] noReaders() {
      return new SpecificDatumReader[0];
    }
  }
}
