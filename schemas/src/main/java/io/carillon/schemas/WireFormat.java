package io.carillon.schemas;

/**
 * Confluent's wire format: a zero byte, the id of the writer's schema as four bytes in big-endian
 * order, and the record in Avro's binary encoding.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">Confluent
 *     on the wire format</a>
 */
final class WireFormat {
  /** The number of bytes before the record. */
  static final int HEADER_BYTES = 5;

  private static final byte MAGIC = 0;

  private WireFormat() {}

  /** Reads the id of the writer's schema. */
  static int schemaId(String topic, byte[] data) {
    if (data.length < HEADER_BYTES) {
      throw notAvro(topic, "needs at least " + HEADER_BYTES + " bytes, was " + data.length);
    }
    if (data[0] != MAGIC) {
      throw notAvro(topic, "starts with a zero byte, was " + data[0]);
    }
    return (data[1] & 0xff) << 24
        | (data[2] & 0xff) << 16
        | (data[3] & 0xff) << 8
        | (data[4] & 0xff);
  }

  /** Writes the bytes before the record. */
  static void writeHeader(AvroBytes out, int schemaId) {
    out.write(MAGIC);
    out.write(schemaId >>> 24);
    out.write(schemaId >>> 16);
    out.write(schemaId >>> 8);
    out.write(schemaId);
  }

  private static MalformedRecordException notAvro(String topic, String rule) {
    return new MalformedRecordException(
        MalformedRecordException.Reason.NOT_AVRO, topic + ": a value " + rule);
  }
}
