package io.carillon.delivery.engine;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hides mail addresses in what providers say (BAS-25): {@code a***@example.org}. */
final class Masking {
  /** What can surround an address is not part of it; the rest of the local part is anything. */
  private static final Pattern ADDRESS =
      Pattern.compile("([^\\s@<>()\\[\\],;:\"'=])[^\\s@<>()\\[\\],;:\"'=]*+@([\\p{L}\\p{N}.-]+)");

  private static final int LONGEST = 500;

  private Masking() {}

  /**
   * Masks and cuts.
   *
   * @param text what somebody said; null for nothing
   * @return 500 characters at most, every address masked
   */
  static @Nullable String mask(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String masked = ADDRESS.matcher(text).replaceAll("$1***@$2");
    return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST);
  }
}
