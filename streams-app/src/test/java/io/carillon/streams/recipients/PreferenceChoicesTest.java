package io.carillon.streams.recipients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.Preferences;
import io.carillon.avro.PreferencesReplaced;
import io.carillon.behaviours.Behaviour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreferenceChoicesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant EVENING = Instant.parse("2026-03-01T18:00:00Z");

  @Test
  @Behaviour("XC-2")
  void typeOnChannelBeatsTypeBeatsCategoryOnChannelBeatsCategoryBeatsChannel() {
    List<PreferenceEntry> fromLeastToMost =
        List.of(
            entry(null, null, Channel.EMAIL),
            entry(null, "community", null),
            entry(null, "community", Channel.EMAIL),
            entry("vouched", null, null),
            entry("vouched", null, Channel.EMAIL));
    List<PreferenceEntry> made = new ArrayList<>();
    for (PreferenceEntry next : fromLeastToMost) {
      made.add(next);
      List<PreferenceEntry> newestFirst = new ArrayList<>(made);
      Collections.reverse(newestFirst);

      assertThat(deciding(made)).isEqualTo(next);
      assertThat(deciding(newestFirst)).as("in whatever order they were made").isEqualTo(next);
    }
  }

  @Test
  void whatIsAboutSomethingElseDecidesNothing() {
    assertThat(
            deciding(
                List.of(
                    entry(null, null, Channel.IN_APP),
                    entry(null, "account", null),
                    entry("nda-joined", null, null),
                    entry("vouched", null, Channel.SMS))))
        .isNull();
    assertThat(PreferenceChoices.deciding(null, "vouched", "community", Channel.EMAIL)).isNull();
  }

  @Test
  void aChoiceReplacesTheEarlierOneAboutTheSameAndLeavesOthers() {
    Preferences first = PreferenceChoices.set(null, set(Channel.EMAIL, Choice.OFF, NOON));
    Preferences second = PreferenceChoices.set(first, set(Channel.IN_APP, Choice.OFF, NOON));

    Preferences third = PreferenceChoices.set(second, set(Channel.EMAIL, Choice.ON, EVENING));

    assertThat(third.getVersion()).isEqualTo(3);
    assertThat(third.getUpdatedAt()).isEqualTo(EVENING);
    assertThat(third.getEntries())
        .extracting(PreferenceEntry::getChannel, PreferenceEntry::getEnabled)
        .containsExactlyInAnyOrder(tuple(Channel.IN_APP, false), tuple(Channel.EMAIL, true));
  }

  @Test
  @Behaviour("XC-3")
  void aLateChangeDoesNotUndoANewerOne() {
    Preferences off = PreferenceChoices.set(null, set(Channel.EMAIL, Choice.OFF, EVENING));

    Preferences late = PreferenceChoices.set(off, set(Channel.EMAIL, Choice.ON, NOON));
    Preferences replaced =
        PreferenceChoices.replace(off, new PreferencesReplaced("c", NOON, "ann", List.of()));

    assertThat(late.getEntries()).isEqualTo(off.getEntries());
    assertThat(replaced.getEntries()).isEqualTo(off.getEntries());
  }

  @Test
  @Behaviour("XC-3")
  void aLateChoiceDoesNotBringBackWhatAReplacementEnded() {
    Preferences none = PreferenceChoices.replace(null, replaced(EVENING));

    Preferences late = PreferenceChoices.set(none, set(Channel.EMAIL, Choice.OFF, NOON));
    Preferences older = PreferenceChoices.replace(none, replaced(NOON, entry(null, "c", null)));

    assertThat(late.getEntries()).isEmpty();
    assertThat(older.getEntries()).isEmpty();
    assertThat(older.getUpdatedAt()).isEqualTo(EVENING);
  }

  @Test
  @Behaviour("XC-3")
  void aLateChoiceDoesNotBringBackWhatWasTakenBack() {
    Preferences back = PreferenceChoices.set(null, set(Channel.EMAIL, Choice.DEFAULT, EVENING));

    Preferences late = PreferenceChoices.set(back, set(Channel.EMAIL, Choice.OFF, NOON));
    Preferences replaced =
        PreferenceChoices.replace(
            back, replaced(NOON, entry(null, null, Channel.EMAIL), entry(null, "c", null)));
    Preferences other = PreferenceChoices.set(back, set(Channel.IN_APP, Choice.OFF, NOON));

    assertThat(late.getEntries()).isEmpty();
    assertThat(replaced.getEntries()).containsExactly(entry(null, "c", null));
    assertThat(other.getEntries()).hasSize(1);
  }

  @Test
  void whatIsTakenBackIsKeptWhateverElseIsChosen() {
    Preferences back = PreferenceChoices.set(null, set(Channel.EMAIL, Choice.DEFAULT, NOON));

    Preferences after = PreferenceChoices.set(back, set(Channel.IN_APP, Choice.OFF, NOON));

    assertThat(after.getTakenBack()).isEqualTo(back.getTakenBack()).isNotEmpty();
  }

  @Test
  void aReplacementEndsWhatWasChosenBefore() {
    Preferences off = PreferenceChoices.set(null, set(Channel.EMAIL, Choice.OFF, NOON));

    Preferences replaced = PreferenceChoices.replace(off, replaced(NOON, entry(null, "c", null)));

    assertThat(replaced.getEntries()).containsExactly(entry(null, "c", null));
  }

  @Test
  void whatWasTakenBackOrReplacedCanBeChosenAgain() {
    Preferences none = PreferenceChoices.replace(null, replaced(NOON));
    Preferences back = PreferenceChoices.set(none, set(Channel.EMAIL, Choice.DEFAULT, NOON));

    Preferences again = PreferenceChoices.set(back, set(Channel.EMAIL, Choice.OFF, NOON));
    Preferences forgotten = PreferenceChoices.replace(back, replaced(EVENING));

    assertThat(again.getEntries()).containsExactly(entry(null, null, Channel.EMAIL));
    assertThat(again.getTakenBack()).isEmpty();
    assertThat(forgotten.getTakenBack()).as("needed no more").isEmpty();
    assertThat(forgotten.getReplacedAt()).isEqualTo(EVENING);
  }

  private static PreferencesReplaced replaced(Instant at, PreferenceEntry... entries) {
    return new PreferencesReplaced("c", at, "ann", List.of(entries));
  }

  private static @Nullable PreferenceEntry deciding(List<PreferenceEntry> entries) {
    return PreferenceChoices.deciding(
        new Preferences("ann", entries, 1L, NOON, null, List.of()),
        "vouched",
        "community",
        Channel.EMAIL);
  }

  private static PreferenceEntry entry(
      @Nullable String type, @Nullable String category, @Nullable Channel channel) {
    return new PreferenceEntry(type, category, channel, false, NOON);
  }

  private static PreferenceSet set(Channel channel, Choice choice, Instant at) {
    return new PreferenceSet("c", at, "ann", null, null, channel, choice);
  }
}
