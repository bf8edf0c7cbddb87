package io.carillon.delivery.newsletter;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.SuppressionAdvice;
import io.carillon.avro.SuppressionScope;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RetryLater;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.playpen.ContactAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says what follows from a failed call to Basket. There is no ambiguous end: subscribing is a set
 * union and unsubscribing a set difference, and each attempt looks up anew what is left to do, so a
 * call whose answer was lost is simply made again.
 */
final class BasketOutcomes {
  /** Basket counts subscriptions over five minutes (BAS-17). */
  static final Duration RATE_LIMIT_WINDOW = Duration.ofMinutes(5);

  private BasketOutcomes() {}

  /**
   * Classifies a failure: rate limit first, since its body says code 5 like any mistake of usage;
   * then Basket's code; then, if there is none, the HTTP status.
   *
   * @param failure what happened
   * @param now the time that a missing Retry-After is counted from
   * @return what the attempt came to
   */
  static Outcome of(BasketFailure failure, Instant now) {
    Reason reason = reason(failure);
    if (failure.httpStatus() == 429) {
      Instant retryAt = failure.retryAt();
      return new RetryLater(
          retryAt == null ? now.plus(RATE_LIMIT_WINDOW) : retryAt, reason, BackOffScope.TARGET);
    }
    return switch (failure.stage()) {
      case NOT_REACHED -> new RouteDown(reason);
      case UNANSWERED -> new RetryLater(null, reason, BackOffScope.ROUTE);
      case LOCAL, ANSWERED ->
          failure.code() == BasketFailure.NO_CODE
              ? byStatus(failure, reason)
              : byCode(failure, reason);
    };
  }

  /**
   * Names a failure.
   *
   * @param failure what happened
   * @return one of a bounded number of codes, and what Basket said
   */
  static Reason reason(BasketFailure failure) {
    return new Reason(label(failure), failure.description());
  }

  private static String label(BasketFailure failure) {
    if (failure.httpStatus() == 429) {
      return "basket-rate-limit";
    }
    return switch (failure.stage()) {
      case NOT_REACHED -> "basket-unreachable";
      case UNANSWERED -> "basket-no-answer";
      case LOCAL, ANSWERED -> {
        int code = failure.code();
        if (code == BasketFailure.NO_CODE) {
          yield failure.httpStatus() == 200
              ? "basket-unreadable"
              : "basket-http-" + failure.httpStatus();
        }
        boolean documented =
            (code >= BasketFailure.NETWORK && code <= BasketFailure.MAINTENANCE)
                || code == BasketFailure.UNKNOWN;
        yield documented ? "basket-" + code : "basket-other";
      }
    };
  }

  private static Outcome byCode(BasketFailure failure, Reason reason) {
    return switch (failure.code()) {
      case BasketFailure.NETWORK, BasketFailure.MAINTENANCE ->
          new RetryLater(failure.retryAt(), reason, BackOffScope.ROUTE);
      case BasketFailure.UNKNOWN -> new RetryLater(failure.retryAt(), reason, BackOffScope.MESSAGE);
      case BasketFailure.INVALID_EMAIL ->
          new Rejected(reason, suppression(failure.address()), false);
      case BasketFailure.PROVIDER_AUTH, BasketFailure.AUTH, BasketFailure.SSL_REQUIRED ->
          new RouteDown(reason);
      case BasketFailure.USAGE, BasketFailure.INVALID_NEWSLETTER, BasketFailure.INVALID_LANGUAGE ->
          new Rejected(reason, null, true);
      default ->
          failure.httpStatus() >= 500
              ? new RetryLater(failure.retryAt(), reason, BackOffScope.MESSAGE)
              : new Rejected(reason, null, false);
    };
  }

  private static Outcome byStatus(BasketFailure failure, Reason reason) {
    int status = failure.httpStatus();
    if (status == 200 || status == 502 || status == 503 || status == 504) {
      return new RetryLater(failure.retryAt(), reason, BackOffScope.ROUTE);
    }
    if (status >= 500 || status == 408 || status == 425) {
      return new RetryLater(failure.retryAt(), reason, BackOffScope.MESSAGE);
    }
    // Basket itself always says a code (BAS-1), and our paths do not vary with the command: a
    // redirect, a bare 401, 403, 404 or 407 means that something else answers at the base URL.
    boolean notBasket =
        status < 400 || status == 401 || status == 403 || status == 404 || status == 407;
    return notBasket ? new RouteDown(reason) : new Rejected(reason, null, true);
  }

  /**
   * Basket refuses the address's form, so no newsletter can ever reach it: everything is
   * suppressed, and as suppressions are kept by channel, mails to the address are none the worse.
   */
  private static @Nullable SuppressionAdvice suppression(@Nullable ContactAddress address) {
    return address == null
        ? null
        : new SuppressionAdvice(address.value(), SuppressionScope.ALL, "invalid-address");
  }
}
