package io.carillon.localstack.basket;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The people whom the sandbox knows, and what may be done to them. Thread-safe. */
final class Contacts {
  private static final int KEPT_MESSAGES = 1000;

  private final Catalogue catalogue;
  private final Clock clock;
  private final Map<String, Contact> byToken = new LinkedHashMap<>();
  private final Map<String, String> tokenByEmail = new LinkedHashMap<>();
  private final Deque<SentMessage> sent = new ArrayDeque<>();

  Contacts(Catalogue catalogue, Clock clock) {
    this.catalogue = catalogue;
    this.clock = clock;
  }

  /**
   * What a caller wants of subscribe or set.
   *
   * @param email an address, checked; may be missing if there is a token
   * @param token of a contact; may be missing if there is an address
   * @param newsletters slugs, checked; missing if nothing was said about them
   * @param details what else was told of the contact
   * @param optin whether the contact agreed already
   */
  record Wish(
      @Nullable String email,
      @Nullable String token,
      @Nullable Collection<String> newsletters,
      Map<String, String> details,
      boolean optin) {}

  /**
   * What became of a wish to subscribe.
   *
   * @param token of the contact, missing if there is none
   * @param created whether the contact is new
   */
  record Subscribed(@Nullable String token, boolean created) {}

  synchronized Optional<Contact> byToken(String token) {
    return Optional.ofNullable(byToken.get(token));
  }

  synchronized Optional<Contact> byEmail(@Nullable String email) {
    return Optional.ofNullable(email).map(tokenByEmail::get).flatMap(this::byToken);
  }

  synchronized List<Contact> all() {
    return List.copyOf(byToken.values());
  }

  synchronized List<SentMessage> sent() {
    return List.copyOf(sent);
  }

  synchronized void clear() {
    byToken.clear();
    tokenByEmail.clear();
    sent.clear();
  }

  /** Adds what is missing (BAS-9, 10, 11, 14). */
  synchronized Subscribed subscribe(Wish wish) {
    Contact known = find(wish).orElse(null);
    String email = known == null ? wish.email() : known.email();
    if (email == null || contradicts(wish)) {
      return new Subscribed(null, false);
    }
    Collection<String> asked = wish.newsletters() == null ? List.of() : wish.newsletters();
    catalogue.transactional(asked).forEach(slug -> send(email, slug));
    Set<String> chosen = catalogue.expanded(asked);
    if (chosen.isEmpty()) {
      return new Subscribed(known == null ? null : known.token(), false);
    }

    Instant now = clock.instant();
    Contact before =
        known == null ? Contact.fresh(email, UUID.randomUUID().toString(), now) : known;
    SortedMap<String, Instant> newsletters = new TreeMap<>(before.newsletters());
    chosen.forEach(slug -> newsletters.putIfAbsent(slug, now));
    store(
        before.changedTo(
            before
                .withNewsletters(newsletters)
                .withDetails(wish.details())
                .withOptin(optin(before, wish.optin(), chosen))
                .withOptout(false),
            now));
    return new Subscribed(before.token(), known == null);
  }

  // One list that asks for no confirmation is enough to opt in; otherwise a confirmation is asked
  // for, again and again if need be.
  private boolean optin(Contact before, boolean forced, Set<String> chosen) {
    if (before.optin() || forced || !chosen.stream().allMatch(catalogue::needsConfirmation)) {
      return true;
    }
    boolean firefox = chosen.stream().allMatch(catalogue::isFirefoxBranded);
    send(before.email(), firefox ? "confirm-fx" : "confirm-moz");
    return false;
  }

  /** Makes the subscriptions what the wish says (BAS-13, 14). */
  synchronized void set(Wish wish) {
    Optional<Contact> known = find(wish);
    if (known.isEmpty() || emailBelongsToAnother(wish, known.get())) {
      return;
    }
    Contact before = known.get();
    Instant now = clock.instant();
    Contact after = before.withDetails(wish.details()).withOptout(false);
    if (wish.newsletters() != null) {
      after = after.withNewsletters(exactly(before, wish.newsletters(), now));
    }
    if (wish.email() != null) {
      after = after.withEmail(wish.email());
    }
    if (wish.optin()) {
      after = after.withOptin(true);
    }
    tokenByEmail.remove(before.email());
    store(before.changedTo(after, now));
  }

  private SortedMap<String, Instant> exactly(
      Contact before, Collection<String> newsletters, Instant now) {
    SortedMap<String, Instant> result = new TreeMap<>(before.newsletters());
    Set<String> wanted = catalogue.expanded(newsletters);
    wanted.removeIf(catalogue::isPrivate);
    result.keySet().removeIf(slug -> catalogue.isActive(slug) && !wanted.contains(slug));
    wanted.stream().filter(catalogue::isActive).forEach(slug -> result.putIfAbsent(slug, now));
    return result;
  }

  /** Takes away what is there (BAS-12). */
  synchronized void unsubscribe(String token, Collection<String> newsletters, boolean all) {
    Contact before = byToken.get(token);
    if (before != null) {
      SortedMap<String, Instant> left = new TreeMap<>(before.newsletters());
      if (all) {
        left.clear();
      } else {
        left.keySet().removeAll(catalogue.expanded(newsletters));
      }
      Contact after = before.withNewsletters(left).withOptout(all || before.optout());
      store(before.changedTo(after, clock.instant()));
    }
  }

  synchronized void describe(String token, Map<String, String> details) {
    Contact before = byToken.get(token);
    if (before != null) {
      store(before.changedTo(before.withDetails(details), clock.instant()));
    }
  }

  /** Opts in; an unknown or confirmed contact is no error (BAS-15). */
  synchronized void confirm(String token) {
    Contact before = byToken.get(token);
    if (before != null) {
      store(before.changedTo(before.withOptin(true), clock.instant()));
    }
  }

  synchronized void send(String email, String what) {
    sent.addLast(new SentMessage(email, what, clock.instant()));
    if (sent.size() > KEPT_MESSAGES) {
      sent.removeFirst();
    }
  }

  /** Whether the wish names a contact by its token and another one by its address (BAS-10). */
  private boolean contradicts(Wish wish) {
    return wish.token() != null
        && wish.email() != null
        && !byToken(wish.token()).map(c -> c.email().equals(wish.email())).orElse(false);
  }

  private boolean emailBelongsToAnother(Wish wish, Contact known) {
    return wish.email() != null
        && byEmail(wish.email()).map(other -> !other.token().equals(known.token())).orElse(false);
  }

  private Optional<Contact> find(Wish wish) {
    return wish.token() != null ? byToken(wish.token()) : byEmail(wish.email());
  }

  private void store(Contact contact) {
    byToken.put(contact.token(), contact);
    tokenByEmail.put(contact.email(), contact.token());
  }
}
