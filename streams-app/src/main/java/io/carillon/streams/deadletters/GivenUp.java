package io.carillon.streams.deadletters;

/** Why a delivery is given up and becomes a dead letter. */
public enum GivenUp {
  /** It would come, or came, too late. */
  EXPIRED("expired"),
  /** The last attempt of the schedule failed. */
  ATTEMPTS_EXHAUSTED("attempts-exhausted"),
  /** It can never be sent, and we are to blame. */
  REJECTED("rejected");

  private final String code;

  GivenUp(String code) {
    this.code = code;
  }

  /**
   * Returns the code for dead letters. Codes are stored data: they never change.
   *
   * @return lower case words with {@code -} between them
   */
  public String code() {
    return code;
  }
}
