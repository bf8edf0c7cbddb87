package io.carillon.schemas;

import io.carillon.schemas.MalformedRecordException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in Confluent's wire format. Bytes after the end of a record are ignored, as
 * Confluent's deserializer does. Thread-safe: each thread has its own decoder, because Kafka
 * Streams gives one deserializer to all its threads.
 */
final class RecordDeserializer<V extends SpecificRecord> implements Deserializer<V> {
  private final IntFunction<Schema> schemas;
  private final RecordTypes<V> types;
  private final ThreadLocal<Desk> desk = ThreadLocal.withInitial(Desk::new);

  /**
   * Reads some record types.
   *
   * @param schemas finds the schema with an id
   * @param types the record types
   */
  RecordDeserializer(IntFunction<Schema> schemas, RecordTypes<V> types) {
    this.schemas = schemas;
    this.types = types;
  }

  @Override
  public @Nullable V deserialize(String topic, byte @Nullable [] data) {
    return data == null ? null : desk.get().read(topic, data);
  }

  private RecordReader<V> open(String topic, int id) {
    Schema written = schemas.apply(id);
    Class<? extends V> type =
        written.getType() == Schema.Type.RECORD ? types.named(written.getFullName()) : null;
    if (type == null) {
      throw new MalformedRecordException(
          Reason.UNEXPECTED_RECORD_TYPE,
          topic + " does not carry " + written.getFullName() + " (schema " + id + ")");
    }
    return new RecordReader<>(id, written, type);
  }

  /** What one thread reads with. */
  private final class Desk {
    /** One for each id met: few enough that looking through them beats hashing. */
    private final List<RecordReader<V>> readers = new ArrayList<>();

    private @Nullable BinaryDecoder decoder;

    V read(String topic, byte[] data) {
      RecordReader<V> reader = reader(topic, WireFormat.schemaId(topic, data));
      BinaryDecoder input =
          DecoderFactory.get()
              .binaryDecoder(
                  data, WireFormat.HEADER_BYTES, data.length - WireFormat.HEADER_BYTES, decoder);
      decoder = input;
      return reader.read(topic, input);
    }

    private RecordReader<V> reader(String topic, int id) {
      for (int i = 0; i < readers.size(); i++) {
        RecordReader<V> reader = readers.get(i);
        if (reader.schemaId() == id) {
          return reader;
        }
      }
      RecordReader<V> opened = open(topic, id);
      readers.add(opened);
      return opened;
    }
  }
}
