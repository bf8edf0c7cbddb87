package io.carillon.localstack.smtp;

/** The points of an SMTP session at which the sink can refuse. */
public enum Stage {
  /** The greeting of a new connection. */
  CONNECT,
  /** {@code MAIL FROM}. */
  MAIL,
  /** {@code RCPT TO}, each recipient by itself. */
  RCPT,
  /** The end of the content. */
  DATA
}
