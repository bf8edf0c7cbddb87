package io.carillon.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs verbs as a user does, and keeps what they say. */
final class Terminal {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Runs a verb, and returns its exit code. */
  int run(String... args) {
    CommandLine command = Carillon.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(args);
  }

  /** What all verbs so far wrote to standard output. */
  String out() {
    return out.toString();
  }

  /** What all verbs so far wrote to standard error. */
  String err() {
    return err.toString();
  }
}
