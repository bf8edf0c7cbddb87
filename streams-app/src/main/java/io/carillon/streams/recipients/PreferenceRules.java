package io.carillon.streams.recipients;

import io.carillon.avro.Channel;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.Preferences;
import io.carillon.avro.PreferencesReplaced;
import io.carillon.streams.deadletters.Placement;
import io.carillon.streams.deadletters.Sizes;
import io.carillon.streams.flow.ClockTolerance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The rules a change of preferences must keep. */
final class PreferenceRules {
  /** Many more than there are message types, categories and channels to choose from. */
  static final int MOST_CHOICES = 1_000;

  private static final int LONGEST_NAME = 200;

  private PreferenceRules() {}

  /** The rules that are broken, each naming the field; none if the change is fine. */
  static List<String> broken(
      Placement placement, @Nullable String key, @Nullable SpecificRecord change, Instant now) {
    List<String> broken = new ArrayList<>();
    if (change instanceof PreferenceSet set) {
      placement.check(key, set.getMemberId(), broken);
      checkTime(set.getChangedAt(), now, broken);
      checkSelector("", set.getMessageType(), set.getCategory(), set.getChannel(), broken);
    } else if (change instanceof PreferencesReplaced replaced) {
      placement.check(key, replaced.getMemberId(), broken);
      checkTime(replaced.getChangedAt(), now, broken);
      checkEntries(replaced, broken);
    } else {
      broken.add("value: must be PreferenceSet or PreferencesReplaced");
    }
    if (change != null) {
      Sizes.check(change, broken);
    }
    return broken;
  }

  /** The rule that is broken by what a change leads to; none if it is fine. */
  static List<String> broken(@Nullable Preferences before, Preferences after) {
    boolean more = before == null || count(after) > count(before);
    return count(after) > MOST_CHOICES && more
        ? List.of("entries: a member can make at most " + MOST_CHOICES + " choices")
        : List.of();
  }

  // Those taken back are kept too.
  private static int count(Preferences preferences) {
    return preferences.getEntries().size() + preferences.getTakenBack().size();
  }

  private static void checkTime(Instant changedAt, Instant now, List<String> broken) {
    if (ClockTolerance.isExceeded(changedAt, now)) {
      broken.add("changedAt: must not be in the future, was " + changedAt);
    }
  }

  private static void checkEntries(PreferencesReplaced change, List<String> broken) {
    List<PreferenceEntry> entries = change.getEntries();
    Set<List<@Nullable Object>> selectors = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      PreferenceEntry entry = entries.get(i);
      String here = "entries[" + i + "]";
      String where = here + ".";
      checkSelector(where, entry.getMessageType(), entry.getCategory(), entry.getChannel(), broken);
      if (!selectors.add(PreferenceChoices.selector(entry))) {
        broken.add(here + ": chooses what an earlier entry chose");
      }
      if (entry.getChangedAt().isAfter(change.getChangedAt())) {
        broken.add(
            where
                + "changedAt: must not be after the changedAt of the replacement, was "
                + entry.getChangedAt());
      }
    }
  }

  private static void checkSelector(
      String where,
      @Nullable String type,
      @Nullable String category,
      @Nullable Object channel,
      List<String> broken) {
    if (type == null && category == null && channel == null) {
      broken.add(where + "messageType, category, channel: at least one must be given");
    }
    if (channel == Channel.UNKNOWN) {
      broken.add(where + "channel: must be one this release knows");
    }
    if (type != null && category != null) {
      broken.add(where + "category: must not be given together with messageType");
    }
    checkName(where + "messageType", type, broken);
    checkName(where + "category", category, broken);
  }

  private static void checkName(String field, @Nullable String name, List<String> broken) {
    if (name != null && name.length() > LONGEST_NAME) {
      broken.add(field + ": must be at most " + LONGEST_NAME + " characters");
    }
  }
}
