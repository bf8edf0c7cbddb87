package io.carillon.localstack.basket;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the sandbox knows when it starts.
 *
 * @param newsletters the catalogue
 * @param keys API keys that are valid
 * @param blockedDomains addresses whose domain ends with one of these are ignored (BAS-6)
 * @param rateLimit how often one thing may be asked for; without bound if empty (BAS-17)
 * @param clock what time it is for the sandbox
 */
public record BasketOptions(
    List<Newsletter> newsletters,
    Set<String> keys,
    Set<String> blockedDomains,
    Optional<RateLimit> rateLimit,
    Clock clock) {

  /** The API key that is valid unless others are chosen. */
  public static final String DEFAULT_KEY = "sandbox-key";

  /**
   * A number of calls in a time.
   *
   * @param calls how many, at least 1
   * @param window in which time, more than zero; it begins with the first of the calls
   */
  public record RateLimit(int calls, Duration window) {
    /** Checks the ranges. */
    public RateLimit {
      if (calls < 1) {
        throw new IllegalArgumentException("calls must be > 0, was " + calls);
      }
      if (window.isNegative() || window.isZero()) {
        throw new IllegalArgumentException("window must be > 0, was " + window);
      }
    }
  }

  /** Copies the collections. */
  public BasketOptions {
    newsletters = List.copyOf(newsletters);
    keys = Set.copyOf(keys);
    blockedDomains = Set.copyOf(blockedDomains);
    Objects.requireNonNull(clock, "clock");
  }

  /**
   * Returns the newsletters that community members get and a few public ones, the key {@value
   * #DEFAULT_KEY}, and four calls in five minutes.
   *
   * @return the options
   */
  public static BasketOptions defaults() {
    return new BasketOptions(
        List.of(
            Newsletter.of("mozilla-phone").asPrivate(),
            Newsletter.of("mozillians-nda").asPrivate(),
            Newsletter.of("mozilla-and-you").confirmed(true),
            Newsletter.of("mozilla-foundation").confirmed(false),
            Newsletter.of("app-dev"),
            Newsletter.group("everything-public", "mozilla-and-you", "mozilla-foundation"),
            Newsletter.transactional("download-link")),
        Set.of(DEFAULT_KEY),
        Set.of(),
        Optional.of(new RateLimit(4, Duration.ofMinutes(5))),
        Clock.systemUTC());
  }

  /**
   * Adds to the catalogue.
   *
   * @param more entries with slugs of their own
   * @return changed options
   */
  public BasketOptions withNewsletters(Newsletter... more) {
    List<Newsletter> all = new ArrayList<>(newsletters);
    all.addAll(List.of(more));
    return new BasketOptions(all, keys, blockedDomains, rateLimit, clock);
  }

  /**
   * Chooses the domains to ignore.
   *
   * @param chosen ends of domains
   * @return changed options
   */
  public BasketOptions withBlockedDomains(String... chosen) {
    return new BasketOptions(newsletters, keys, Set.of(chosen), rateLimit, clock);
  }

  /**
   * Lets callers ask as often as they like.
   *
   * @return changed options
   */
  public BasketOptions withoutRateLimit() {
    return new BasketOptions(newsletters, keys, blockedDomains, Optional.empty(), clock);
  }

  /**
   * Chooses the clock.
   *
   * @param chosen for timestamps and the rate limit
   * @return changed options
   */
  public BasketOptions withClock(Clock chosen) {
    return new BasketOptions(newsletters, keys, blockedDomains, rateLimit, chosen);
  }
}
