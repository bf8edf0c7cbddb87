package io.carillon.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/**
 * The registry client brings no library under its own name, where it could meet another version.
 */
class RegistryClientJarTest {
  private static final String CLIENT =
      "org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client"
          + ".SchemaRegistryClient";

  @Test
  void everythingInTheJarIsRelocated() throws Exception {
    try (JarFile jar = new JarFile(location().toFile())) {
      List<String> entries =
          jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();

      assertThat(entries)
          .hasSizeGreaterThan(1000)
          .allMatch(
              name ->
                  name.startsWith("org/apache/flink/avro/")
                      || name.startsWith("io/carillon/registry/shaded/")
                      || name.startsWith("META-INF/"));
      assertThat(entries)
          .as("nothing registers itself as a service either")
          .noneMatch(name -> name.startsWith("META-INF/services/"));
    }
  }

  private static Path location() throws ClassNotFoundException, URISyntaxException, IOException {
    return Path.of(
        Objects.requireNonNull(Class.forName(CLIENT).getProtectionDomain().getCodeSource())
            .getLocation()
            .toURI());
  }
}
