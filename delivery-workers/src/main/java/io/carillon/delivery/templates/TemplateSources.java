package io.carillon.delivery.templates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads all template files at once, so that none changes under a running worker. */
final class TemplateSources {
  private static final String BUILT_IN = "templates";

  private TemplateSources() {}

  /** Returns the files of the class path, by their path below {@code templates}. */
  static SortedMap<String, String> builtIn() {
    try {
      Path home =
          Path.of(Templates.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(home)) {
        return read(home.resolve(BUILT_IN));
      }
      try (FileSystem jar = FileSystems.newFileSystem(home)) {
        return read(jar.getPath("/", BUILT_IN));
      }
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("the built-in templates cannot be read", e);
    }
  }

  /** Returns the files of a directory, by their path below it. */
  static SortedMap<String, String> read(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidTemplatesException(List.of(directory + ": no such directory"));
    }
    SortedMap<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String path = directory.relativize(file).toString().replace('\\', '/');
        // What editors and file managers leave behind is no template.
        if (!file.getFileName().toString().startsWith(".") && !path.equals("README.md")) {
          sources.put(path, Files.readString(file));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidTemplatesException(List.of(directory + ": cannot be read: " + e));
    }
    return sources;
  }
}
