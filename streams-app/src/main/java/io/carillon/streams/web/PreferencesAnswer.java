package io.carillon.streams.web;

import io.carillon.avro.Channel;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.Preferences;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.Channels;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.catalog.NewsletterAction;
import io.carillon.streams.recipients.PreferenceChoices;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member chose and what comes of it, as JSON shows it.
 *
 * @param memberId the member
 * @param version how many changes there were; 0 if none
 * @param updatedAt when the last was made, ISO-8601; null if there was none
 * @param entries what the member chose
 * @param effective what holds for each message type and channel of the catalog
 */
record PreferencesAnswer(
    String memberId,
    long version,
    @Nullable String updatedAt,
    List<Entry> entries,
    List<Effective> effective) {

  /**
   * One choice of the member's.
   *
   * @param messageType the message type it is about; null for all
   * @param category the category it is about; null for all
   * @param channel the channel it is about; null for all
   * @param choice {@code on} or {@code off}
   * @param changedAt when it was made, ISO-8601
   */
  record Entry(
      @Nullable String messageType,
      @Nullable String category,
      @Nullable String channel,
      String choice,
      String changedAt) {}

  /**
   * What holds for one message type on one channel.
   *
   * @param messageType the message type
   * @param category its category
   * @param channel the channel
   * @param choice {@code on} or {@code off}
   * @param decidedBy what the choice that counts is about: {@code message-type-and-channel}, {@code
   *     message-type}, {@code category-and-channel}, {@code category} or {@code channel}; {@code
   *     default} if there is none; {@code transactional} or {@code no-consent-needed} if none
   *     counts
   * @param transactional whether it cannot be switched off
   */
  record Effective(
      String messageType,
      String category,
      String channel,
      String choice,
      String decidedBy,
      boolean transactional) {}

  static PreferencesAnswer of(String memberId, @Nullable Preferences preferences, Catalog catalog) {
    List<Effective> effective = new ArrayList<>();
    for (MessageType type : catalog.types()) {
      for (Channel channel : type.channels()) {
        effective.add(effective(type, channel, preferences));
      }
    }
    return preferences == null
        ? new PreferencesAnswer(memberId, 0, null, List.of(), effective)
        : new PreferencesAnswer(
            memberId,
            preferences.getVersion(),
            preferences.getUpdatedAt().toString(),
            preferences.getEntries().stream().map(PreferencesAnswer::entry).toList(),
            effective);
  }

  private static Entry entry(PreferenceEntry entry) {
    return new Entry(
        entry.getMessageType(),
        entry.getCategory(),
        entry.getChannel() == null ? null : Channels.name(entry.getChannel()),
        word(entry.getEnabled()),
        entry.getChangedAt().toString());
  }

  /** Says what the policy on preferences would. */
  private static Effective effective(
      MessageType type, Channel channel, @Nullable Preferences preferences) {
    boolean transactional = type.category().transactional();
    NewsletterAction action = type.newsletter();
    boolean unasked = channel == Channel.NEWSLETTER && action != null && !action.needsConsent();
    PreferenceEntry choice =
        transactional || unasked
            ? null
            : PreferenceChoices.deciding(preferences, type.name(), type.category().name(), channel);
    String decidedBy = choice == null ? "default" : about(choice);
    if (transactional) {
      decidedBy = "transactional";
    } else if (unasked) {
      decidedBy = "no-consent-needed";
    }
    return new Effective(
        type.name(),
        type.category().name(),
        Channels.name(channel),
        word(choice == null || choice.getEnabled()),
        decidedBy,
        transactional);
  }

  private static String about(PreferenceEntry choice) {
    String channel = choice.getChannel() == null ? "" : "-and-channel";
    if (choice.getMessageType() != null) {
      return "message-type" + channel;
    }
    return choice.getCategory() != null ? "category" + channel : "channel";
  }

  private static String word(boolean enabled) {
    return enabled ? "on" : "off";
  }
}
