package io.carillon.streams.recipients;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.ChoiceTakenBack;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.Preferences;
import io.carillon.avro.PreferencesReplaced;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member chose, and which of the choices counts. Pure functions.
 *
 * <p>The most specific choice wins, in this order: message type on a channel, message type,
 * category on a channel, category, channel. Where there is none, the default of the catalog holds.
 */
public final class PreferenceChoices {
  private PreferenceChoices() {}

  /**
   * Finds the choice that counts.
   *
   * @param preferences what the member chose; null if nothing
   * @param type the message type
   * @param category its category
   * @param channel the channel
   * @return the most specific choice, or null if the default holds
   */
  public static @Nullable PreferenceEntry deciding(
      @Nullable Preferences preferences, String type, String category, Channel channel) {
    if (preferences == null) {
      return null;
    }
    PreferenceEntry best = null;
    int bestRank = 0;
    List<PreferenceEntry> entries = preferences.getEntries();
    for (int i = 0; i < entries.size(); i++) {
      PreferenceEntry entry = entries.get(i);
      int rank = rank(entry, type, category, channel);
      if (rank > bestRank) {
        best = entry;
        bestRank = rank;
      }
    }
    return best;
  }

  /** How specific a choice is; 0 if it is about something else. */
  private static int rank(PreferenceEntry entry, String type, String category, Channel channel) {
    boolean onChannel = entry.getChannel() != null;
    if (onChannel && entry.getChannel() != channel) {
      return 0;
    }
    if (entry.getMessageType() != null) {
      return entry.getMessageType().equals(type) ? (onChannel ? 5 : 4) : 0;
    }
    if (entry.getCategory() != null) {
      return entry.getCategory().equals(category) ? (onChannel ? 3 : 2) : 0;
    }
    return onChannel ? 1 : 0;
  }

  /**
   * Makes one choice, or takes it back. A change older than what was last said of the same is
   * ignored.
   */
  static Preferences set(@Nullable Preferences before, PreferenceSet change) {
    List<@Nullable Object> about =
        Arrays.asList(change.getMessageType(), change.getCategory(), change.getChannel());
    List<PreferenceEntry> entries = new ArrayList<>(entries(before));
    List<ChoiceTakenBack> takenBack = new ArrayList<>(takenBack(before));
    Instant replacedAt = replacedAt(before);
    Instant at = change.getChangedAt();
    boolean overtaken =
        isAfter(replacedAt, at)
            || saidAfter(at, about, entries)
            || takenBackAfter(at, about, takenBack);
    if (!overtaken) {
      entries.removeIf(entry -> selector(entry).equals(about));
      takenBack.removeIf(choice -> selector(choice).equals(about));
      if (change.getChoice() == Choice.DEFAULT) {
        takenBack.add(
            new ChoiceTakenBack(
                change.getMessageType(), change.getCategory(), change.getChannel(), at));
      } else {
        entries.add(entry(change));
      }
    }
    return next(before, change.getMemberId(), at, entries, replacedAt, takenBack);
  }

  /** Replaces all choices, but for what was said later than the replacement. */
  static Preferences replace(@Nullable Preferences before, PreferencesReplaced change) {
    List<PreferenceEntry> entries = new ArrayList<>(entries(before));
    List<ChoiceTakenBack> takenBack = new ArrayList<>(takenBack(before));
    Instant replacedAt = replacedAt(before);
    Instant at = change.getChangedAt();
    if (!isAfter(replacedAt, at)) {
      replacedAt = at;
      entries.removeIf(entry -> !entry.getChangedAt().isAfter(at));
      takenBack.removeIf(choice -> !choice.getAt().isAfter(at));
      for (PreferenceEntry entry : change.getEntries()) {
        List<@Nullable Object> about = selector(entry);
        if (!saidAfter(at, about, entries) && !takenBackAfter(at, about, takenBack)) {
          entries.add(entry);
        }
      }
    }
    return next(before, change.getMemberId(), at, entries, replacedAt, takenBack);
  }

  private static PreferenceEntry entry(PreferenceSet change) {
    return new PreferenceEntry(
        change.getMessageType(),
        change.getCategory(),
        change.getChannel(),
        change.getChoice() == Choice.ON,
        change.getChangedAt());
  }

  private static boolean saidAfter(
      Instant at, List<@Nullable Object> about, List<PreferenceEntry> entries) {
    return entries.stream()
        .anyMatch(entry -> entry.getChangedAt().isAfter(at) && selector(entry).equals(about));
  }

  private static boolean takenBackAfter(
      Instant at, List<@Nullable Object> about, List<ChoiceTakenBack> takenBack) {
    return takenBack.stream()
        .anyMatch(choice -> choice.getAt().isAfter(at) && selector(choice).equals(about));
  }

  private static boolean isAfter(@Nullable Instant time, Instant at) {
    return time != null && time.isAfter(at);
  }

  /** What a choice is about. */
  static List<@Nullable Object> selector(PreferenceEntry entry) {
    return Arrays.asList(entry.getMessageType(), entry.getCategory(), entry.getChannel());
  }

  private static List<@Nullable Object> selector(ChoiceTakenBack choice) {
    return Arrays.asList(choice.getMessageType(), choice.getCategory(), choice.getChannel());
  }

  private static List<PreferenceEntry> entries(@Nullable Preferences preferences) {
    return preferences == null ? List.of() : preferences.getEntries();
  }

  private static List<ChoiceTakenBack> takenBack(@Nullable Preferences preferences) {
    return preferences == null ? List.of() : preferences.getTakenBack();
  }

  private static @Nullable Instant replacedAt(@Nullable Preferences preferences) {
    return preferences == null ? null : preferences.getReplacedAt();
  }

  private static Preferences next(
      @Nullable Preferences before,
      String memberId,
      Instant at,
      List<PreferenceEntry> entries,
      @Nullable Instant replacedAt,
      List<ChoiceTakenBack> takenBack) {
    long version = before == null ? 1 : before.getVersion() + 1;
    Instant updatedAt =
        before != null && before.getUpdatedAt().isAfter(at) ? before.getUpdatedAt() : at;
    return new Preferences(memberId, entries, version, updatedAt, replacedAt, takenBack);
  }
}
