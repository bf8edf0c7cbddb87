package io.carillon.delivery.engine;

import io.carillon.avro.DeliveryStatus;
import java.util.Optional;

/** What to do about a command that a worker which is no more may have sent already. */
enum SuspectRule {
  /** It was not sent, or sending it again does no harm. */
  SEND,
  /** It has an outcome. */
  ENDED,
  /** It was begun, and nobody knows how it ended. */
  AMBIGUOUS;

  /**
   * Judges by what the ledger knows.
   *
   * @param known where the command stands; empty if the ledger knows nothing of it
   * @param attempt the attempt at hand
   * @param marksBegun whether the provider would not notice a second attempt
   * @return what to do
   */
  static SuspectRule judge(Optional<Ledger.Standing> known, int attempt, boolean marksBegun) {
    if (known.isEmpty() || known.get().attempt() < attempt) {
      return SEND; // issued in the same transaction that made it readable: the ledger lags or
      // forgot
    }
    if (known.get().attempt() > attempt) {
      return ENDED;
    }
    DeliveryStatus status = known.get().status();
    return switch (status) {
      case ISSUED -> SEND;
      case BEGUN -> marksBegun ? AMBIGUOUS : SEND;
      case ACCEPTED,
          CONFIRMED,
          SANDBOXED,
          RETRYING,
          REJECTED,
          UNKNOWN,
          EXHAUSTED,
          EXPIRED,
          WITHDRAWN,
          OVERTAKEN ->
          ENDED;
    };
  }
}
