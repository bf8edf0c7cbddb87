package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {
  private static final byte[] NOT_UTF_8 =
      "caf\u00e9\n{\"type\":\"Nothing\"}\n".getBytes(StandardCharsets.ISO_8859_1);

  private final Terminal terminal = new Terminal();

  @Test
  void withoutAVerbHelpIsShown() {
    assertThat(terminal.run()).isZero();
    assertThat(terminal.out()).contains("Usage: carillon", "demo", "up", "produce", "topics");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"demo", "up", "produce", "topics", "topics create", "topics verify", "bench"})
  void everyVerbExplainsItself(String verb) {
    assertThat(terminal.run((verb + " --help").split(" "))).isZero();
    assertThat(terminal.out()).startsWith("Usage: carillon " + verb);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "demo --nonsense",
        "topics",
        "bench",
        "topics create --partitions many"
      })
  void nonsenseIsAnsweredWithOneLineAndExitCodeTwo(String line) {
    assertThat(terminal.run(line.split(" "))).isEqualTo(2);
    assertThat(terminal.err().lines()).singleElement().asString().endsWith(" --help");
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsOneLineAndExitCodeOne() {
    assertThat(terminal.run("produce", "no-such-file")).isEqualTo(1);
    assertThat(terminal.err().strip())
        .isEqualTo("carillon: cannot read no-such-file: no such file, or not readable");
  }

  @Test
  void everyBadLineIsAnsweredWithItsNumber(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("lines");
    Files.writeString(file, "# a remark\n\n{\"type\":\"Nothing\"}\nnonsense\n");

    assertThat(terminal.run("produce", "--bootstrap", "127.0.0.1:1", file.toString())).isEqualTo(1);

    assertThat(terminal.err()).contains("line 3: type: must be one of", "line 4: not JSON");
    assertThat(terminal.out().strip()).isEqualTo("sent 0, bad 2");
  }

  @Test
  void aLineThatIsNoUtf8IsABadLineLikeAnyOtherFromAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("lines");
    Files.write(file, NOT_UTF_8);

    assertThat(terminal.run("produce", "--bootstrap", "127.0.0.1:1", file.toString())).isEqualTo(1);

    assertThat(terminal.err()).contains("line 1: not UTF-8", "line 2: type: must be one of");
    assertThat(terminal.out().strip()).isEqualTo("sent 0, bad 2");
  }

  @Test
  void aLineThatIsNoUtf8IsABadLineLikeAnyOtherFromStandardInput() {
    InputStream standard = System.in;
    System.setIn(new ByteArrayInputStream(NOT_UTF_8));
    try {
      assertThat(terminal.run("produce", "--bootstrap", "127.0.0.1:1", "-")).isEqualTo(1);
    } finally {
      System.setIn(standard);
    }

    assertThat(terminal.err()).contains("line 1: not UTF-8", "line 2: type: must be one of");
  }

  @Test
  void aScriptThatIsNoUtf8IsToldByItsLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("events");
    Files.write(file, NOT_UTF_8);

    assertThat(terminal.run("demo", "--events", file.toString())).isEqualTo(1);

    assertThat(terminal.err().strip()).isEqualTo("carillon: " + file + " line 1: not UTF-8");
  }

  @Test
  void aClusterThatIsAwayIsToldOnceWhateverTheNumberOfLines(@TempDir Path folder) throws Exception {
    Path impatient = folder.resolve("settings");
    Files.writeString(impatient, "max.block.ms=300\n");
    Path file = folder.resolve("lines");
    String line = "{\"type\":\"MemberProfile\",\"memberId\":\"ann\",\"tombstone\":true}\n";
    Files.writeString(file, line.repeat(50));

    assertThat(
            terminal.run(
                "produce",
                "--bootstrap",
                "127.0.0.1:1",
                "--command-config",
                impatient.toString(),
                file.toString()))
        .isEqualTo(1);

    assertThat(terminal.err().lines())
        .singleElement()
        .asString()
        .startsWith("carillon: Kafka at 127.0.0.1:1: ")
        .contains("after 300 ms")
        .endsWith("were the topics created (./carillon topics create)?");
    assertThat(terminal.out().strip()).isEqualTo("sent 0, bad 0");
  }
}
