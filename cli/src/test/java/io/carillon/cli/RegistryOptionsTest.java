package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.schemas.RegistrySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class RegistryOptionsTest {
  @TempDir Path folder;

  @Test
  void aFileHasWhatAnAppWouldReadAndTheOptionWins() throws Exception {
    Path file = folder.resolve("registry.conf");
    Files.writeString(
        file,
        """
        registry.urls = "https://registry.example.org/"
        registry.bearer-token = secret
        """);

    assertThat(read("--registry-config", file.toString()).urls())
        .containsExactly("https://registry.example.org/");
    RegistrySettings both =
        read("--registry-config", file.toString(), "--registry", "https://other.example.org/");

    assertThat(both.urls()).containsExactly("https://other.example.org/");
    assertThat(both.credentials()).isNotEqualTo(read().credentials());
    assertThat(both.toString()).doesNotContain("secret");
  }

  @Test
  void everyMistakeOfTheFileIsNamed() throws Exception {
    Path file = folder.resolve("registry.conf");
    Files.writeString(file, "registry { request-timeout = soon, token = secret }");

    assertThatThrownBy(() -> read("--registry-config", file.toString()))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("registry.request-timeout")
        .hasMessageContaining("registry.token");
  }

  private static RegistrySettings read(String... args) {
    RegistryOptions options = new RegistryOptions();
    new CommandLine(options).parseArgs(args);
    return options.settings();
  }
}
