package io.carillon.cli.produce;

/** A line cannot be sent; the message says what is wrong with it. */
public final class BadLineException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which field breaks which rule
   */
  public BadLineException(String message) {
    super(message);
  }
}
