package io.carillon.delivery.email;

/**
 * How far an SMTP session got, in order. What a refusal means depends on it more than on its code:
 * before {@link #MAIL} it is about our route, and nothing was sent before {@link #FINAL_DOT}.
 */
enum SmtpStage {
  /** Name look-up, TCP, and TLS from the first byte. */
  CONNECT,
  /** The server's first line. */
  GREETING,
  /** EHLO or HELO. */
  HELLO,
  /** STARTTLS and the handshake. */
  STARTTLS,
  /** AUTH. */
  AUTH,
  /** MAIL FROM. */
  MAIL,
  /** RCPT TO. */
  RCPT,
  /** The DATA command. */
  DATA,
  /** The content, up to but without the final dot. */
  CONTENT,
  /** The final dot: from here on the server may have the message. */
  FINAL_DOT;

  /** Whether a message was under way, as opposed to the session itself being set up. */
  boolean isTransaction() {
    return compareTo(MAIL) >= 0;
  }

  /** Whether a refusal may be about the recipient. */
  boolean knowsRecipient() {
    return compareTo(RCPT) >= 0;
  }
}
