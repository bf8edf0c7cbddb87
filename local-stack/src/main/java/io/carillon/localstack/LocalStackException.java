package io.carillon.localstack;

/**
 * Says in one sentence why the local stack, or one of its parts, cannot run: a port that is taken,
 * servers that were not laid out on disk, a server that died at its start.
 */
public final class LocalStackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what is wrong and what to do about it
   */
  public LocalStackException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what is wrong and what to do about it
   * @param cause what lies beneath
   */
  public LocalStackException(String message, Throwable cause) {
    super(message, cause);
  }
}
