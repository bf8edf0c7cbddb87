package io.carillon.streams.web;

import io.carillon.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Whether a caller shows the token. Thread-safe. */
final class Bearer {
  private static final String SCHEME = "Bearer ";

  private final byte @Nullable [] expected;

  /** Expects a token; with null everybody may call. */
  Bearer(@Nullable Secret token) {
    this.expected = token == null ? null : token.reveal().getBytes(StandardCharsets.UTF_8);
  }

  /** Takes as long for a token that is nearly right as for one that is not. */
  boolean admits(@Nullable String authorization) {
    if (expected == null) {
      return true;
    }
    // The scheme is case-insensitive (RFC 9110, section 11.1).
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] shown = authorization.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, shown);
  }
}
