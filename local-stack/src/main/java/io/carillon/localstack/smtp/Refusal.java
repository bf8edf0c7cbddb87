package io.carillon.localstack.smtp;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * What the sink refuses, and how.
 *
 * @param stage where in the session
 * @param code the SMTP reply code, 400–599; 421 closes the connection as well
 * @param text what follows the code, such as {@code 4.3.0 try later}
 * @param address only where this holds for the recipient ({@link Stage#RCPT}, {@link Stage#DATA}:
 *     any recipient) or the sender ({@link Stage#MAIL}); not asked at {@link Stage#CONNECT}
 * @param times how often, then no more; {@link Integer#MAX_VALUE} for always
 */
public record Refusal(Stage stage, int code, String text, Predicate<String> address, int times) {
  /** Checks the ranges. */
  public Refusal {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(address, "address");
    if (code < 400 || code > 599) {
      throw new IllegalArgumentException("code must be 400-599, was " + code);
    }
    if (times < 1) {
      throw new IllegalArgumentException("times must be > 0, was " + times);
    }
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("text must be one line");
    }
  }

  /**
   * Refuses everybody, always.
   *
   * @param stage where in the session
   * @param code the SMTP reply code, 400–599
   * @param text what follows the code
   * @return the refusal
   */
  public static Refusal at(Stage stage, int code, String text) {
    return new Refusal(stage, code, text, address -> true, Integer.MAX_VALUE);
  }

  /**
   * Limits the refusal to one address.
   *
   * @param only the address, in any case
   * @return the narrower refusal
   */
  public Refusal only(String only) {
    return new Refusal(stage, code, text, only::equalsIgnoreCase, times);
  }

  /**
   * Limits the refusal to the next so many attempts.
   *
   * @param next how many, at least 1
   * @return the shorter refusal
   */
  public Refusal next(int next) {
    return new Refusal(stage, code, text, address, next);
  }
}
