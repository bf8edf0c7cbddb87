package io.carillon.localstack.basket;

import java.util.List;
import java.util.Objects;

/**
 * An entry of the catalogue: a newsletter, a group of them, or a message sent once.
 *
 * @param slug its name in requests
 * @param kind what it is
 * @param isPrivate whether only authorised callers may subscribe to it
 * @param isActive whether it still appears; a set of subscriptions leaves inactive ones alone
 * @param needsConfirmation whether a contact must confirm first (double opt-in)
 * @param firefoxBranded whether the request to confirm should come under the Firefox brand
 * @param members the slugs of a group, empty for anything else
 */
public record Newsletter(
    String slug,
    Kind kind,
    boolean isPrivate,
    boolean isActive,
    boolean needsConfirmation,
    boolean firefoxBranded,
    List<String> members) {

  /** What an entry is. */
  public enum Kind {
    /** Something to subscribe to. */
    NEWSLETTER,
    /** Stands for its members. */
    GROUP,
    /** Sent at once and never stored as a subscription. */
    TRANSACTIONAL
  }

  /** Copies the members. */
  public Newsletter {
    Objects.requireNonNull(kind, "kind");
    if (slug.isEmpty() || slug.indexOf(',') >= 0) {
      throw new IllegalArgumentException("slug must be neither empty nor hold a comma: " + slug);
    }
    members = List.copyOf(members);
  }

  /**
   * Returns a newsletter: public, active, without confirmation.
   *
   * @param slug its name
   * @return the newsletter
   */
  public static Newsletter of(String slug) {
    return new Newsletter(slug, Kind.NEWSLETTER, false, true, false, false, List.of());
  }

  /**
   * Returns a group.
   *
   * @param slug its name
   * @param members the newsletters it stands for
   * @return the group
   */
  public static Newsletter group(String slug, String... members) {
    return new Newsletter(slug, Kind.GROUP, false, true, false, false, List.of(members));
  }

  /**
   * Returns a transactional message.
   *
   * @param slug its name
   * @return the message
   */
  public static Newsletter transactional(String slug) {
    return new Newsletter(slug, Kind.TRANSACTIONAL, false, true, false, false, List.of());
  }

  /**
   * Lets only authorised callers subscribe.
   *
   * @return the private entry
   */
  public Newsletter asPrivate() {
    return new Newsletter(slug, kind, true, isActive, needsConfirmation, firefoxBranded, members);
  }

  /**
   * Takes it out of use.
   *
   * @return the inactive entry
   */
  public Newsletter asInactive() {
    return new Newsletter(slug, kind, isPrivate, false, needsConfirmation, firefoxBranded, members);
  }

  /**
   * Demands confirmation.
   *
   * @param underFirefoxBrand the brand of the request to confirm
   * @return the double opt-in entry
   */
  public Newsletter confirmed(boolean underFirefoxBrand) {
    return new Newsletter(slug, kind, isPrivate, isActive, true, underFirefoxBrand, members);
  }
}
