package io.carillon.schemas;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * A buffer that is kept from record to record. Unlike {@link java.io.ByteArrayOutputStream} it
 * takes no lock per byte, and lets go of the memory of an unusually large record. Not thread-safe.
 */
final class GrowingBytes extends OutputStream {
  private static final int INITIAL_BYTES = 512;
  private static final int KEPT_BYTES = 1 << 20;

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

  private void room(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
  }
}
