package io.carillon.streams.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns everything that is thrown into an answer: what callers see is never a stack trace. */
final class Errors {
  private static final Logger log = LoggerFactory.getLogger(Errors.class);
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int INTERNAL = 500;

  private Errors() {}

  static void handle(RoutesConfig routes) {
    routes.exception(ApiException.class, (e, context) -> write(context, e));
    routes.exception(
        InvalidStateStoreException.class,
        (e, context) -> write(context, ApiException.unavailable("the stores are being moved")));
    // The server ends, and with it the thread, which must be left to write.
    routes.exception(
        InterruptException.class,
        (e, context) -> {
          Thread.interrupted();
          write(context, ApiException.unavailable("this instance is ending"));
        });
    routes.exception(
        HttpResponseException.class, (e, context) -> write(context, ofServer(e, context)));
    routes.exception(
        Exception.class,
        (e, context) -> {
          log.error("{} {} failed", context.method(), context.endpoint().path, e);
          write(context, new ApiException(INTERNAL, "internal", "something went wrong here"));
        });
  }

  private static void write(Context context, ApiException answer) {
    context.status(answer.status());
    if (answer.passing()) {
      context.header("Retry-After", "1");
    }
    if (JsonApi.isFor(context.path())) {
      context.contentType(JsonApi.MEDIA_TYPE).result(Json.write(JsonApi.errors(answer)));
    } else {
      context.contentType("application/json").result(Json.write(answer.body()));
    }
  }

  /** What the server itself noticed. */
  private static ApiException ofServer(HttpResponseException e, Context context) {
    if (e.getStatus() == NOT_FOUND) {
      return ApiException.notFound("there is nothing here");
    }
    if (e instanceof MethodNotAllowedResponse) {
      String allowed = e.getDetails().getOrDefault("availableMethods", "");
      context.header("Allow", allowed);
      return new ApiException(
          METHOD_NOT_ALLOWED, "method-not-allowed", "methods allowed here: " + allowed);
    }
    return new ApiException(e.getStatus(), "refused", "the request was refused");
  }
}
