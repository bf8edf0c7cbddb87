package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withoutAVerbHelpIsShown() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("Usage: carillon", "demo", "up", "produce", "topics");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"demo", "up", "produce", "topics", "topics create", "topics verify", "bench"})
  void everyVerbExplainsItself(String verb) {
    assertThat(run((verb + " --help").split(" "))).isZero();
    assertThat(out.toString()).startsWith("Usage: carillon " + verb);
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
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().endsWith(" --help");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsOneLineAndExitCodeOne() {
    assertThat(run("produce", "no-such-file")).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo("carillon: cannot read no-such-file: no such file, or not readable");
  }

  @Test
  void everyBadLineIsAnsweredWithItsNumber(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("lines");
    Files.writeString(file, "# a remark\n\n{\"type\":\"Nothing\"}\nnonsense\n");

    assertThat(run("produce", "--bootstrap", "127.0.0.1:1", file.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("line 3: type: must be one of", "line 4: not JSON");
    assertThat(out.toString().strip()).isEqualTo("sent 0, bad 2");
  }

  private int run(String... args) {
    CommandLine command = Carillon.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(args);
  }
}
