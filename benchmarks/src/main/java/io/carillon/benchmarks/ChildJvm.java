package io.carillon.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A system under test in a JVM of its own, so that its processor time and memory are its own too.
 * Ends with this JVM in whatever way that ends. Used by one thread; whoever starts it closes it.
 */
final class ChildJvm implements AutoCloseable {
  /** The same for all that are compared. */
  static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+UseParallelGC");

  /**
   * For processes that mostly wait: the second compiler would take more of the machine in their
   * first minutes than it saves in a day. As {@code carillon up} starts them.
   */
  static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  /**
   * A process cannot be signalled from Java. Who ends all of them must not keep this one frozen.
   */
  private static final String FREEZE =
      "trap '' INT TERM HUP; kill -STOP \"$0\" || exit; echo frozen; read -r until; kill -CONT \"$0\"";

  private static final int STOP_WITHIN_SECONDS = 60;

  private final String name;
  private final Path log;
  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;
  private boolean stopped;
  private @Nullable Process ice;

  private ChildJvm(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a JVM.
   *
   * @param name names the log file, which is appended to
   * @param folder where the log goes
   * @param profile where a flight recording goes; null for none
   * @param flags besides {@link #FLAGS}
   * @param main the name of the main class
   * @param args its arguments
   */
  static ChildJvm start(
      String name,
      Path folder,
      @Nullable Path profile,
      List<String> flags,
      String main,
      List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(flags);
    if (profile != null) {
      command.add(
          "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
              + profile.resolve(name + "-" + System.currentTimeMillis() + ".jfr"));
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ChildMain.class.getName(), main));
    command.addAll(args);
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Settings of whoever runs the benchmark must not change what is measured.
    builder.environment().keySet().removeIf(variable -> variable.startsWith("CARILLON_"));
    try {
      return new ChildJvm(name, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /** Asks what the process has used so far. */
  Usage measure() {
    try {
      order(ChildMain.MEASURE);
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(ChildMain.ANSWER)) {
          return Usage.decode(line.substring(ChildMain.ANSWER.length()));
        }
      }
    } catch (IOException e) {
      // It has ended, which the log explains.
    }
    throw failed("does not answer");
  }

  /**
   * Throws if the process is not there any more.
   *
   * @throws BenchException that says where its log is
   */
  void check() {
    if (!process.isAlive()) {
      throw failed("ended with status " + process.exitValue());
    }
  }

  /**
   * Stops all threads of the process where they are, until {@link #thaw} or the end of this JVM.
   * Not for longer than its session with the broker lasts.
   */
  void freeze() {
    try {
      // Ends with its input, so that nobody stays frozen whose parent was killed.
      ice = new ProcessBuilder("sh", "-c", FREEZE, Long.toString(process.pid())).start();
      // It answers when the process is frozen, and ends without an answer if that has ended.
      int unused = ice.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot freeze " + name, e);
    }
  }

  /** Lets a frozen process go on. */
  void thaw() throws InterruptedException {
    if (ice == null) {
      return;
    }
    try {
      ice.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot thaw " + name, e);
    }
    int unused = ice.waitFor();
    ice = null;
  }

  /** Ends the process in good order, so that its stores are found again by the next one. */
  void stop() throws InterruptedException {
    check();
    stopped = true;
    try {
      order(ChildMain.STOP);
    } catch (IOException e) {
      throw failed("does not listen");
    }
    if (!process.waitFor(STOP_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      throw failed("did not end within " + STOP_WITHIN_SECONDS + " s");
    }
  }

  @Override
  public void close() {
    if (ice != null) {
      try {
        ice.getOutputStream().close();
      } catch (IOException e) {
        // It has ended, and its process is thawed.
      }
    }
    if (!stopped || process.isAlive()) {
      process.destroyForcibly();
    }
  }

  private void order(String order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
  }

  private BenchException failed(String what) {
    try {
      // The folder goes with the benchmark.
      Path kept = Files.createTempFile("carillon-bench-" + name + "-", ".log");
      Files.copy(log, kept, StandardCopyOption.REPLACE_EXISTING);
      return new BenchException(name + " " + what + "; its log is in " + kept);
    } catch (IOException e) {
      return new BenchException(name + " " + what + ", and its log cannot be kept: " + e, e);
    }
  }
}
