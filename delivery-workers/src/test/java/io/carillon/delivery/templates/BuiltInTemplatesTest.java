package io.carillon.delivery.templates;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  @Behaviour("ACE-15")
  void everyMailIsTranslated(String type) throws Exception {
    for (String part : List.of("subject", "text", "html")) {
      assertTranslated(type, "email", part);
    }
  }

  @ParameterizedTest
  @MethodSource("inboxEntries")
  @Behaviour("ACE-15")
  void everyInboxEntryIsTranslated(String type) throws Exception {
    for (String part : List.of("title", "message")) {
      assertTranslated(type, "in-app", part);
    }
  }

  private static void assertTranslated(String type, String channel, String part) throws Exception {
    String english = TEMPLATES.render(type, channel, part, "en", everything());
    String french = TEMPLATES.render(type, channel, part, "fr", everything());
    String german = TEMPLATES.render(type, channel, part, "de-AT", everything());
    assertThat(Set.of(english, french, german)).hasSize(3);
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

    for (String language : LANGUAGES) {
      assertThat(TEMPLATES.render("vouched", "email", "html", language, model))
          .contains("&lt;img src=x&gt;")
          .doesNotContain("<img");
      assertThat(TEMPLATES.render("nda-left", "email", "html", language, model))
          .contains("&quot;&gt;&lt;script&gt;")
          .doesNotContain("<script");
    }
  }

  @Test
  void theTextReadsAsItShould() throws Exception {
    assertThat(TEMPLATES.render("vouched", "email", "text", "en", everything()))
        .isEqualTo(
            """
            Hi Ann,

            Bo has vouched for you on Town & Country.

            Your profile now counts as vouched, so you can see and join everything that is open to vouched members.
            You have 3 vouches in all.

            Have a look: https://example.org/

            Welcome!
            The Town & Country team

            Choose what you want to hear about: https://example.org/preferences""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "html"})
  void theNumberOfVouchesIsToldInEveryLanguageIfThereAreSeveral(String part) throws Exception {
    Map<String, String> one = new HashMap<>(everything());
    one.put("vouches", "1");
    for (String language : LANGUAGES) {
      assertThat(TEMPLATES.render("vouched", "email", part, language, everything()))
          .containsPattern("(have|avez|insgesamt) 3 (vouches|soutiens|Bürgschaften)");
      assertThat(TEMPLATES.render("vouched", "email", part, language, one))
          .doesNotContain("vouches", "soutiens", "Bürgschaften");
    }
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
  void aReasonIsQuotedInTheLanguage() throws Exception {
    assertThat(TEMPLATES.render("nda-left", "email", "text", "fr", everything()))
        .contains("5 mars 2026, pour la raison suivante :\n\n  « The year is over »\n\nVous ne");
    assertThat(TEMPLATES.render("nda-left", "email", "text", "de", everything()))
        .contains("5. März 2026 geendet, aus diesem Grund:\n\n  „The year is over“\n\nSie");
    assertThat(TEMPLATES.render("nda-left", "email", "text", "de", theLeast()))
        .contains("Town & Country hat geendet.\n\nSie");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unvouched", "nda-joined", "nda-left", "email-changed-confirmation"})
  void aMailLeadsWhereItsButtonSaysOrToTheSite(String type) throws Exception {
    for (String language : LANGUAGES) {
      for (String part : List.of("text", "html")) {
        assertThat(TEMPLATES.render(type, "email", part, language, everything()))
            .contains("https://example.org/page");
        assertThat(TEMPLATES.render(type, "email", part, language, theLeast()))
            .contains("http://localhost:8080/");
      }
    }
  }

  @Test
  void aMemberWithoutANameIsNotGreetedByAnEnglishWordInFrench() throws Exception {
    assertThat(TEMPLATES.render("vouched", "email", "text", "fr", theLeast()))
        .startsWith("Bonjour,");
    assertThat(TEMPLATES.render("vouched", "email", "text", "en", theLeast()))
        .startsWith("Hi there,");
  }

  private static Map<String, String> theLeast() {
    return Map.of(
        "siteName", "Town & Country",
        "siteUrl", "http://localhost:8080/",
        "oldEmail", "ann@old.example",
        "newEmail", "ann@new.example");
  }

  private static Map<String, String> everything() {
    Map<String, String> model = new HashMap<>(theLeast());
    model.putAll(
        Map.of(
            "memberName", "Ann",
            "voucherName", "Bo",
            "vouches", "3",
            "reason", "The year is over",
            "siteUrl", "https://example.org/",
            "linkUrl", "https://example.org/page",
            "occurredOn", "2026-03-05",
            "preferencesUrl", "https://example.org/preferences"));
    return model;
  }
}
