package io.carillon.cli.produce;

import io.carillon.cli.CliException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes a file apart line by line. Each line is decoded for itself, so that one that is no UTF-8 is
 * as bad as any other bad line: it has a number, and the next one is read. For one thread; whoever
 * opens it closes it.
 */
public final class Lines implements AutoCloseable {
  private final InputStream bytes;
  private byte[] line = {};
  private long number;

  /**
   * Reads bytes.
   *
   * @param bytes closed with this
   */
  public Lines(InputStream bytes) {
    this.bytes = new BufferedInputStream(bytes);
  }

  /**
   * Opens a file.
   *
   * @param file an existing file
   * @return its lines
   * @throws CliException if it is not there or may not be read
   */
  public static Lines open(Path file) {
    try {
      if (!Files.isDirectory(file)) {
        return new Lines(Files.newInputStream(file));
      }
    } catch (IOException e) {
      throw new CliException("cannot read " + file + ": no such file, or not readable", e);
    }
    throw new CliException("cannot read " + file + ": it is a folder");
  }

  /**
   * Goes to the next line that says anything: neither blank nor a remark.
   *
   * @return whether there is one
   * @throws IOException if the file cannot be read any further
   */
  public boolean next() throws IOException {
    while (read()) {
      number++;
      if (line.length > 0 && line[0] != '#' && !isBlank(line)) {
        return true;
      }
    }
    return false;
  }

  private boolean read() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int next = bytes.read();
    if (next < 0) {
      return false;
    }
    while (next >= 0 && next != '\n') {
      read.write(next);
      next = bytes.read();
    }
    line = read.toByteArray();
    return true;
  }

  // White space in front of a value, or after it, is the JSON parser's.
  private static boolean isBlank(byte[] line) {
    for (byte one : line) {
      if (one != ' ' && one != '\t' && one != '\r') {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the number of the line.
   *
   * @return 1 for the first of the file, remarks and empty lines included
   */
  public long number() {
    return number;
  }

  /**
   * Returns the line.
   *
   * @return its text, without its line feed
   * @throws BadLineException if it is no UTF-8
   */
  public String text() throws BadLineException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new BadLineException("not UTF-8");
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
