package io.carillon.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a stack.
 *
 * @param path where it is
 * @param isKept whether it outlives the stack
 * @param logs where logs go instead, if anywhere
 */
record DataDirectory(Path path, boolean isKept, Optional<Path> logs) implements AutoCloseable {

  static DataDirectory of(LocalStackOptions options) {
    Optional<Path> asked = options.dataDirectory();
    Optional<Path> logs = options.logDirectory().map(folder -> folder.toAbsolutePath().normalize());
    try {
      return asked.isPresent()
          ? new DataDirectory(
              Files.createDirectories(asked.get().toAbsolutePath().normalize()), true, logs)
          : new DataDirectory(Files.createTempDirectory("carillon-stack-"), false, logs);
    } catch (IOException e) {
      throw new LocalStackException("cannot make the data directory", e);
    }
  }

  /** Where the log of a server goes. */
  Path log(String server) {
    return logs.map(folder -> folder.resolve(server + ".log"))
        .orElseGet(() -> path.resolve(server).resolve("log.txt"));
  }

  /** Deletes the folder unless it is kept. */
  @Override
  public void close() {
    if (isKept || !Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new LocalStackException("cannot delete " + path, e);
    }
  }
}
