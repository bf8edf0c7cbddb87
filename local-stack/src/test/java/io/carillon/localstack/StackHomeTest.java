package io.carillon.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the servers are looked for. */
class StackHomeTest {
  @TempDir private Path folder;

  @Test
  void homeGivenByPropertyComesBeforeTheRepository() throws IOException {
    Path home = serversIn(folder.resolve("home"));
    Path root = folder.resolve("root");
    serversIn(root.resolve("local-stack/servers/target/stack"));

    StackHome found = StackHome.locate(properties(home, root), null);

    assertThat(found.path()).isEqualTo(home);
  }

  @Test
  void repositoryIsFoundByItsRootOrFromAnywhereWithinIt() throws IOException {
    Path root = folder.resolve("root");
    Path servers = serversIn(root.resolve("local-stack/servers/target/stack"));

    assertThat(StackHome.locate(properties(null, root), null).path()).isEqualTo(servers);
    assertThat(StackHome.locate(new Properties(), root.resolve("cli/target/classes")).path())
        .isEqualTo(servers);
  }

  @Test
  void missingServersAreOneErrorThatNamesWhatToRun() {
    assertThatThrownBy(() -> StackHome.locate(properties(folder, folder), null))
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("not laid out in " + folder)
        .hasMessageContaining("mvn -pl local-stack/servers process-resources")
        .hasMessageContaining("carillon.stack.home");
  }

  private static Path serversIn(Path home) throws IOException {
    Files.createDirectories(home.resolve("broker"));
    Files.createDirectories(home.resolve("registry"));
    return home;
  }

  private static Properties properties(@Nullable Path home, Path root) {
    Properties properties = new Properties();
    if (home != null) {
      properties.setProperty("carillon.stack.home", home.toString());
    }
    properties.setProperty("carillon.root", root.toString());
    return properties;
  }
}
