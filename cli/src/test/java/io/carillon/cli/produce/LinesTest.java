package io.carillon.cli.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cli.CliException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinesTest {
  @Test
  void remarksAndEmptyLinesAreCountedAndPassedOver() throws Exception {
    try (Lines lines = lines("# a remark\n\n \t\r\nfirst\r\nlast")) {
      assertThat(lines.next()).isTrue();
      assertThat(lines.number()).isEqualTo(4);
      assertThat(lines.text()).isEqualTo("first\r");
      assertThat(lines.next()).isTrue();
      assertThat(lines.text()).isEqualTo("last");
      assertThat(lines.next()).isFalse();
    }
  }

  @Test
  void aLineThatIsNoUtf8LeavesTheNextOneAlone() throws Exception {
    byte[] bytes = "\u00e9\n\u00c3\u00a9".getBytes(StandardCharsets.ISO_8859_1);
    try (Lines lines = new Lines(new ByteArrayInputStream(bytes))) {
      assertThat(lines.next()).isTrue();
      assertThatThrownBy(lines::text).isInstanceOf(BadLineException.class).hasMessage("not UTF-8");
      assertThat(lines.next()).isTrue();
      assertThat(lines.text()).isEqualTo("\u00e9");
    }
  }

  @Test
  void whatCannotBeOpenedIsToldForWhatItIs(@TempDir Path folder) {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> Lines.open(missing))
        .isInstanceOf(CliException.class)
        .hasMessage("cannot read " + missing + ": no such file, or not readable");
    assertThatThrownBy(() -> Lines.open(folder))
        .isInstanceOf(CliException.class)
        .hasMessage("cannot read " + folder + ": it is a folder");
  }

  private static Lines lines(String text) {
    return new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
