package io.carillon.localstack;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the build laid the servers out: {@code broker/*.jar} and {@code registry/}.
 *
 * @param path the folder that holds both
 */
record StackHome(Path path) {
  private static final Path WITHIN_REPOSITORY =
      Path.of("local-stack", "servers", "target", "stack");

  /**
   * Finds the folder: the system property {@code carillon.stack.home}, else below the repository
   * named by {@code carillon.root}, else below the repository that holds this class.
   *
   * @throws LocalStackException if there is none
   */
  static StackHome locate() {
    return locate(System.getProperties(), ownPlace());
  }

  static StackHome locate(Properties properties, @Nullable Path ownPlace) {
    String home = properties.getProperty("carillon.stack.home");
    String root = properties.getProperty("carillon.root");
    Optional<Path> found =
        home != null
            ? existing(Path.of(home))
            : Optional.ofNullable(root)
                .flatMap(r -> existing(Path.of(r).resolve(WITHIN_REPOSITORY)))
                .or(() -> above(ownPlace));
    return found
        .map(StackHome::new)
        .orElseThrow(
            () ->
                new LocalStackException(
                    "the servers of the local stack are not laid out"
                        + (home == null ? "" : " in " + home)
                        + "; run \"mvn -pl local-stack/servers process-resources\" in the"
                        + " repository, or name their folder with -Dcarillon.stack.home=..."));
  }

  /**
   * Returns the class path of the broker.
   *
   * @return a class path of one wildcard
   */
  String brokerClassPath() {
    return path.resolve("broker").resolve("*").toString();
  }

  /**
   * Returns the class path of the registry.
   *
   * @return the jar whose manifest names all others
   */
  String registryClassPath() {
    try (Stream<Path> files = Files.list(path.resolve("registry"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
          .findFirst()
          .map(Path::toString)
          .orElseThrow(() -> new LocalStackException("no *-runner.jar in " + path + "/registry"));
    } catch (IOException e) {
      throw new LocalStackException("cannot list " + path + "/registry", e);
    }
  }

  private static Optional<Path> existing(Path folder) {
    return Files.isDirectory(folder.resolve("broker"))
            && Files.isDirectory(folder.resolve("registry"))
        ? Optional.of(folder.toAbsolutePath().normalize())
        : Optional.empty();
  }

  private static Optional<Path> above(@Nullable Path start) {
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Optional<Path> found = existing(folder.resolve(WITHIN_REPOSITORY));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static @Nullable Path ownPlace() {
    CodeSource source = StackHome.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException | IllegalArgumentException e) {
      // A class loader of its own kind; the system properties are the way then.
      return null;
    }
  }
}
