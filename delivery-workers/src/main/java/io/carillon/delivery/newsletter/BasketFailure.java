package io.carillon.delivery.newsletter;

import io.carillon.delivery.playpen.ContactAddress;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call to Basket that did not succeed; it ends the chain it is a step of (MOZ-16). Carries what
 * the call came to (BAS-20); what follows from that is said by {@link BasketOutcomes}. Holds
 * neither address nor token in its message (BAS-25).
 */
final class BasketFailure extends Exception {
  /** How far the call got. */
  enum Stage {
    /** Refused here: nothing left this process. */
    LOCAL,
    /** No connection came about: provably not sent. */
    NOT_REACHED,
    /** It may have been sent, and no complete answer came. */
    UNANSWERED,
    /** Basket, or something in front of it, answered. */
    ANSWERED
  }

  /** Basket's codes (BAS-2), as far as anything depends on them. */
  static final int NO_CODE = 0;

  static final int NETWORK = 1;
  static final int INVALID_EMAIL = 2;
  static final int UNKNOWN_EMAIL = 3;
  static final int UNKNOWN_TOKEN = 4;
  static final int USAGE = 5;
  static final int PROVIDER_AUTH = 6;
  static final int AUTH = 7;
  static final int SSL_REQUIRED = 8;
  static final int INVALID_NEWSLETTER = 9;
  static final int INVALID_LANGUAGE = 10;
  static final int MOCK_FAILURE = 13;
  static final int INVALID_TOKEN = 14;
  static final int MAINTENANCE = 15;
  static final int UNKNOWN = 99;

  private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"']+@[^\\s<>\"']+");
  private static final Pattern TOKEN =
      Pattern.compile("(?i)[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}");

  private final Stage stage;
  private final int httpStatus;
  private final int code;
  private final @Nullable String description;
  private final @Nullable Instant retryAt;
  private final @Nullable ContactAddress address;

  private BasketFailure(
      Stage stage,
      int httpStatus,
      int code,
      @Nullable String description,
      @Nullable Instant retryAt,
      @Nullable ContactAddress address) {
    super(stage + " status=" + httpStatus + " code=" + code + " " + description);
    this.stage = stage;
    this.httpStatus = httpStatus;
    this.code = code;
    this.description = description;
    this.retryAt = retryAt;
    this.address = address;
  }

  static BasketFailure local(int code, String description) {
    return new BasketFailure(Stage.LOCAL, 0, code, description, null, null);
  }

  /** No complete answer: a network failure, whose code is 1 (BAS-20). */
  static BasketFailure silent(Stage stage, String description) {
    return new BasketFailure(stage, 0, NETWORK, masked(description), null, null);
  }

  static BasketFailure answered(
      int httpStatus, int code, @Nullable String description, @Nullable Instant retryAt) {
    return new BasketFailure(
        Stage.ANSWERED,
        httpStatus,
        code,
        description == null ? null : masked(description),
        retryAt,
        null);
  }

  /** The same failure, of a call about an address. */
  BasketFailure about(ContactAddress subject) {
    BasketFailure failure =
        new BasketFailure(stage, httpStatus, code, description, retryAt, subject);
    failure.initCause(this);
    return failure;
  }

  Stage stage() {
    return stage;
  }

  /** The HTTP status; 0 if there was no answer. */
  int httpStatus() {
    return httpStatus;
  }

  /** Basket's code; {@link #NO_CODE} if the answer holds none. */
  int code() {
    return code;
  }

  /** Basket's own words, addresses and tokens masked; null if there are none. */
  @Nullable String description() {
    return description;
  }

  /** When the answer asked to be tried again; null if it did not. */
  @Nullable Instant retryAt() {
    return retryAt;
  }

  /** The address the call was about; null if it was about a token. */
  @Nullable ContactAddress address() {
    return address;
  }

  /** Whether Basket itself says there is no such contact: its code counts, not its words. */
  boolean saysUnknownContact() {
    return code == UNKNOWN_EMAIL || code == UNKNOWN_TOKEN || code == INVALID_TOKEN;
  }

  private static String masked(String text) {
    return TOKEN.matcher(ADDRESS.matcher(text).replaceAll("***")).replaceAll("***");
  }
}
