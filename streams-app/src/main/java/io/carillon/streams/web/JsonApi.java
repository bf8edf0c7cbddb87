package io.carillon.streams.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of JSON:API that every document needs. */
final class JsonApi {
  /** Its media type, without parameters, as the specification demands. */
  static final String MEDIA_TYPE = "application/vnd.api+json";

  private JsonApi() {}

  /**
   * What went wrong.
   *
   * @param errors each mistake; at least one
   */
  record Errors(List<Mistake> errors) {}

  /**
   * One mistake.
   *
   * @param status the HTTP status, as text
   * @param code a short stable code
   * @param title what is wrong in general
   * @param detail what is wrong with this request; null if there is no more to say
   * @param source where it is wrong; null if it is not one parameter
   */
  record Mistake(
      String status, String code, String title, @Nullable String detail, @Nullable Source source) {}

  /**
   * Where a mistake is.
   *
   * @param parameter the query parameter
   */
  record Source(String parameter) {}

  /** Whether a path is served as JSON:API. */
  static boolean isFor(String path) {
    return path.startsWith("/v1/users/");
  }

  /** An answer other than success, as a document. */
  static Errors errors(ApiException answer) {
    String status = Integer.toString(answer.status());
    if (answer.errors().isEmpty()) {
      return new Errors(List.of(new Mistake(status, answer.code(), answer.text(), null, null)));
    }
    return new Errors(
        answer.errors().stream()
            .map(
                error ->
                    new Mistake(
                        status,
                        answer.code(),
                        "a parameter is wrong",
                        error.field() + " " + error.rule(),
                        new Source(error.field())))
            .toList());
  }
}
