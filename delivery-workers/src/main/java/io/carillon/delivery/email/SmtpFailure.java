package io.carillon.delivery.email;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a session that did not go through.
 *
 * @param stage how far it got
 * @param reply the server's answer at that stage; null if there was none
 * @param trouble what else went wrong
 */
record SmtpFailure(SmtpStage stage, @Nullable SmtpReply reply, Trouble trouble) {

  /** What went wrong, besides what the server said. */
  enum Trouble {
    /** Nothing: the server's answer says it all. */
    NONE("refused"),
    /** There is no such host. */
    UNKNOWN_HOST("unknown-host"),
    /** Nobody took the connection, or not in time. */
    NO_CONNECTION("connection-refused"),
    /** The handshake failed, or the certificate is not the right one. */
    TLS("tls-failed"),
    /** Encryption is required and not offered. */
    TLS_NOT_OFFERED("tls-not-offered"),
    /** There is no way to log in that both sides have, or none without showing the password. */
    AUTH_NOT_OFFERED("auth-not-offered"),
    /** No answer in time. */
    TIME_OUT("time-out"),
    /** The connection broke. */
    CONNECTION_LOST("connection-lost");

    private final String code;

    Trouble(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  static SmtpFailure refused(SmtpStage stage, SmtpReply reply) {
    return new SmtpFailure(stage, reply, Trouble.NONE);
  }

  static SmtpFailure of(SmtpStage stage, Trouble trouble) {
    return new SmtpFailure(stage, null, trouble);
  }

  /** Whether the message was taken after all. */
  boolean isAcceptance() {
    return stage == SmtpStage.FINAL_DOT && reply != null && reply.kind() == 2;
  }
}
