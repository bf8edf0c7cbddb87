package io.carillon.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Values in Avro's binary encoding, in a buffer that is kept from record to record. Unlike {@link
 * java.io.ByteArrayOutputStream} it takes no lock per byte, and lets go of the memory of an
 * unusually large record; unlike Avro's encoders it is what it writes to, which spares most of its
 * calls. Not thread-safe.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">Avro
 *     specification, binary encoding</a>
 */
final class AvroBytes extends OutputStream {
  private static final int INITIAL_BYTES = 512;
  private static final int KEPT_BYTES = 1 << 20;

  /** A long takes seven bits a byte. */
  private static final int MOST_BYTES_OF_A_LONG = 10;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int size;

  void clear() {
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[INITIAL_BYTES];
    }
    size = 0;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  @Override
  public void write(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    room(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  void writeBoolean(boolean value) {
    write(value ? 1 : 0);
  }

  /** Writes a number of any size, zig-zag: that an int is the same is what the encoding is for. */
  void writeLong(long value) {
    room(MOST_BYTES_OF_A_LONG);
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void writeString(String value) {
    byte[] encoded = value.getBytes(UTF_8);
    writeLong(encoded.length);
    write(encoded, 0, encoded.length);
  }

  /** Writes what remains in a buffer, which stays as it is. */
  void writeBytes(ByteBuffer value) {
    int length = value.remaining();
    writeLong(length);
    room(length);
    value.get(value.position(), bytes, size, length);
    size += length;
  }

  private void room(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
  }
}
