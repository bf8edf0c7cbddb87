package io.carillon.schemas;

import io.carillon.avro.Switch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** The schemas of this module as they are now. */
final class AllSchemas {
  private AllSchemas() {}

  /** Every generated record and enum, by name. */
  static List<Schema> all() {
    try (Stream<Path> files = Files.list(classes())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class") && !file.contains("$"))
          .sorted()
          .map(file -> SpecificData.get().getSchema(load(file.replace(".class", ""))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every generated record, by name. */
  static List<Schema> records() {
    return all().stream().filter(schema -> schema.getType() == Schema.Type.RECORD).toList();
  }

  private static Path classes() {
    try {
      return Path.of(Objects.requireNonNull(Switch.class.getResource(".")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName("io.carillon.avro." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
