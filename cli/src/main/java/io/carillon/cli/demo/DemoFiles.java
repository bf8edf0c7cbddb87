package io.carillon.cli.demo;

import io.carillon.cli.CliException;
import io.carillon.cli.produce.LineReader;
import io.carillon.cli.produce.Lines;
import io.carillon.cli.produce.TimeOrderedIds;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the scripts: files of the user's own, or those that come with the command line. */
final class DemoFiles {
  private static final String TABLES = "/demo/members.jsonl";
  private static final String EVENTS = "/demo/events.jsonl";

  private DemoFiles() {}

  /** What is known before the first event. */
  static Script tables(@Nullable Path own) {
    return read(own, TABLES, Script::readTables);
  }

  /** What happens. */
  static Script events(@Nullable Path own) {
    return read(own, EVENTS, Script::read);
  }

  /** Makes records of lines, with the time and ids of now. */
  static LineReader reader() {
    InstantSource clock = InstantSource.system();
    return new LineReader(clock, new TimeOrderedIds(clock, new SecureRandom()));
  }

  private interface Reading {
    Script read(String name, Lines lines, LineReader reader) throws IOException;
  }

  private static Script read(@Nullable Path own, String builtIn, Reading reading) {
    String name = own == null ? builtIn : own.toString();
    try (Lines lines = own == null ? open(builtIn) : Lines.open(own)) {
      return reading.read(name, lines, reader());
    } catch (IOException e) {
      throw new CliException("cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  private static Lines open(String builtIn) {
    return new Lines(Objects.requireNonNull(DemoFiles.class.getResourceAsStream(builtIn)));
  }
}
