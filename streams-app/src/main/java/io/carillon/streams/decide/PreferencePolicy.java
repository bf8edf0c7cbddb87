package io.carillon.streams.decide;

import io.carillon.avro.Channel;
import io.carillon.avro.PreferenceEntry;
import io.carillon.streams.catalog.Channels;
import io.carillon.streams.catalog.NewsletterAction;
import io.carillon.streams.recipients.PreferenceChoices;
import org.jspecify.annotations.Nullable;

/**
 * The member opted out. An explicit choice beats the default, the most specific one wins, and a
 * transactional category passes (XC-2, ACE-18). Leaving a newsletter, or moving what is there to a
 * new address, needs no consent and passes too; a new subscription does not (MOZ-5).
 */
final class PreferencePolicy implements Policy {
  @Override
  public String name() {
    return "preferences";
  }

  @Override
  public @Nullable Skip judge(Question question) {
    if (question.type().category().transactional()) {
      return null;
    }
    NewsletterAction action = question.type().newsletter();
    if (question.channel() == Channel.NEWSLETTER && action != null && !action.needsConsent()) {
      return null;
    }
    PreferenceEntry choice =
        PreferenceChoices.deciding(
            question.recipient().getPreferences(),
            question.type().name(),
            question.type().category().name(),
            question.channel());
    return choice == null || choice.getEnabled()
        ? null
        : new Skip(SkipReason.OPTED_OUT, words(choice));
  }

  /** The choice as a person would say it, such as {@code category community on email = off}. */
  private static String words(PreferenceEntry choice) {
    StringBuilder words = new StringBuilder();
    if (choice.getMessageType() != null) {
      words.append("type ").append(choice.getMessageType());
    } else if (choice.getCategory() != null) {
      words.append("category ").append(choice.getCategory());
    }
    if (choice.getChannel() != null) {
      words
          .append(words.isEmpty() ? "channel " : " on ")
          .append(Channels.name(choice.getChannel()));
    }
    return words.append(" = off").toString();
  }
}
