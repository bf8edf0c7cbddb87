package io.carillon.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server of the stack as a child process: what tests need to pull the plug on it and put it back.
 * A started-again server has the same port and the same data. The process ends with this JVM.
 *
 * <p>Thread-safe; one call at a time does something. Owned and closed by {@link LocalStack}.
 */
public final class ServerProcess {
  private static final Duration START_WITHIN = Duration.ofSeconds(90);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final Launch launch;
  private @Nullable Process process;
  private boolean hasStarted;

  /**
   * How to run a server.
   *
   * @param title its name in messages
   * @param data of the stack
   * @param folder working directory within the data
   * @param log where its log goes
   * @param classPath the server's own class path
   * @param jvmArguments for its JVM
   * @param arguments main class and arguments, as {@link EndsWithParent} takes them
   * @param ready whether it can be used; asked again and again during the start
   */
  record Launch(
      String title,
      DataDirectory data,
      Path folder,
      Path log,
      String classPath,
      List<String> jvmArguments,
      List<String> arguments,
      BooleanSupplier ready) {

    List<String> command() throws IOException {
      Path guard = folder.resolve("guard");
      copyGuardTo(guard);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvmArguments);
      if (!data.isKept()) {
        command.add("-D" + EndsWithParent.TEMPORARY + "=" + data.path());
      }
      command.add("-cp");
      command.add(guard + System.getProperty("path.separator") + classPath);
      command.add(EndsWithParent.class.getName());
      command.addAll(arguments);
      return command;
    }

    // The one class file alone, so that nothing else of this JVM's class path meets the server's.
    private static void copyGuardTo(Path guard) throws IOException {
      String resource = EndsWithParent.class.getName().replace('.', '/') + ".class";
      Path target = guard.resolve(resource);
      if (Files.exists(target)) {
        return;
      }
      Files.createDirectories(target.getParent());
      try (InputStream bytes =
          EndsWithParent.class.getClassLoader().getResourceAsStream(resource)) {
        if (bytes == null) {
          throw new IOException("no class file of " + EndsWithParent.class);
        }
        Files.copy(bytes, target);
      }
    }
  }

  ServerProcess(Launch launch) {
    this.launch = launch;
  }

  /**
   * Starts the server and waits until it can be used.
   *
   * @throws LocalStackException if it dies or is not ready in time; the message names its log,
   *     which is there even if the data of the stack is deleted
   */
  synchronized void start() {
    Process started = spawn();
    process = started;
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    try {
      while (!launch.ready().getAsBoolean()) {
        if (started.waitFor(50, TimeUnit.MILLISECONDS)) {
          throw new LocalStackException(
              launch.title()
                  + " ended with status "
                  + started.exitValue()
                  + " at its start; see "
                  + lastingLog());
        }
        if (System.nanoTime() > deadline) {
          kill();
          throw new LocalStackException(
              launch.title() + " was not ready within " + START_WITHIN + "; see " + lastingLog());
        }
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new LocalStackException("interrupted while " + launch.title() + " started", e);
    }
  }

  // What tests break is in one log; in a folder of logs only the last start is of interest.
  private ProcessBuilder.Redirect toLog() {
    boolean isFirst = !hasStarted;
    hasStarted = true;
    return isFirst && !isAmongData()
        ? ProcessBuilder.Redirect.to(log().toFile())
        : ProcessBuilder.Redirect.appendTo(log().toFile());
  }

  private boolean isAmongData() {
    return log().startsWith(launch.data().path());
  }

  private Process spawn() {
    try {
      Files.createDirectories(launch.folder());
      Files.createDirectories(log().resolveSibling(""));
      return new ProcessBuilder(launch.command())
          .directory(launch.folder().toFile())
          .redirectErrorStream(true)
          .redirectOutput(toLog())
          .start();
    } catch (IOException e) {
      throw new LocalStackException("cannot start " + launch.title(), e);
    }
  }

  /** Ends the process at once, as {@code kill -9} does. Nothing happens if it does not run. */
  public synchronized void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      awaitEnd(running, STOP_WITHIN);
      process = null;
    }
  }

  /** Asks the process to end and waits; after ten seconds ends it at once. */
  synchronized void stop() {
    Process running = process;
    if (running != null) {
      // Not Process.destroy(): it closes the child's input as well, which halts the child.
      running.toHandle().destroy();
      if (!awaitEnd(running, STOP_WITHIN)) {
        running.destroyForcibly();
        awaitEnd(running, STOP_WITHIN);
      }
      process = null;
    }
  }

  private static boolean awaitEnd(Process process, Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Starts the server again on the same port with the same data, ending it first if it still runs,
   * and waits until it can be used.
   *
   * @throws LocalStackException if it dies or is not ready in time
   */
  public synchronized void restart() {
    stop();
    start();
  }

  /**
   * Freezes the process: its port stays open and nothing answers ({@code SIGSTOP}).
   *
   * @throws LocalStackException if it does not run
   */
  public void pause() {
    signal("STOP");
  }

  /**
   * Lets a frozen process go on ({@code SIGCONT}).
   *
   * @throws LocalStackException if it does not run
   */
  public void resume() {
    signal("CONT");
  }

  private synchronized void signal(String name) {
    Process running = process;
    if (running == null) {
      throw new LocalStackException(launch.title() + " does not run");
    }
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).inheritIO().start();
      awaitEnd(kill, STOP_WITHIN);
    } catch (IOException e) {
      throw new LocalStackException("cannot send " + name + " to " + launch.title(), e);
    }
  }

  /**
   * Returns whether the process lives; a paused one does.
   *
   * @return false after {@link #kill()} and after it died by itself
   */
  public synchronized boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /**
   * Returns the id of the process.
   *
   * @return the operating system's id
   * @throws LocalStackException if it does not run
   */
  public synchronized long pid() {
    Process running = process;
    if (running == null) {
      throw new LocalStackException(launch.title() + " does not run");
    }
    return running.pid();
  }

  /**
   * Returns where the server's log goes.
   *
   * @return a file in the log directory of the stack, or in its data directory without one
   */
  public Path log() {
    return launch.log();
  }

  // Temporary data is deleted with the stack, which is about to end; its log should outlive that.
  private Path lastingLog() {
    if (launch.data().isKept() || !isAmongData()) {
      return log();
    }
    try {
      Path copy = Files.createTempFile("carillon-" + launch.folder().getFileName() + "-", ".log");
      return Files.copy(log(), copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new LocalStackException("cannot keep the log of " + launch.title(), e);
    }
  }
}
