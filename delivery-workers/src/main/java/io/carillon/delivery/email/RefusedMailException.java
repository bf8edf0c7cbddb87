package io.carillon.delivery.email;

import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Outcome.Rejected;
import org.jspecify.annotations.Nullable;

/** A command that can never become a mail. Carries no address and no value. */
final class RefusedMailException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;
  private final boolean ourFault;

  private RefusedMailException(Reason reason, boolean ourFault) {
    super(reason.code() + ": " + reason.detail());
    this.reason = reason;
    this.ourFault = ourFault;
  }

  static RefusedMailException ourFault(String code, @Nullable String detail) {
    return new RefusedMailException(new Reason(code, detail), true);
  }

  static RefusedMailException badAddress(String code, String detail) {
    return new RefusedMailException(new Reason(code, detail), false);
  }

  Rejected outcome() {
    return new Rejected(reason, null, ourFault);
  }
}
