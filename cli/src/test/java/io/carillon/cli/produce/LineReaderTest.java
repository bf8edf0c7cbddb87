package io.carillon.cli.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.avro.AccountStatus;
import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.EmailChanged;
import io.carillon.avro.LoginIdentity;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.PreferencesReplaced;
import io.carillon.schemas.Topics;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LineReaderTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private final LineReader reader = new LineReader(() -> NOW, () -> "made");

  @Test
  void theTypeDecidesOnTopicAndKey() throws Exception {
    Line line =
        reader.read(
            """
            {"type":"MemberVouched","eventId":"e","occurredAt":"2026-01-31T12:00:00Z",\
            "memberId":"ann","vouchesBefore":0,"vouches":1}""");

    assertThat(line)
        .isEqualTo(
            new Line(
                Topics.MEMBER_EVENTS,
                "ann",
                new MemberVouched("e", Instant.parse("2026-01-31T12:00:00Z"), "ann", 0, 1, null)));
    assertThat(reader.read("{'type':'Switch','name':'s','enabled':true}".replace('\'', '"')).key())
        .isEqualTo("s");
  }

  @Test
  void idsAndTimesOfWhatHappenedMayBeLeftOut() throws Exception {
    Line line =
        reader.read(
            """
            {"type":"PreferenceSet","memberId":"ann","channel":"IN_APP","choice":"OFF"}""");

    assertThat(line.value())
        .isEqualTo(new PreferenceSet("made", NOW, "ann", null, null, Channel.IN_APP, Choice.OFF));
  }

  @ParameterizedTest
  @CsvSource({
    "-8d, 2026-02-21T12:00:00Z",
    "+90s, 2026-03-01T12:01:30Z",
    "-1500ms, 2026-03-01T11:59:58.500Z",
    "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z"
  })
  void timesAreAbsoluteOrRelativeToNow(String text, Instant expected) throws Exception {
    Line line =
        reader.read(
            """
            {"type":"MemberProfile","memberId":"ann","status":"ACTIVE","updatedAt":"%s"}"""
                .formatted(text));

    assertThat(line.value())
        .isEqualTo(
            new MemberProfile(
                "ann", null, null, null, null, null, null, null, AccountStatus.ACTIVE, expected));
  }

  @Test
  void aRecordInsideAnOptionalFieldNeedsNoNameOfItsType() throws Exception {
    Line line =
        reader.read(
            """
            {"type":"EmailChanged","memberId":"ann","newEmail":"b@example.org",\
            "newIdentity":{"id":"gh","strength":2}}""");

    assertThat(line.value())
        .isInstanceOfSatisfying(
            EmailChanged.class,
            event -> assertThat(event.getNewIdentity()).isEqualTo(new LoginIdentity("gh", 2)));
  }

  @Test
  void aListHasRecordsWithLeftOutAndEmptyFieldsOfTheirOwn() throws Exception {
    Line line =
        reader.read(
            """
            {"type":"PreferencesReplaced","memberId":"ann","entries":[\
            {"channel":"EMAIL","enabled":false},\
            {"category":"membership","channel":null,"enabled":true,"changedAt":0}]}""");

    assertThat(line.value())
        .isEqualTo(
            new PreferencesReplaced(
                "made",
                NOW,
                "ann",
                List.of(
                    new PreferenceEntry(null, null, Channel.EMAIL, false, NOW),
                    new PreferenceEntry(null, "membership", null, true, Instant.EPOCH))));
    assertThat(reader.read("{\"type\":\"PreferencesReplaced\",\"memberId\":\"ann\"}").value())
        .isEqualTo(new PreferencesReplaced("made", NOW, "ann", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"enabled":true}                    | entries: must be a list, was {"enabled":true}
          [{"enabled":true},{"enabled":"no"}] | entries[1].enabled: must be true or false, was "no"
          [{"enabled":true},7]                | entries[1]: must be an object, was 7
          [{"enabled":null}]                  | entries[0].enabled: must be true or false, was null
          [{"on":true}]                       | entries[0].on: PreferenceEntry has no such field; entries[0].enabled: must be given
          """)
  void aMistakeInAListIsNamedWithItsPlace(String entries, String mistake) {
    String line = "{\"type\":\"PreferencesReplaced\",\"memberId\":\"ann\",\"entries\":%s}";

    assertThatThrownBy(() -> reader.read(line.formatted(entries)))
        .isInstanceOf(BadLineException.class)
        .hasMessage(mistake);
  }

  @Test
  void aTombstoneDeletesARowOfATable() throws Exception {
    assertThat(reader.read("{\"type\":\"MemberProfile\",\"memberId\":\"x\",\"tombstone\":true}"))
        .isEqualTo(new Line(Topics.MEMBERS, "x", null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "vouchesBefore":"0","vouches":1 | vouchesBefore: must be a whole number of 32 bits, was "0"
          "vouchesBefore":0,"vouches":0.5 | vouches: must be a whole number of 32 bits, was 0.5
          "vouchesBefore":0,"vouches":3000000000 | vouches: must be a whole number of 32 bits, was 3000000000
          "vouchesBefore":0,"vouchs":1 | vouchs: MemberVouched has no such field; vouches: must be given
          "vouchesBefore":0,"vouches":1,"voucherName":7 | voucherName: must be a text, was 7
          "vouchesBefore":0,"vouches":1,"occurredAt":"2026-01-01" | occurredAt: must be a time such as 2026-01-31T12:00:00Z, or relative to now such as -8d, was "2026-01-01"
          "vouchesBefore":0,"vouches":1,"tombstone":true | tombstone: only for rows of a table, not for an event
          """)
  void aMistakeNamesFieldRuleAndValue(String fields, String mistake) {
    assertThatThrownBy(
            () -> reader.read("{\"type\":\"MemberVouched\",\"memberId\":\"ann\"," + fields + "}"))
        .isInstanceOf(BadLineException.class)
        .hasMessage(mistake);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FAX", "UNKNOWN"})
  void anUnknownSymbolIsAnsweredWithThoseThereAre(String channel) {
    String line =
        "{\"type\":\"PreferenceSet\",\"memberId\":\"a\",\"channel\":\"%s\",\"choice\":\"OFF\"}";

    assertThatThrownBy(() -> reader.read(line.formatted(channel)))
        .hasMessage(
            "channel: must be one of EMAIL, SMS, PUSH, WEBHOOK, NEWSLETTER, IN_APP, was \"%s\"",
            channel);
  }

  @Test
  void whatCarillonWritesItselfIsNoTypeToProduce() {
    assertThatThrownBy(() -> reader.read("{\"type\":\"Decision\"}"))
        .hasMessageStartingWith("type: must be one of MemberVouched, ")
        .hasMessageEndingWith(", was \"Decision\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {nope | not JSON at column 2
          [1]   | must be a JSON object
          {} x  | not JSON at column
          """)
  void whatIsNoJsonObjectIsToldSo(String text, String beginning) {
    assertThatThrownBy(() -> reader.read(text))
        .isInstanceOf(BadLineException.class)
        .hasMessageStartingWith(beginning);
  }
}
