package io.carillon.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.produce.Line;
import io.carillon.cli.produce.LineReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WhereaboutsTest {
  private static final URI REGISTRY = URI.create("http://127.0.0.1:8081/apis/ccompat/v7");

  @Test
  void everyPlaceIsNamed() {
    assertThat(print())
        .contains("Kafka                  127.0.0.1:9092")
        .contains("Schema registry        " + REGISTRY)
        .contains("Logs                   /tmp/logs")
        .contains("  curl http://127.0.0.1:8080/v1/members/ann/decisions");
  }

  @Test
  void whatIsToBeTriedCanBePastedAsItStands(@TempDir Path folder) throws Exception {
    Path carillon = folder.resolve("carillon");
    Files.writeString(carillon, "#!/bin/sh\nprintf '%s\\n' \"$@\" >arguments\ncat >line\n");
    assertThat(carillon.toFile().setExecutable(true)).isTrue();

    Process shell =
        new ProcessBuilder("bash")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    try (var terminal = shell.outputWriter()) {
      for (String line : toBePasted()) {
        terminal.write(line + "\n");
      }
    }

    assertThat(shell.onExit()).succeedsWithin(Duration.ofSeconds(20));
    assertThat(folder.resolve("output")).isEmptyFile();
    assertThat(folder.resolve("arguments"))
        .hasContent("produce\n--bootstrap\n127.0.0.1:9092\n--registry\n" + REGISTRY + "\n-\n");
    Line line =
        new LineReader(() -> Instant.EPOCH, () -> "id")
            .read(Files.readString(folder.resolve("line")));
    assertThat(line.key()).isEqualTo("ann");
  }

  private static List<String> toBePasted() {
    return print()
        .lines()
        .dropWhile(line -> !line.startsWith("Try it"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("Then ask"))
        .toList();
  }

  private static String print() {
    StringWriter out = new StringWriter();
    new Whereabouts(
            "127.0.0.1:9092",
            REGISTRY,
            Map.of("Logs", "/tmp/logs", "HTTP interface", "http://127.0.0.1:8080"))
        .print(new PrintWriter(out));
    return out.toString();
  }
}
