package io.carillon.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cli.CliException;
import io.carillon.cli.produce.LineReader;
import io.carillon.cli.produce.Lines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScriptTest {
  @Test
  void theScriptsThatComeWithTheCommandLineAreFine() {
    assertThat(DemoFiles.tables(null).steps()).isNotEmpty();
    assertThat(DemoFiles.events(null).steps()).isNotEmpty();
  }

  @Test
  void whatOnlyADemoDoesStandsBetweenTheEvents() throws IOException {
    Script script =
        read(
            """
            # a remark

            {"demo":"refuse-mail","address":"a@example.org","code":451,"times":2}
            {"demo":"fail-newsletters","status":503,"times":1}
            {"demo":"garbage","memberId":"ann","text":"none"}
            {"demo":"settle"}
            """);

    assertThat(script.steps())
        .containsExactly(
            new Script.Step.RefuseMail("a@example.org", 451, 2),
            new Script.Step.FailNewsletters(503, 1),
            new Script.Step.Garbage("ann", "none"),
            new Script.Step.Settle());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"demo":"dance"} | demo: must be one of settle, garbage, refuse-mail, fail-newsletters, was "dance"
          {"demo":"refuse-mail","address":"a@b","code":250,"times":1} | code: must be a whole number from 400 to 599
          {"demo":"garbage","memberId":"ann"} | text: must be a text
          {"type":"MemberVouched"} | memberId: must be given; vouchesBefore: must be given; vouches: must be given
          """)
  void aMistakeIsFoundBeforeAnythingIsStarted(String line, String mistake) {
    assertThatThrownBy(() -> read("\n" + line))
        .isInstanceOf(CliException.class)
        .hasMessage("own.jsonl line 2: " + mistake);
  }

  @Test
  void membersCannotWaitForWhatDoesNotRunYet() {
    byte[] lines = "\n{\"demo\":\"settle\"}".getBytes(StandardCharsets.UTF_8);
    LineReader reader = new LineReader(() -> Instant.EPOCH, () -> "id");

    assertThatThrownBy(
            () ->
                Script.readTables(
                    "members.jsonl", new Lines(new ByteArrayInputStream(lines)), reader))
        .isInstanceOf(CliException.class)
        .hasMessage(
            "members.jsonl line 2: demo: settle cannot be among the members, which are loaded"
                + " before anything runs");
  }

  private static Script read(String text) throws IOException {
    LineReader reader = new LineReader(() -> Instant.EPOCH, () -> "id");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Script.read("own.jsonl", new Lines(new ByteArrayInputStream(bytes)), reader);
  }
}
