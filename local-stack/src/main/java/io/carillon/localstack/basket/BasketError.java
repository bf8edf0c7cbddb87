package io.carillon.localstack.basket;

import java.io.Serial;

/** An answer other than {@code ok}, as BAS-1 wants it: HTTP status, code (BAS-2), description. */
final class BasketError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  static final int NETWORK = 1;
  static final int INVALID_EMAIL = 2;
  static final int UNKNOWN_EMAIL = 3;
  static final int UNKNOWN_TOKEN = 4;
  static final int USAGE = 5;
  static final int PROVIDER_AUTH = 6;
  static final int AUTH = 7;
  static final int INVALID_NEWSLETTER = 9;
  static final int INVALID_TOKEN = 14;
  static final int MAINTENANCE = 15;
  static final int UNKNOWN = 99;

  private final int status;
  private final int code;
  private final String desc;

  BasketError(int status, int code, String desc) {
    super(desc, null, false, false);
    this.status = status;
    this.code = code;
    this.desc = desc;
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }

  String desc() {
    return desc;
  }

  static BasketError newslettersMissing() {
    return new BasketError(400, USAGE, "newsletters is missing");
  }

  static BasketError emailOrTokenRequired() {
    return new BasketError(401, USAGE, "email or token is required");
  }

  static BasketError invalidEmail() {
    return new BasketError(400, INVALID_EMAIL, "Invalid email address");
  }

  static BasketError invalidToken() {
    return new BasketError(400, INVALID_TOKEN, "Invalid basket token");
  }

  static BasketError invalidNewsletter() {
    return new BasketError(400, INVALID_NEWSLETTER, "invalid newsletter");
  }

  static BasketError privateNewsletter() {
    return new BasketError(
        401, AUTH, "private newsletter subscription requires a valid API key or OAuth");
  }

  static BasketError oneSelector() {
    return new BasketError(400, USAGE, "Must have valid token OR email for this request");
  }

  static BasketError userNotFound(int code) {
    return new BasketError(404, code, "User not found");
  }

  static BasketError emailNotKnown() {
    return new BasketError(404, UNKNOWN_EMAIL, "Email address not known");
  }

  static BasketError maintenance(int code) {
    return new BasketError(400, code, "Basket is currently in maintenance mode");
  }

  static BasketError notAuthorised(String what) {
    return new BasketError(401, AUTH, what + " requires a valid API key or OAuth");
  }

  static BasketError invalidData() {
    return new BasketError(400, USAGE, "data is invalid");
  }

  static BasketError invalidSchema() {
    return new BasketError(422, USAGE, "data is invalid");
  }

  static BasketError tooOften(boolean underApiPath) {
    return new BasketError(429, USAGE, underApiPath ? "Rate limit exceeded" : "rate limit reached");
  }
}
