package io.carillon.streams.deadletters;

/**
 * The record at hand can never be processed: bad data, not a failure of ours or of the
 * infrastructure. Thrown before anything is changed; the record becomes a dead letter.
 */
public final class UnprocessableRecordException extends RuntimeException {
  private final String reason;

  /**
   * Reports a record.
   *
   * @param reason a short stable code such as {@code rule-broken}
   * @param detail what is wrong, naming field and rule; without addresses
   */
  public UnprocessableRecordException(String reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  /**
   * Returns why.
   *
   * @return a short stable code
   */
  public String reason() {
    return reason;
  }
}
