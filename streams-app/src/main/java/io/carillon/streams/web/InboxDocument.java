package io.carillon.streams.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.carillon.avro.InboxEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of an inbox as JSON:API (OES-2, OES-3).
 *
 * @param data the entries, the newest first
 * @param meta about the whole inbox
 * @param links to the pages around this one
 */
record InboxDocument(List<Notification> data, Meta meta, Page.Links links) {
  /**
   * About the whole inbox.
   *
   * @param count how many entries there are on all pages
   */
  record Meta(int count) {}

  /**
   * One entry.
   *
   * @param type always {@code notification}
   * @param id its id
   * @param attributes what it says
   * @param relationships whose it is
   */
  record Notification(String type, String id, Attributes attributes, Relationships relationships) {}

  /**
   * What an entry says.
   *
   * @param title a line, plain text
   * @param message the text, plain
   * @param receivedAt when it was made, ISO-8601: the name of 2018
   * @param createdAt the same: the name since 2021
   * @param isRead whether the member has read it
   * @param link where a click leads; null for nowhere
   * @param content what it is about
   */
  record Attributes(
      String title,
      String message,
      @JsonProperty("received-at") String receivedAt,
      @JsonProperty("created-at") String createdAt,
      @JsonProperty("is-read") boolean isRead,
      @Nullable String link,
      Content content) {}

  /**
   * What an entry is about. An entry about nothing that is left has no target (OES-28).
   *
   * @param type the message type
   * @param targetType the kind of thing; null if there is none
   * @param targetId which thing; null if there is none
   * @param targetAction what happened to it; null if there is none
   * @param actors who did it, as member ids
   */
  record Content(
      String type,
      @JsonProperty("target_type") @Nullable String targetType,
      @JsonProperty("target_id") @Nullable String targetId,
      @JsonProperty("target_action") @Nullable String targetAction,
      List<String> actors) {}

  /**
   * Whose an entry is.
   *
   * @param user the member
   */
  record Relationships(Relationship user) {}

  /**
   * A link to one resource.
   *
   * @param data which
   */
  record Relationship(Identifier data) {}

  /**
   * Names a resource.
   *
   * @param type its type
   * @param id its id
   */
  record Identifier(String type, String id) {}

  /**
   * Makes a page of an inbox.
   *
   * @param path where the inbox is
   * @param inbox all entries, the newest first
   * @param page which part of them
   */
  static InboxDocument of(String path, List<InboxEntry> inbox, Page page) {
    Boolean read = page.read();
    List<InboxEntry> chosen =
        read == null ? inbox : inbox.stream().filter(entry -> entry.getIsRead() == read).toList();
    return new InboxDocument(
        page.of(chosen).stream().map(InboxDocument::notification).toList(),
        new Meta(chosen.size()),
        page.links(path, chosen.size()));
  }

  private static Notification notification(InboxEntry entry) {
    String at = entry.getCreatedAt().toString();
    return new Notification(
        "notification",
        entry.getEntryId(),
        new Attributes(
            entry.getTitle(),
            entry.getMessage(),
            at,
            at,
            entry.getIsRead(),
            entry.getLink(),
            new Content(
                entry.getMessageType(),
                entry.getTargetType(),
                entry.getTargetId(),
                entry.getTargetAction(),
                entry.getActors())),
        new Relationships(new Relationship(new Identifier("user", entry.getMemberId()))));
  }
}
