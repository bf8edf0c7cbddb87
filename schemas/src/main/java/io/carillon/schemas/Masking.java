package io.carillon.schemas;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hides mail addresses in what providers say (BAS-25): {@code a***@example.org}. Workers do so with
 * what they report, and whoever hands it on does so again, because not every worker is ours.
 */
public final class Masking {
  /**
   * What can surround an address is not part of it; the rest of the local part is anything. The
   * domain may be missing where a text was cut.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("([^\\s@<>()\\[\\],;:\"'=])[^\\s@<>()\\[\\],;:\"'=]*+@([\\p{L}\\p{N}.-]*)");

  /** A local part in quotes may hold anything (RFC 5321, 4.1.2). */
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*+\"@");

  private static final int LONGEST = 500;

  private Masking() {}

  /**
   * Masks and cuts.
   *
   * @param text what somebody said; null for nothing
   * @return 500 characters at most, every address masked
   */
  public static @Nullable String mask(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String masked = ADDRESS.matcher(text).replaceAll("$1***@$2");
    masked = QUOTED.matcher(masked).replaceAll("\"***\"@");
    return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST);
  }
}
