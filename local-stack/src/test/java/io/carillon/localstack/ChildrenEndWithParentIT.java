package io.carillon.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing of a stack outlives the JVM that started it, not even when that JVM is killed. */
class ChildrenEndWithParentIT {

  /** The JVM to kill: starts a stack, says what there is, and waits for its end. */
  static final class Parent {
    public static void main(String... args) throws InterruptedException {
      LocalStack stack =
          LocalStack.start(LocalStackOptions.anyPorts().only(Part.KAFKA, Part.REGISTRY));
      System.out.printf(
          "%d %d %s %d %s%n",
          stack.broker().pid(),
          stack.registry().pid(),
          stack.bootstrapServers().replaceAll(".*:", ""),
          stack.registryUrl().getPort(),
          stack.dataDirectory());
      Thread.currentThread().join();
    }
  }

  @Test
  void brokerRegistryAndTemporaryDataGoWithTheirKilledParent() throws IOException {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcarillon.root=" + System.getProperty("carillon.root"),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> said;
    try (BufferedReader out = parent.inputReader()) {
      said = List.of(out.readLine().split(" "));
    } finally {
      parent.destroyForcibly();
    }

    for (String pid : said.subList(0, 2)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(lives(pid)).as("process " + pid).isFalse());
    }
    for (String port : said.subList(2, 4)) {
      assertThat(Ports.answers("127.0.0.1", Integer.parseInt(port))).as("port " + port).isFalse();
    }
    assertThat(Path.of(said.get(4))).doesNotExist();
  }

  private static boolean lives(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
  }
}
