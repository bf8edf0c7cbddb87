package io.carillon.delivery.templates;

import java.io.IOException;
import java.io.Writer;

/** Collects text, up to a limit. Not thread-safe. */
final class CappedWriter extends Writer {
  private final StringBuilder text = new StringBuilder();
  private final int limit;

  CappedWriter(int limit) {
    this.limit = limit;
  }

  @Override
  public void write(char[] buffer, int offset, int length) throws IOException {
    if (length > limit - text.length()) {
      throw new OverflowException(limit);
    }
    text.append(buffer, offset, length);
  }

  @Override
  public void flush() {
    // Everything is in memory already.
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** More text than the limit. */
  static final class OverflowException extends IOException {
    private static final long serialVersionUID = 1L;

    private OverflowException(int limit) {
      super("more than " + limit + " characters");
    }
  }
}
