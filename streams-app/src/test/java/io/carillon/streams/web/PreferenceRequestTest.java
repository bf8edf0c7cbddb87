package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.behaviours.Behaviour;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.CatalogFiles;
import io.carillon.streams.catalog.Channels;
import io.carillon.streams.decide.NewsletterSettings;
import io.carillon.streams.intake.Intake;
import io.carillon.streams.web.ApiException.FieldError;
import io.carillon.streams.web.PreferenceRequest.Change;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class PreferenceRequestTest {
  static final Catalog CATALOG = CatalogFiles.builtIn(Intake.events(), NewsletterSettings.LISTS);

  @Test
  void choicesAreMadeAndTakenBack() {
    List<Change> changes =
        changes(
            "{'changes':[{'messageType':'vouched','channel':'in-app','choice':'off'},"
                + "{'category':'community','choice':'default'},{'channel':'email','choice':'on'}]}");

    assertThat(changes)
        .containsExactly(
            new Change("vouched", null, Channel.IN_APP, Choice.OFF),
            new Change(null, "community", null, Choice.DEFAULT),
            new Change(null, null, Channel.EMAIL, Choice.ON));
  }

  @Test
  void jsonThatBreaksALimitOfTheParserIsAMistakeOfTheCaller() {
    String deep = "{'changes':" + "[".repeat(1001) + "]".repeat(1001) + "}";
    String longName = "{'" + "n".repeat(50_001) + "':1}";
    String longNumber = "{'changes':" + "1".repeat(1001) + "}";

    assertThat(List.of(deep, longName, longNumber))
        .allSatisfy(
            json ->
                assertThat(mistakes(json))
                    .singleElement()
                    .asString()
                    .startsWith("body: must be JSON"));
  }

  @Test
  void noEntryAtAllMeansThatAllDefaultsHold() {
    assertThat(PreferenceRequest.entries(Body.json(bytes("{'entries':[]}")), CATALOG)).isEmpty();
    assertThat(mistakes("{'changes':[]}"))
        .containsExactly("changes: must be a list with at least one element");
  }

  @Test
  void whatGetAnswersCanBePutBack() {
    List<Change> entries =
        PreferenceRequest.entries(
            Body.json(
                bytes(
                    "{'entries':[{'category':'community','choice':'off',"
                        + "'changedAt':'2026-01-01T00:00:00Z'}]}")),
            CATALOG);

    assertThat(entries).containsExactly(new Change(null, "community", null, Choice.OFF));
  }

  @Test
  void everyMistakeOfEveryElementIsNamed() {
    assertThat(
            mistakes(
                "{'more':1,'changes':[{'messageType':'vouched','category':'community','choice':'on'},"
                    + "{'choice':'on'},7,{'channel':'EMAIL','choice':true,'colour':'red'}]}"))
        .containsExactly(
            "more: is not known here",
            "changes[0]: must not have both messageType and category",
            "changes[1]: must have at least one of messageType, category and channel",
            "changes[2]: must be an object",
            "changes[3].colour: is not known here",
            "changes[3].channel: must be one of " + String.join(", ", Channels.names()),
            "changes[3].choice: must be one of on, off, default");
  }

  @Test
  void whatIsMissingIsNamedAndNullIsAsGoodAsMissing() {
    assertThat(mistakes("{'changes':[{'channel':'email'},{'channel':'sms','choice':null}]}"))
        .containsExactly(
            "changes[0].choice: must be one of on, off, default",
            "changes[1].choice: must be one of on, off, default");
    assertThat(changes("{'changes':[{'messageType':null,'channel':'email','choice':'on'}]}"))
        .containsExactly(new Change(null, null, Channel.EMAIL, Choice.ON));
  }

  @Test
  void aReplacementIsAListOfWhatIsOnOrOff() {
    assertThat(mistakes(() -> entries("{}"))).containsExactly("entries: must be a list");
    assertThat(mistakes(() -> entries("{'entries':[{'channel':'email','choice':'default'}]}")))
        .containsExactly("entries[0].choice: must be one of on, off");
  }

  @Test
  void nothingIsChosenTwiceInOneRequest() {
    assertThat(
            mistakes(
                "{'changes':[{'category':'community','choice':'on'},"
                    + "{'category':'community','choice':'off'}]}"))
        .containsExactly("changes[1]: must not be about the same as changes[0]");
  }

  @Test
  @Behaviour("XC-1")
  void aChoiceThatWouldNotBeObeyedIsNotTaken() {
    assertThat(
            mistakes(
                "{'changes':[{'category':'account','choice':'off'},"
                    + "{'messageType':'email-changed-notice','choice':'off'}]}"))
        .containsExactly(
            "changes[0].choice: must not be off: this is transactional",
            "changes[1].choice: must not be off: this is transactional");
  }

  @Test
  void aBodyThatIsNoJsonObjectIsSaidToBeNone() {
    assertThat(mistakes("[]")).containsExactly("body: must be a JSON object");
    assertThat(mistakes("")).containsExactly("body: must be a JSON object");
    assertThat(mistakes("{'changes':[}"))
        .containsExactly("body: must be JSON; line 1, column 13 is not");
    assertThat(mistakes("{'changes':[],'changes':[]}").get(0)).startsWith("body: must be JSON");
    assertThat(mistakes("{} {}").get(0)).startsWith("body: must be JSON");
  }

  @Test
  void theContentTypeMayHaveParameters() {
    assertThat(Body.isJson("Application/JSON; charset=utf-8")).isTrue();
    assertThat(Body.isJson("application/jsonp")).isFalse();
    assertThat(Body.isJson(null)).isFalse();
  }

  private static List<Change> changes(String json) {
    return PreferenceRequest.changes(Body.json(bytes(json)), CATALOG);
  }

  private static List<Change> entries(String json) {
    return PreferenceRequest.entries(Body.json(bytes(json)), CATALOG);
  }

  private static List<String> mistakes(String json) {
    return mistakes(() -> changes(json));
  }

  private static List<String> mistakes(ThrowingCallable request) {
    ApiException refused = catchThrowableOfType(ApiException.class, request);
    assertThat(refused.status()).isEqualTo(400);
    return refused.errors().stream().map(PreferenceRequestTest::words).toList();
  }

  private static String words(FieldError error) {
    return error.field() + ": " + error.rule();
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
