package io.carillon.delivery.playpen;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which addresses are really contacted. Unless the mode is live, only allow-listed ones
 * are; any other is replaced by the sandbox address, or withheld if there is none (MOZ-27, GOV-39,
 * COB-15). Immutable and thread-safe.
 */
public final class Playpen {
  /** Whether real people are contacted. */
  public enum Mode {
    /** Only allow-listed addresses: the default. */
    SANDBOX,
    /** Everybody: production. */
    LIVE
  }

  private final Mode mode;
  private final List<String> allowed;
  private final @Nullable String sandboxAddress;

  /**
   * Makes a playpen.
   *
   * @param mode whether real people are contacted
   * @param allowed what may be contacted outside production: whole addresses, {@code @domain} for
   *     everybody there, or {@code *} for all (GOV-39); case does not matter
   * @param sandboxAddress who receives everything else; null to withhold it
   */
  public Playpen(Mode mode, List<String> allowed, @Nullable String sandboxAddress) {
    this.mode = mode;
    this.allowed = allowed.stream().map(entry -> entry.toLowerCase(Locale.ROOT)).toList();
    this.sandboxAddress = sandboxAddress;
  }

  /**
   * Finds what may be contacted in place of an address.
   *
   * @param address the recipient's own address
   * @return that address, the sandbox address, or empty if nothing may be contacted
   */
  public Optional<ContactAddress> admit(String address) {
    if (mode == Mode.LIVE || isAllowed(address.toLowerCase(Locale.ROOT))) {
      return Optional.of(new ContactAddress(address, false));
    }
    return Optional.ofNullable(sandboxAddress).map(sandbox -> new ContactAddress(sandbox, true));
  }

  private boolean isAllowed(String address) {
    return allowed.stream()
        .anyMatch(
            entry ->
                entry.equals("*")
                    || (entry.startsWith("@") ? address.endsWith(entry) : address.equals(entry)));
  }
}
