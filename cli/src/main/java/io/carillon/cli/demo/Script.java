package io.carillon.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.cli.CliException;
import io.carillon.cli.produce.BadLineException;
import io.carillon.cli.produce.LineReader;
import io.carillon.cli.produce.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a demo does, line by line: lines as {@code produce} takes them, and between them what only a
 * demo does. Immutable.
 *
 * @param steps in the order of the file
 */
record Script(List<Step> steps) {

  /** One line. */
  sealed interface Step {
    /** Sends a record, made when its turn comes, so that its times are of then. */
    record Send(ObjectNode json) implements Step {}

    /** Sends what is no Avro to the member events. */
    record Garbage(String memberId, String text) implements Step {}

    /** Lets the SMTP sink refuse an address. */
    record RefuseMail(String address, int code, int times) implements Step {}

    /** Lets the Basket sandbox answer with an error. */
    record FailNewsletters(int status, int times) implements Step {}

    /** Waits until everything so far is settled, so that what follows is really later. */
    record Settle() implements Step {}
  }

  Script {
    steps = List.copyOf(steps);
  }

  /**
   * Reads a script.
   *
   * @param name of the file, for messages
   * @throws CliException naming the first line that is wrong
   */
  static Script read(String name, Lines lines, LineReader reader) throws IOException {
    return read(name, lines, json -> step(json, reader));
  }

  /**
   * Reads what is loaded before the apps are started: a script that waits for nothing, as there is
   * nobody yet to wait for.
   *
   * @param name of the file, for messages
   * @throws CliException naming the first line that is wrong
   */
  static Script readTables(String name, Lines lines, LineReader reader) throws IOException {
    return read(
        name,
        lines,
        json -> {
          Step step = step(json, reader);
          if (step instanceof Step.Settle) {
            throw new BadLineException(
                "demo: settle cannot be among the members, which are loaded before anything runs");
          }
          return step;
        });
  }

  private interface Reading {
    Step step(ObjectNode json) throws BadLineException;
  }

  private static Script read(String name, Lines lines, Reading reading) throws IOException {
    List<Step> steps = new ArrayList<>();
    while (lines.next()) {
      try {
        steps.add(reading.step(LineReader.parse(lines.text())));
      } catch (BadLineException e) {
        throw new CliException(name + " line " + lines.number() + ": " + e.getMessage(), e);
      }
    }
    return new Script(steps);
  }

  private static Step step(ObjectNode json, LineReader reader) throws BadLineException {
    JsonNode demo = json.get("demo");
    if (demo == null) {
      // Only to find mistakes before anything is started.
      reader.read(json);
      return new Step.Send(json);
    }
    return switch (demo.asText()) {
      case "settle" -> new Step.Settle();
      case "garbage" -> new Step.Garbage(text(json, "memberId"), text(json, "text"));
      case "refuse-mail" ->
          new Step.RefuseMail(
              text(json, "address"), number(json, "code", 400, 599), number(json, "times", 1, 100));
      case "fail-newsletters" ->
          new Step.FailNewsletters(number(json, "status", 400, 599), number(json, "times", 1, 100));
      default ->
          throw new BadLineException(
              "demo: must be one of settle, garbage, refuse-mail, fail-newsletters, was " + demo);
    };
  }

  private static String text(JsonNode json, String field) throws BadLineException {
    JsonNode value = json.path(field);
    if (!value.isTextual()) {
      throw new BadLineException(field + ": must be a text");
    }
    return value.textValue();
  }

  private static int number(JsonNode json, String field, int least, int most)
      throws BadLineException {
    JsonNode value = json.path(field);
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      throw new BadLineException(field + ": must be a whole number from " + least + " to " + most);
    }
    return value.intValue();
  }
}
