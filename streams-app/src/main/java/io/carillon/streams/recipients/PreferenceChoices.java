package io.carillon.streams.recipients;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.Preferences;
import io.carillon.avro.PreferencesReplaced;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

  /** Makes one choice, or takes it back. A change older than the choice it is about is ignored. */
  static Preferences set(@Nullable Preferences before, PreferenceSet change) {
    PreferenceEntry made =
        new PreferenceEntry(
            change.getMessageType(),
            change.getCategory(),
            change.getChannel(),
            change.getChoice() == Choice.ON,
            change.getChangedAt());
    List<PreferenceEntry> entries = new ArrayList<>();
    boolean overtaken = false;
    for (PreferenceEntry entry : entries(before)) {
      boolean same = selector(entry).equals(selector(made));
      overtaken |= same && entry.getChangedAt().isAfter(change.getChangedAt());
      if (!same || entry.getChangedAt().isAfter(change.getChangedAt())) {
        entries.add(entry);
      }
    }
    if (!overtaken && change.getChoice() != Choice.DEFAULT) {
      entries.add(made);
    }
    return next(before, change.getMemberId(), entries, change.getChangedAt());
  }

  /** Replaces all choices, but for those made later than the replacement. */
  static Preferences replace(@Nullable Preferences before, PreferencesReplaced change) {
    List<PreferenceEntry> entries = new ArrayList<>();
    for (PreferenceEntry entry : entries(before)) {
      if (entry.getChangedAt().isAfter(change.getChangedAt())) {
        entries.add(entry);
      }
    }
    for (PreferenceEntry entry : change.getEntries()) {
      if (entries.stream().noneMatch(later -> selector(later).equals(selector(entry)))) {
        entries.add(entry);
      }
    }
    return next(before, change.getMemberId(), entries, change.getChangedAt());
  }

  /** What a choice is about. */
  static List<@Nullable Object> selector(PreferenceEntry entry) {
    return Arrays.asList(entry.getMessageType(), entry.getCategory(), entry.getChannel());
  }

  private static List<PreferenceEntry> entries(@Nullable Preferences preferences) {
    return preferences == null ? List.of() : preferences.getEntries();
  }

  private static Preferences next(
      @Nullable Preferences before, String memberId, List<PreferenceEntry> entries, Instant at) {
    long version = before == null ? 1 : before.getVersion() + 1;
    Instant updatedAt =
        before != null && before.getUpdatedAt().isAfter(at) ? before.getUpdatedAt() : at;
    return new Preferences(memberId, entries, version, Objects.requireNonNull(updatedAt));
  }
}
