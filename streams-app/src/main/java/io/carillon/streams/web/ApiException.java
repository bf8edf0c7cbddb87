package io.carillon.streams.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer other than success. Thrown by whoever notices, written in one place. */
final class ApiException extends RuntimeException {
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final int status;
  private final String code;
  private final String message;
  private final List<FieldError> errors;

  /**
   * One mistake of the caller's.
   *
   * @param field what it is about, such as {@code changes[0].channel}
   * @param rule the rule it breaks
   */
  record FieldError(String field, String rule) {}

  /**
   * The body of every such answer.
   *
   * @param code a short stable code
   * @param message what is wrong, for people
   * @param errors all mistakes; null where there is no request to find mistakes in
   */
  record Body(String code, String message, @Nullable List<FieldError> errors) {}

  ApiException(int status, String code, String message) {
    this(status, code, message, List.of());
  }

  private ApiException(int status, String code, String message, List<FieldError> errors) {
    super(message, null, false, false); // an answer needs no stack trace
    this.status = status;
    this.code = code;
    this.message = message;
    this.errors = List.copyOf(errors);
  }

  /** The request has these mistakes. */
  static ApiException invalid(List<FieldError> errors) {
    String message =
        errors.size() == 1
            ? "the request has a mistake"
            : "the request has " + errors.size() + " mistakes";
    return new ApiException(BAD_REQUEST, "invalid", message, errors);
  }

  /** There is no such thing. */
  static ApiException notFound(String message) {
    return new ApiException(NOT_FOUND, "not-found", message);
  }

  /** It cannot be answered now, but soon. */
  static ApiException unavailable(String message) {
    return new ApiException(UNAVAILABLE, "unavailable", message);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String text() {
    return message;
  }

  List<FieldError> errors() {
    return errors;
  }

  Body body() {
    return new Body(code, message, errors.isEmpty() ? null : errors);
  }

  /** Whether asking again soon may help. */
  boolean passing() {
    return status == UNAVAILABLE;
  }
}
