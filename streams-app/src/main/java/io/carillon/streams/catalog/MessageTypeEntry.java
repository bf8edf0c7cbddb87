package io.carillon.streams.catalog;

import io.carillon.avro.Channel;
import io.carillon.avro.Lane;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.OnAmbiguous;
import io.carillon.avro.Priority;
import io.carillon.schemas.Topics;
import io.carillon.streams.catalog.MessageType.Address;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of one message type's file. */
final class MessageTypeEntry {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** Only the event that has such an address can be asked for it. */
  private static final Map<Address, String> EVENT_OF_ADDRESS =
      Map.of(
          Address.OLD, "EmailChanged",
          Address.NEW, "EmailChanged",
          Address.CAPTURED, "MemberDeleted");

  private MessageTypeEntry() {}

  static MessageType read(
      String name,
      Entry entry,
      Map<String, Category> categories,
      Set<String> events,
      Set<String> lists) {
    if (!NAME.matcher(name).matches()) {
      entry.problem("name", "must be lower-case words joined by hyphens");
    }
    MessageType type =
        new MessageType(
            name,
            oneOf(entry, "event", events),
            category(entry, categories),
            entry.word("address", Address.class, Address.PROFILE, Address.PROFILE),
            entry.flag("reaches-departed"),
            channels(entry),
            newsletter(entry.nested("newsletter"), lists),
            entry.span("expires-after"),
            entry.word("priority", Priority.class, Priority.NORMAL, Priority.NORMAL),
            entry.word("lane", Lane.class, Lane.URGENT, Lane.URGENT),
            entry.word(
                "on-ambiguous", OnAmbiguous.class, OnAmbiguous.SEND_AGAIN, OnAmbiguous.SEND_AGAIN),
            entry.optional("link"));
    checkTogether(entry, type);
    entry.refuseOthers();
    return type;
  }

  private static void checkTogether(Entry entry, MessageType type) {
    if (type.expiresAfter().compareTo(Topics.LONGEST_EXPIRY) > 0) {
      entry.problem(
          "expires-after",
          "must be at most "
              + Topics.LONGEST_EXPIRY.toDays()
              + "d, because commands are not kept for longer");
    }
    if (type.channels().contains(Channel.NEWSLETTER) != (type.newsletter() != null)) {
      entry.problem("newsletter", "must be given if and only if the newsletter channel is used");
    }
    String owner = EVENT_OF_ADDRESS.get(type.address());
    if (owner != null && !owner.equals(type.event())) {
      entry.problem("address", "only " + owner + " has such an address");
    }
    if (type.newsletter() != null
        && type.newsletter().operation() == NewsletterOperation.MOVE
        && type.address() != Address.NEW) {
      entry.problem("newsletter", "a move needs address: new");
    }
    String link = type.link();
    if (link != null && !isLink(link)) {
      entry.problem("link", "must be a path or an https URL");
    }
  }

  /** As the in-app worker has it; "//" would lead to another site. */
  private static boolean isLink(String link) {
    try {
      URI uri = new URI(link);
      return uri.isAbsolute()
          ? link.startsWith("https://") && uri.getHost() != null
          : link.startsWith("/") && !link.startsWith("//");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Category category(Entry entry, Map<String, Category> categories) {
    String name = oneOf(entry, "category", categories.keySet());
    return categories.getOrDefault(name, new Category(name, name, Category.Kind.BULK));
  }

  private static List<Channel> channels(Entry entry) {
    List<Channel> channels = new ArrayList<>();
    for (String name : entry.texts("channels")) {
      Channels.named(name)
          .ifPresentOrElse(
              channel -> {
                channels.add(channel);
                if (Topics.commands(channel, Lane.URGENT).isEmpty()) {
                  entry.problem("channels", "there is no worker for " + name + " yet");
                }
              },
              () ->
                  entry.problem(
                      "channels", name + " is none of " + String.join(", ", Channels.names())));
    }
    return channels;
  }

  private static @Nullable NewsletterAction newsletter(@Nullable Entry entry, Set<String> lists) {
    if (entry == null) {
      return null;
    }
    List<String> named = entry.texts("lists");
    for (String list : named) {
      if (!lists.contains(list)) {
        // No other newsletter may ever be touched (MOZ-1).
        entry.problem(
            "lists", list + " is none of the managed " + lists.stream().sorted().toList());
      }
    }
    NewsletterOperation operation =
        entry.word("operation", NewsletterOperation.class, null, NewsletterOperation.UNSUBSCRIBE);
    entry.refuseOthers();
    return new NewsletterAction(operation, named);
  }

  private static String oneOf(Entry entry, String field, Set<String> allowed) {
    String value = entry.text(field, null);
    if (!value.isEmpty() && !allowed.contains(value)) {
      entry.problem(field, value + " is none of " + allowed.stream().sorted().toList());
    }
    return value;
  }
}
