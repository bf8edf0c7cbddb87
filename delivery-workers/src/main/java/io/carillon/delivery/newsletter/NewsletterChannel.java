package io.carillon.delivery.newsletter;

import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.NewsletterOperation;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.Overtaken;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Probed;
import io.carillon.delivery.playpen.ContactAddress;
import io.carillon.delivery.playpen.Playpen;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes newsletter subscriptions at Basket (BAS-26). Each command is a chain of lookup and act: a
 * step that fails, or finds nothing to do, ends it (MOZ-16). What to send is worked out anew from
 * the lookup on every attempt, so repeating a command is harmless and there is no ambiguous end.
 * Touches no newsletter that the command does not name (MOZ-1) and never opts anybody out of
 * everything (MOZ-14).
 *
 * <p>Outside production an address that is not allow-listed is left alone even where there is a
 * sandbox address: a subscription is a lasting state, and one stand-in for everybody would lose one
 * member's subscription when another leaves.
 *
 * <p>Commands of one member must come in order, from one thread at a time; those of different
 * members may come together.
 */
public final class NewsletterChannel implements Channel<NewsletterCommand>, Probed {
  /**
   * A move whose token is not believed looks the old address up twice, leaves what is to be left,
   * looks the new address up, subscribes it, and unsubscribes the old.
   */
  static final int MOST_CALLS = 6;

  private static final Delivered DONE = new Delivered(null, Level.ACCEPTED);
  private static final Delivered WITHHELD = new Delivered(null, Level.SANDBOXED);
  private static final Rejected OPTED_OUT =
      new Rejected(Reason.of("opted-out-at-provider"), null, false);
  private static final int MEMBERS_REMEMBERED = 10_000;
  private static final String PROBE_ADDRESS = "nobody@carillon.invalid";

  /** A comma would smuggle a second newsletter into the list (MOZ-1). */
  private static final Pattern SLUG = Pattern.compile("[A-Za-z0-9_.-]+");

  private final BasketClient basket;
  private final Playpen playpen;
  private final String sourceUrl;
  private final Duration longestAttempt;
  private final InstantSource clock;
  private final AppliedVersions applied = new AppliedVersions(MEMBERS_REMEMBERED);

  /**
   * Makes a channel; connects to nothing.
   *
   * @param settings where Basket is and how to talk to it
   * @param playpen which addresses may be contacted
   * @param clock tells the time
   */
  public NewsletterChannel(NewsletterSettings settings, Playpen playpen, InstantSource clock) {
    this.basket =
        new BasketClient(
            settings.baseUrl(),
            settings.apiKey().reveal(),
            settings.connectTimeout(),
            settings.requestTimeout(),
            clock);
    this.playpen = playpen;
    this.sourceUrl = settings.sourceUrl().toString();
    this.clock = clock;
    this.longestAttempt =
        settings.connectTimeout().plus(settings.requestTimeout()).multipliedBy(MOST_CALLS);
  }

  @Override
  public Duration longestAttempt() {
    return longestAttempt;
  }

  @Override
  public Outcome deliver(NewsletterCommand command, Begin begin) throws InterruptedException {
    Optional<String> mistake = mistakeIn(command);
    if (mistake.isPresent()) {
      return new Rejected(Reason.of(mistake.get()), null, true);
    }
    String member = command.getHeader().getMemberId();
    Set<String> named = new LinkedHashSet<>(command.getSlugs());
    Set<String> slugs = applied.stillCurrent(member, command.getVersion(), named);
    if (slugs.isEmpty() && command.getLeave().isEmpty()) {
      return named.isEmpty() ? DONE : new Overtaken(Reason.of("newer-wish-applied"));
    }
    Outcome outcome = applyTo(command, slugs);
    if (outcome instanceof Delivered) {
      applied.record(member, command.getVersion(), slugs);
    }
    return outcome;
  }

  /**
   * Checks whether commands are likely to succeed, by looking up an address that does not exist
   * (MOZ-21): that Basket does not know it shows that connection and key are in order.
   *
   * @return empty if healthy, else what is wrong
   * @throws InterruptedException if the thread is interrupted
   */
  @Override
  public Optional<Reason> probe() throws InterruptedException {
    // Allowed by name, whatever the mode: nobody has it, and a lookup reaches nobody.
    Playpen probeOnly = new Playpen(Playpen.Mode.SANDBOX, List.of(PROBE_ADDRESS), null);
    try {
      basket.lookup(probeOnly.admit(PROBE_ADDRESS).orElseThrow(), null);
      return Optional.empty();
    } catch (BasketFailure failure) {
      return Optional.of(BasketOutcomes.reason(failure));
    }
  }

  private static Optional<String> mistakeIn(NewsletterCommand command) {
    if (command.getOptout()) {
      return Optional.of("global-opt-out");
    }
    if (!Stream.concat(command.getSlugs().stream(), command.getLeave().stream())
        .allMatch(slug -> SLUG.matcher(slug).matches())) {
      return Optional.of("bad-slug");
    }
    if (command.getEmail().isBlank()) {
      return Optional.of("no-address");
    }
    String old = command.getOldEmail();
    if (command.getOperation() == NewsletterOperation.MOVE && (old == null || old.isBlank())) {
      return Optional.of("no-old-address");
    }
    return Optional.empty();
  }

  private Outcome applyTo(NewsletterCommand command, Set<String> slugs)
      throws InterruptedException {
    Optional<ContactAddress> address = admitted(command.getEmail());
    if (address.isEmpty()) {
      return WITHHELD;
    }
    try {
      return switch (command.getOperation()) {
        case SUBSCRIBE -> subscribe(command, address.get(), slugs);
        case UNSUBSCRIBE -> unsubscribe(command, address.get(), slugs);
        case MOVE -> move(command, address.get(), slugs);
      };
    } catch (BasketFailure failure) {
      return BasketOutcomes.of(failure, clock.instant());
    }
  }

  private Optional<ContactAddress> admitted(String address) {
    return playpen.admit(address).filter(contact -> !contact.isSubstitute());
  }

  /** An unknown contact is made, since newsletters are named (MOZ-13). */
  private Outcome subscribe(NewsletterCommand command, ContactAddress address, Set<String> slugs)
      throws BasketFailure, InterruptedException {
    Optional<BasketContact> contact = basket.lookup(address, command.getToken());
    return add(slugs, contact, subscription(command, address, slugs, null));
  }

  private Outcome unsubscribe(NewsletterCommand command, ContactAddress address, Set<String> slugs)
      throws BasketFailure, InterruptedException {
    Optional<BasketContact> contact = basket.lookup(address, command.getToken());
    if (contact.isPresent()) {
      remove(common(slugs, contact.get().newsletters()), contact.get());
    }
    return DONE;
  }

  /**
   * What the old address only leaves, it leaves first and whatever becomes of the rest: that the
   * new one refuses a newsletter is no reason to keep another.
   */
  private Outcome move(NewsletterCommand command, ContactAddress newAddress, Set<String> slugs)
      throws BasketFailure, InterruptedException {
    String oldEmail = command.getOldEmail();
    Optional<ContactAddress> oldAddress = oldEmail == null ? Optional.empty() : admitted(oldEmail);
    if (oldAddress.isEmpty()) {
      return WITHHELD;
    }
    Optional<BasketContact> old = basket.lookup(oldAddress.get(), command.getToken());
    if (old.isEmpty()) {
      return DONE;
    }
    Set<String> leave = new LinkedHashSet<>(command.getLeave());
    remove(common(leave, old.get().newsletters()), old.get());
    Set<String> moving = common(slugs, old.get().newsletters());
    return moving.isEmpty() ? DONE : carry(command, old.get(), newAddress, moving);
  }

  /** The new address first: a failure in between leaves two subscriptions, never none (MOZ-11). */
  private Outcome carry(
      NewsletterCommand command, BasketContact old, ContactAddress newAddress, Set<String> moving)
      throws BasketFailure, InterruptedException {
    Optional<BasketContact> next = basket.lookup(newAddress, null);
    if (next.map(BasketContact::token).equals(Optional.of(old.token()))) {
      // Two spellings of one address: taking it from the old would take it from the new.
      return DONE;
    }
    if (old.optedOut()) {
      return OPTED_OUT;
    }
    Outcome added = add(moving, next, subscription(command, newAddress, moving, old));
    if (added instanceof Delivered) {
      remove(moving, old);
    }
    return added;
  }

  private Outcome add(Set<String> slugs, Optional<BasketContact> contact, Subscription subscription)
      throws BasketFailure, InterruptedException {
    Set<String> missing = new LinkedHashSet<>(slugs);
    contact.ifPresent(known -> missing.removeAll(known.newsletters()));
    if (missing.isEmpty()) {
      return DONE;
    }
    // Basket would take a subscription as a change of mind and clear the opt-out (BAS-12); ours is
    // made by a rule, not by the person, so the recorded opt-out beats it (MOZ-5).
    if (contact.map(BasketContact::optedOut).orElse(false)) {
      return OPTED_OUT;
    }
    basket.subscribe(subscription.withSlugs(missing));
    return DONE;
  }

  private void remove(Set<String> slugs, BasketContact contact)
      throws BasketFailure, InterruptedException {
    if (slugs.isEmpty()) {
      return;
    }
    try {
      basket.unsubscribe(contact, slugs);
    } catch (BasketFailure failure) {
      // Gone since the lookup: what was to be left is left.
      if (!failure.saysUnknownContact()) {
        throw failure;
      }
    }
  }

  private Subscription subscription(
      NewsletterCommand command,
      ContactAddress address,
      Set<String> slugs,
      @Nullable BasketContact before) {
    String country = command.getCountry();
    String lang = command.getLang();
    if (before != null) {
      country = country == null ? before.country() : country;
      lang = lang == null ? before.lang() : lang;
    }
    String site = command.getSourceUrl();
    return new Subscription(
        address,
        slugs,
        country,
        lang,
        command.getOptin(),
        command.getSync(),
        site == null ? sourceUrl : site);
  }

  private static Set<String> common(Set<String> named, Set<String> current) {
    Set<String> both = new LinkedHashSet<>(named);
    both.retainAll(current);
    return both;
  }
}
