package io.carillon.delivery.templates;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BuiltInTemplatesTest {
  private static final Templates TEMPLATES = Templates.load(null);
  private static final List<String> LANGUAGES = List.of("en", "fr", "de-AT");

  static Stream<String> mails() {
    return Stream.of(
        "vouched",
        "unvouched",
        "nda-joined",
        "nda-left",
        "email-changed-notice",
        "email-changed-confirmation");
  }

  static Stream<String> inboxEntries() {
    return mails().filter(type -> !type.equals("email-changed-notice"));
  }

  @ParameterizedTest
  @MethodSource("mails")
  void everyMailHasSubjectTextAndHtmlWithAllValues(String type) throws Exception {
    for (String language : LANGUAGES) {
      for (String part : List.of("subject", "text", "html")) {
        assertThat(TEMPLATES.render(type, "email", part, language, everything()))
            .contains(part.equals("html") ? "Town &amp; Country" : "Town & Country")
            .doesNotContain("<#", "${");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("mails")
  void everyMailCanDoWithoutTheOptionalValues(String type) throws Exception {
    for (String language : LANGUAGES) {
      for (String part : List.of("subject", "text", "html")) {
        assertThat(TEMPLATES.render(type, "email", part, language, theLeast()))
            .isNotEmpty()
            .doesNotContain("  .", " ,", "null");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("inboxEntries")
  void everyInboxEntryHasATitleAndAMessage(String type) throws Exception {
    for (String language : LANGUAGES) {
      for (String part : List.of("title", "message")) {
        assertThat(TEMPLATES.render(type, "in-app", part, language, theLeast())).isNotEmpty();
        assertThat(TEMPLATES.render(type, "in-app", part, language, everything())).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "html"})
  @Behaviour("OES-21")
  void theNoticeToTheOldAddressNamesBothAddresses(String part) throws Exception {
    for (String language : LANGUAGES) {
      assertThat(TEMPLATES.render("email-changed-notice", "email", part, language, everything()))
          .contains("ann@old.example", "ann@new.example");
    }
  }

  @Test
  void htmlNeverBelievesAName() throws Exception {
    Map<String, String> model = new HashMap<>(everything());
    model.put("voucherName", "<img src=x>");
    model.put("reason", "\"><script>");

    assertThat(TEMPLATES.render("vouched", "email", "html", null, model))
        .contains("&lt;img src=x&gt;")
        .doesNotContain("<img", "<script");
  }

  @Test
  void theTextReadsAsItShould() throws Exception {
    assertThat(TEMPLATES.render("vouched", "email", "text", "en", everything()))
        .isEqualTo(
            """
            Hi Ann,

            Bo has vouched for you on Town & Country, and says why:

              "Met at the fair"

            Your profile now counts as vouched, so you can see and join everything that is open to vouched members.
            You have 3 vouches in all.

            Have a look: https://example.org/

            Welcome!
            The Town & Country team

            Choose what you want to hear about: https://example.org/preferences""");
  }

  @Test
  void datesAreWrittenInTheLanguage() throws Exception {
    assertThat(TEMPLATES.render("nda-joined", "email", "text", null, everything()))
        .contains("since 5 March 2026.");
    assertThat(TEMPLATES.render("nda-joined", "email", "text", "fr", everything()))
        .contains("depuis le 5 mars 2026.");
    assertThat(TEMPLATES.render("nda-joined", "email", "text", "de", everything()))
        .contains("seit dem 5. März 2026 ");
  }

  @Test
  void aMemberWithoutANameIsNotGreetedByAnEnglishWordInFrench() throws Exception {
    Map<String, String> model = new HashMap<>(theLeast());
    model.put("memberName", "there");

    assertThat(TEMPLATES.render("vouched", "email", "text", "fr", model)).startsWith("Bonjour,");
    assertThat(TEMPLATES.render("vouched", "email", "text", "en", model)).startsWith("Hi there,");
  }

  private static Map<String, String> theLeast() {
    return Map.of(
        "siteName", "Town & Country",
        "siteUrl", "http://localhost:8080/",
        "oldEmail", "ann@old.example",
        "newEmail", "ann@new.example");
  }

  private static Map<String, String> everything() {
    return Map.of(
        "memberName", "Ann",
        "voucherName", "Bo",
        "vouches", "3",
        "oldEmail", "ann@old.example",
        "newEmail", "ann@new.example",
        "reason", "Met at the fair",
        "siteUrl", "https://example.org/",
        "siteName", "Town & Country",
        "occurredOn", "2026-03-05",
        "preferencesUrl", "https://example.org/preferences");
  }
}
