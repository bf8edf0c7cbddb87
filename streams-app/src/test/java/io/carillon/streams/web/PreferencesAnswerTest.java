package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Channel;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.Preferences;
import io.carillon.behaviours.Behaviour;
import io.carillon.streams.web.PreferencesAnswer.Effective;
import io.carillon.streams.web.PreferencesAnswer.Entry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PreferencesAnswerTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void theMostSpecificChoiceIsTheOneThatIsNamed() {
    PreferencesAnswer answer =
        answer(
            entry(null, "community", null, false),
            entry("vouched", null, Channel.EMAIL, true),
            entry(null, null, Channel.IN_APP, true));

    assertThat(words(answer, "vouched", "email")).isEqualTo("on by message-type-and-channel");
    assertThat(words(answer, "vouched", "in-app")).isEqualTo("off by category");
    assertThat(words(answer, "nda-joined", "email")).isEqualTo("off by category");
    assertThat(answer.entries()).hasSize(3);
    assertThat(answer.version()).isEqualTo(3);
    assertThat(answer.updatedAt()).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void whatWasChosenIsToldInTheWordsItIsChosenWith() {
    PreferencesAnswer answer =
        answer(entry("vouched", null, null, true), entry(null, "community", Channel.IN_APP, false));

    assertThat(answer.entries())
        .containsExactly(
            new Entry("vouched", null, null, "on", "2026-01-01T00:00:00Z"),
            new Entry(null, "community", "in-app", "off", "2026-01-01T00:00:00Z"));
    assertThat(words(answer, "vouched", "in-app")).isEqualTo("on by message-type");
    assertThat(words(answer, "unvouched", "in-app")).isEqualTo("off by category-and-channel");
  }

  @Test
  void whoChoseNothingHasTheDefaults() {
    PreferencesAnswer answer = PreferencesAnswer.of("ann", null, PreferenceRequestTest.CATALOG);

    assertThat(answer.version()).isZero();
    assertThat(answer.updatedAt()).isNull();
    assertThat(answer.entries()).isEmpty();
    assertThat(words(answer, "vouched", "email")).isEqualTo("on by default");
  }

  @Test
  @Behaviour("XC-2")
  void whatIsTransactionalStaysOnWhateverWasChosen() {
    PreferencesAnswer answer = answer(entry(null, null, Channel.EMAIL, false));

    assertThat(words(answer, "email-changed-notice", "email")).isEqualTo("on by transactional");
    assertThat(words(answer, "vouched", "email")).isEqualTo("off by channel");
  }

  @Test
  void leavingANewsletterNeedsNoConsent() {
    PreferencesAnswer answer = answer(entry(null, null, Channel.NEWSLETTER, false));

    assertThat(words(answer, "unvouched", "newsletter")).isEqualTo("on by no-consent-needed");
    assertThat(words(answer, "vouched", "newsletter")).isEqualTo("off by channel");
  }

  private static PreferencesAnswer answer(PreferenceEntry... entries) {
    return PreferencesAnswer.of(
        "ann",
        new Preferences("ann", List.of(entries), (long) entries.length, AT, null, List.of()),
        PreferenceRequestTest.CATALOG);
  }

  private static PreferenceEntry entry(
      @Nullable String type, @Nullable String category, @Nullable Channel channel, boolean on) {
    return new PreferenceEntry(type, category, channel, on, AT);
  }

  private static String words(PreferencesAnswer answer, String type, String channel) {
    Effective found =
        answer.effective().stream()
            .filter(one -> one.messageType().equals(type) && one.channel().equals(channel))
            .findFirst()
            .orElseThrow();
    return found.choice() + " by " + found.decidedBy();
  }
}
