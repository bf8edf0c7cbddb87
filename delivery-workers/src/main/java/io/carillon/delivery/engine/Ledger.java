package io.carillon.delivery.engine;

import io.carillon.avro.DeliveryStatus;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows what became of every command. It is asked only about those that a worker which is no more
 * may have sent already. Implementations are thread-safe.
 */
public interface Ledger {

  /**
   * Which command is meant, and how fresh the answer must be.
   *
   * @param memberId the recipient
   * @param eventId the event that caused the command
   * @param commandId the command
   * @param outcomesPartition the partition of the outcomes that the command's outcomes are in
   * @param outcomesOffset the answer must take every outcome below this offset into account
   */
  record Question(
      String memberId,
      String eventId,
      String commandId,
      int outcomesPartition,
      long outcomesOffset) {}

  /**
   * Where a command stands.
   *
   * @param status what is known of its last attempt
   * @param attempt the attempt it stands at, 1 for the first
   */
  record Standing(DeliveryStatus status, int attempt) {}

  /** The ledger has not read enough yet. */
  final class BehindException extends IOException {
    private final Duration retryAfter;

    /**
     * Says when to ask again.
     *
     * @param retryAfter how long to wait, zero or more
     */
    public BehindException(Duration retryAfter) {
      super("the ledger is behind");
      this.retryAfter = retryAfter;
    }

    /**
     * Returns when to ask again.
     *
     * @return how long to wait
     */
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** The ledger answered, but not what it was asked. */
  final class BadAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * Says what it answered.
     *
     * @param code a short stable code such as {@code http-401}
     * @param message the same for people
     */
    public BadAnswerException(String code, String message) {
      super(message);
      this.code = code;
    }

    /**
     * Returns what it answered.
     *
     * @return a short stable code
     */
    public String code() {
      return code;
    }
  }

  /**
   * Asks what became of a command.
   *
   * @param question which one
   * @return where it stands; empty if nothing is known of it
   * @throws BehindException if it cannot answer so freshly yet
   * @throws BadAnswerException if it does not answer the question
   * @throws IOException if it cannot be reached
   * @throws InterruptedException if the calling thread is interrupted meanwhile
   */
  Optional<Standing> lookUp(Question question) throws IOException, InterruptedException;

  /**
   * Asks the query API over HTTP.
   *
   * @param url the API, without the path
   * @param token a bearer token; null to send none
   * @param timeout how long one question may take, more than zero
   * @return the ledger
   */
  static Ledger http(URI url, @Nullable String token, Duration timeout) {
    return new HttpLedger(url, token, timeout);
  }
}
