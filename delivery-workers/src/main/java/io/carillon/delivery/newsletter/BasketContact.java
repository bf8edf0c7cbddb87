package io.carillon.delivery.newsletter;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.delivery.playpen.ContactAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Basket knows of one contact (BAS-8). Immutable. {@link #toString} hides address and token:
 * the token alone lets anybody change the contact.
 *
 * @param email its address, masked by Basket if the lookup was not authorised; null if not told
 * @param token the credential of the contact
 * @param newsletters slugs it is subscribed to
 * @param country two letters; null if not known
 * @param lang its language; null if not known
 * @param optedOut whether it wants no newsletters at all
 */
record BasketContact(
    @Nullable String email,
    String token,
    Set<String> newsletters,
    @Nullable String country,
    @Nullable String lang,
    boolean optedOut) {

  BasketContact {
    newsletters = Set.copyOf(newsletters);
  }

  /**
   * Reads a user object.
   *
   * @param user the JSON of a successful lookup
   * @return the contact, or null if the object has no token, without which it is of no use
   */
  static @Nullable BasketContact read(JsonNode user) {
    String token = text(user, "token");
    if (token == null) {
      return null;
    }
    Set<String> newsletters = new LinkedHashSet<>();
    user.path("newsletters").forEach(slug -> newsletters.add(slug.asText()));
    return new BasketContact(
        text(user, "email"),
        token,
        newsletters,
        text(user, "country"),
        text(user, "lang"),
        user.path("optout").asBoolean(false));
  }

  boolean isOf(ContactAddress address) {
    return address.value().equalsIgnoreCase(email);
  }

  private static @Nullable String text(JsonNode user, String field) {
    String value = user.path(field).asText("");
    return value.isBlank() ? null : value;
  }

  @Override
  public String toString() {
    return "BasketContact[newsletters=" + newsletters + ", optedOut=" + optedOut + "]";
  }
}
