package io.carillon.cli;

/** Ends a verb with exit code 1; the message is all that is shown. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one clear line: what is wrong and, if possible, what to do about it
   */
  public CliException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message one clear line: what is wrong and, if possible, what to do about it
   * @param cause what lies beneath
   */
  public CliException(String message, Throwable cause) {
    super(message, cause);
  }
}
