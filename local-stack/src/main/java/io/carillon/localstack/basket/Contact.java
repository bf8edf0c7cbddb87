package io.carillon.localstack.basket;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A person whom the sandbox knows.
 *
 * @param email the address, its domain in ASCII
 * @param token the id that callers use, a UUID
 * @param newsletters the slugs subscribed to, each with the time it was
 * @param details what else callers told: {@code country}, {@code lang}, {@code first_name}, …
 * @param optin whether the contact agreed to get mail
 * @param optout whether the contact wants none at all
 * @param created when it became known
 * @param modified when anything about it last changed
 */
public record Contact(
    String email,
    String token,
    SortedMap<String, Instant> newsletters,
    SortedMap<String, String> details,
    boolean optin,
    boolean optout,
    Instant created,
    Instant modified) {

  /** Copies the maps. */
  public Contact {
    newsletters = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(newsletters));
    details = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(details));
  }

  static Contact fresh(String email, String token, Instant now) {
    return new Contact(email, token, new TreeMap<>(), new TreeMap<>(), false, false, now, now);
  }

  /** Returns this contact with another time of change if the other differs in anything else. */
  Contact changedTo(Contact other, Instant now) {
    return equals(other)
        ? this
        : new Contact(
            other.email,
            other.token,
            other.newsletters,
            other.details,
            other.optin,
            other.optout,
            created,
            now);
  }

  Contact withEmail(String changed) {
    return new Contact(changed, token, newsletters, details, optin, optout, created, modified);
  }

  Contact withNewsletters(SortedMap<String, Instant> changed) {
    return new Contact(email, token, changed, details, optin, optout, created, modified);
  }

  Contact withDetails(Map<String, String> told) {
    SortedMap<String, String> all = new TreeMap<>(details);
    all.putAll(told);
    return new Contact(email, token, newsletters, all, optin, optout, created, modified);
  }

  Contact withOptin(boolean changed) {
    return new Contact(email, token, newsletters, details, changed, optout, created, modified);
  }

  Contact withOptout(boolean changed) {
    return new Contact(email, token, newsletters, details, optin, changed, created, modified);
  }

  /**
   * Returns the user object of BAS-8.
   *
   * @param masked whether the reader must not see the address
   */
  Map<String, Object> asUser(boolean masked) {
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("status", "ok");
    user.put("email", masked ? EmailAddresses.masked(email) : email);
    user.put("token", token);
    user.put("newsletters", newsletters.keySet());
    user.put("country", details.getOrDefault("country", ""));
    user.put("lang", details.getOrDefault("lang", ""));
    user.put("first_name", details.getOrDefault("first_name", ""));
    user.put("last_name", details.getOrDefault("last_name", ""));
    user.put("optin", optin);
    user.put("optout", optout);
    user.put("mofo_relevant", false);
    user.put("has_fxa", false);
    user.put("fxa_primary_email", "");
    user.put("created_date", created.toString());
    user.put("last_modified_date", modified.toString());
    return user;
  }
}
