package io.carillon.cli.demo;

import io.carillon.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code demo} and {@code up} have in common. */
final class Launching {
  private Launching() {}

  /** Settles ports and folders before anything is started. */
  static LocalCarillon.Plan plan(PortOptions ports, AppSettings settings, Optional<Path> data) {
    PortOptions.Settled settled = ports.settle(LocalCarillon.WORKERS);
    // By port, so that two at the same time do not write to each other's logs.
    Path logs =
        Path.of(System.getProperty("carillon.root", "."))
            .resolve("target/demo-logs")
            .resolve("api-" + settled.api())
            .toAbsolutePath()
            .normalize();
    try {
      Files.createDirectories(logs);
    } catch (IOException e) {
      throw new CliException("cannot make the folder of logs " + logs, e);
    }
    return new LocalCarillon.Plan(settled, settings, data, logs);
  }

  /** Ends everything with this JVM, whoever ends it. */
  static Thread closeAtEnd(LocalCarillon carillon) {
    Thread hook = new Thread(carillon::close, "carillon-end");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  /** Takes the promise back, unless it is being kept already. */
  static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook with it.
    }
  }
}
