package io.carillon.localstack.basket;

import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who may do more than everybody may (BAS-3). Thread-safe. */
final class Authorisation {
  private final Clock clock;
  private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /**
   * An API key.
   *
   * @param isEnabled whether it opens anything
   * @param lastAccessed when it last did, empty if never
   */
  record ApiKey(boolean isEnabled, Optional<Instant> lastAccessed) {}

  /** Who holds a bearer token, and for what. */
  private record Account(String email, Set<String> scopes) {}

  Authorisation(Set<String> keys, Clock clock) {
    this.clock = clock;
    keys.forEach(key -> enable(key, true));
  }

  void enable(String key, boolean isEnabled) {
    keys.merge(
        key,
        new ApiKey(isEnabled, Optional.empty()),
        (known, fresh) -> new ApiKey(isEnabled, known.lastAccessed()));
  }

  Map<String, ApiKey> keys() {
    return Map.copyOf(keys);
  }

  void addAccount(String bearerToken, String email, Set<String> scopes) {
    accounts.put(bearerToken, new Account(email, Set.copyOf(scopes)));
  }

  /**
   * Returns whether a call comes from somebody trusted.
   *
   * @param call with a key or a bearer token, or neither
   * @param email whom it is about, missing if it does not say
   */
  boolean isAuthorised(Context call, @Nullable String email) {
    String key = keyOf(call);
    return (key != null && use(key)) || isAccountOf(call.header("Authorization"), email);
  }

  private boolean use(String key) {
    ApiKey used =
        keys.computeIfPresent(
            key,
            (name, known) ->
                known.isEnabled() ? new ApiKey(true, Optional.of(clock.instant())) : known);
    return used != null && used.isEnabled();
  }

  private boolean isAccountOf(@Nullable String header, @Nullable String email) {
    if (header == null || email == null || !header.startsWith("Bearer ")) {
      return false;
    }
    Account account = accounts.get(header.substring("Bearer ".length()).trim());
    return account != null
        && account.scopes().containsAll(Set.of("basket", "profile:email"))
        && account.email().equals(email);
  }

  private static @Nullable String keyOf(Context call) {
    String[] inOrder = {
      call.formParam("api-key"),
      call.formParam("api_key"),
      call.queryParam("api-key"),
      call.queryParam("api_key"),
      call.header("X-Api-Key")
    };
    for (String key : inOrder) {
      if (key != null && !key.isEmpty()) {
        return key;
      }
    }
    return null;
  }
}
