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
 */
record DataDirectory(Path path, boolean isKept) implements AutoCloseable {

  static DataDirectory of(Optional<Path> asked) {
    try {
      return asked.isPresent()
          ? new DataDirectory(
              Files.createDirectories(asked.get().toAbsolutePath().normalize()), true)
          : new DataDirectory(Files.createTempDirectory("carillon-stack-"), false);
    } catch (IOException e) {
      throw new LocalStackException("cannot make the data directory", e);
    }
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
