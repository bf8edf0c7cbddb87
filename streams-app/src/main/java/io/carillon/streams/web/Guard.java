package io.carillon.streams.web;

import io.carillon.settings.Secret;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import org.jspecify.annotations.Nullable;

/** Lets nobody in who does not show the token, except to unsubscribe. */
final class Guard implements Handler {
  private static final int UNAUTHORIZED = 401;

  /** Mailbox providers and readers of mail come without a token: the link itself is sealed. */
  private static final String OPEN = "/v1/unsubscribe/";

  private final Bearer bearer;

  Guard(@Nullable Secret token) {
    this.bearer = new Bearer(token);
  }

  @Override
  public void handle(Context context) {
    if (!context.path().startsWith(OPEN) && !bearer.admits(context.header("Authorization"))) {
      context.header("WWW-Authenticate", "Bearer");
      throw new ApiException(
          UNAUTHORIZED, "unauthorized", "Authorization: Bearer … is missing or not right");
    }
  }
}
