package io.carillon.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A value that must not be seen, such as a password. Only {@link #reveal} shows it; {@link
 * #toString} does not, so that it cannot leak through a log. Immutable.
 */
public final class Secret {
  private final String value;

  /**
   * Wraps a value.
   *
   * @param value the value, not empty
   * @throws IllegalArgumentException if it is empty
   */
  public Secret(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a secret must not be empty");
    }
    this.value = value;
  }

  /**
   * Returns the value, for the one place that needs it.
   *
   * @return the value
   */
  public String reveal() {
    return value;
  }

  /**
   * Compares with what somebody claims the value to be, in a time that does not tell how much of it
   * was right.
   *
   * @param claim the claimed value
   * @return whether it is the value
   */
  public boolean matches(String claim) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), claim.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && matches(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
