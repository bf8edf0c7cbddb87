package io.carillon.delivery.email;

import io.carillon.delivery.Channel.Begin;
import io.carillon.delivery.email.SmtpFailure.Trouble;
import io.carillon.settings.Secret;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the relay, which notes how far it got and what the server said there. Angus
 * throws the same exceptions for different things and forgets a reply when its own clean-up fails;
 * this does not. Used by one thread at a time.
 */
final class RelaySession {
  private final Wire wire;
  private final EmailSettings.Relay relay;
  private int messages;

  /**
   * Prepares a connection.
   *
   * @param session the settings, as Angus wants them
   * @param relay where to connect, and as whom
   */
  RelaySession(Session session, EmailSettings.Relay relay) {
    this.relay = relay;
    this.wire = new Wire(session, relay);
  }

  /**
   * Connects, encrypts and logs in, as the settings say.
   *
   * @throws SessionFailedException if the session cannot be used
   */
  void open() throws SessionFailedException {
    try {
      Secret password = relay.password();
      wire.connect(
          relay.host(), relay.port(), relay.user(), password == null ? null : password.reveal());
      wire.requireReady(password != null);
    } catch (MessagingException e) {
      drop();
      throw new SessionFailedException(wire.failure(e));
    }
  }

  /** Whether the server takes addresses that are not ASCII (RFC 6531). */
  boolean takesUtf8Addresses() {
    return wire.supportsExtension("SMTPUTF8");
  }

  /** The largest message the server takes, in bytes (RFC 1870); 0 if it does not say. */
  long largestMessage() {
    String size = wire.getExtensionParameter("SIZE");
    return size != null && size.matches("\\d{1,18}") ? Long.parseLong(size) : 0;
  }

  /**
   * Sends a message to one recipient.
   *
   * @param begin told once the server takes sender and recipient, before DATA
   * @return the server's answer to the final dot
   * @throws SessionFailedException if it was not accepted, or nobody knows
   * @throws InterruptedException if {@code begin} was interrupted; nothing was sent then, nor if it
   *     threw something else, and the session cannot be used again
   */
  SmtpReply send(SMTPMessage message, InternetAddress recipient, Begin begin)
      throws SessionFailedException, InterruptedException {
    messages++;
    wire.begin(begin);
    try {
      wire.sendMessage(message, new Address[] {recipient});
      return wire.reply();
    } catch (NotBegunException e) {
      // The server still has our MAIL and RCPT, and would take the next message for theirs.
      wire.inStep = false;
      throw e.asItWas();
    } catch (MessagingException e) {
      SmtpFailure failure = wire.failure(e);
      // Angus wants exactly 250; any 2yz is a yes (RFC 5321 section 4.2.1).
      if (failure.isAcceptance()) {
        return wire.reply();
      }
      throw new SessionFailedException(failure);
    }
  }

  /** How many messages were tried on it. */
  int messages() {
    return messages;
  }

  /** Whether another message may be sent: the last thing heard was a clear answer. */
  boolean isReusable() {
    return wire.inStep && !wire.dismissed;
  }

  /** Says good-bye without waiting for an answer. */
  void drop() {
    try {
      wire.close();
    } catch (MessagingException e) {
      // It is gone either way.
      wire.inStep = false;
    }
  }

  /** A session that did not go through. */
  static final class SessionFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient SmtpFailure failure;

    SessionFailedException(SmtpFailure failure) {
      super(failure.stage() + ": " + failure.trouble(), null, false, false);
      this.failure = failure;
    }

    SmtpFailure failure() {
      return failure;
    }
  }

  /** Carries what kept a message from being begun through Angus, which lets nothing else pass. */
  private static final class NotBegunException extends MessagingException {
    private static final long serialVersionUID = 1L;

    NotBegunException(Exception cause) {
      super("not begun", cause);
    }

    /** Throws what it carries; returns only for the compiler's sake. */
    InterruptedException asItWas() {
      if (getNextException() instanceof InterruptedException interrupted) {
        return interrupted;
      }
      throw (RuntimeException) getNextException();
    }
  }

  /** The transport of Angus with its steps made visible. */
  private static final class Wire extends SMTPTransport {
    private static final URLName NO_URL = new URLName("smtp", null, -1, null, null, null);

    private final boolean loopback;
    private SmtpStage stage = SmtpStage.CONNECT;
    private @Nullable SmtpReply reply;
    private boolean waited;
    private boolean inStep;
    private boolean dismissed;
    private Begin begin = () -> {};

    Wire(Session session, EmailSettings.Relay relay) {
      super(session, NO_URL, "smtp", relay.tls() == EmailSettings.Tls.IMPLICIT);
      this.loopback = relay.isLoopback();
    }

    private void enter(SmtpStage next) {
      stage = next;
      reply = null;
      waited = false;
      inStep = false;
    }

    void begin(Begin next) {
      begin = next;
      enter(SmtpStage.MAIL);
    }

    SmtpReply reply() {
      return reply == null ? SmtpReply.parse("") : reply;
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
      inStep = false;
      super.sendCommand(command);
    }

    @Override
    protected int readServerResponse() throws MessagingException {
      if (stage == SmtpStage.CONNECT) {
        enter(SmtpStage.GREETING);
      }
      waited = true;
      inStep = false;
      int code = super.readServerResponse();
      inStep = code >= 200;
      // RFC 5321 section 3.8: the server is closing, whatever it says afterwards.
      dismissed |= code == 421;
      // What comes after the answer to a stage is about leaving it, such as by RSET. Of a log-in,
      // and of EHLO with HELO after it, the last answer counts. A reply that broke off is none.
      boolean isConversation = stage == SmtpStage.HELLO || stage == SmtpStage.AUTH;
      if (code != -1 && (reply == null || isConversation)) {
        reply = SmtpReply.parse(getLastServerResponse());
      }
      return code;
    }

    @Override
    protected boolean ehlo(String domain) throws MessagingException {
      enter(SmtpStage.HELLO);
      return super.ehlo(domain);
    }

    @Override
    protected void startTLS() throws MessagingException {
      enter(SmtpStage.STARTTLS);
      super.startTLS();
    }

    // The first thing Angus asks before it shows the password.
    @Override
    protected boolean supportsAuthentication(String mechanism) {
      enter(SmtpStage.AUTH);
      return (isSSL() || loopback) && super.supportsAuthentication(mechanism);
    }

    // Angus goes on if a second EHLO fails, and without logging in if there is no AUTH; whoever set
    // a user meant it.
    void requireReady(boolean withLogin) throws MessagingException {
      if (!inStep) {
        throw new MessagingException("the session broke");
      }
      if (withLogin && stage != SmtpStage.AUTH) {
        enter(SmtpStage.AUTH);
        throw new AuthenticationFailedException("the server offers no AUTH");
      }
    }

    @Override
    protected void mailFrom() throws MessagingException {
      enter(SmtpStage.MAIL);
      super.mailFrom();
    }

    @Override
    protected void rcptTo() throws MessagingException {
      enter(SmtpStage.RCPT);
      super.rcptTo();
    }

    @Override
    protected OutputStream data() throws MessagingException {
      try {
        begin.aboutToSend();
      } catch (InterruptedException | RuntimeException e) {
        throw new NotBegunException(e);
      }
      enter(SmtpStage.DATA);
      OutputStream content = super.data();
      enter(SmtpStage.CONTENT);
      return content;
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
      enter(SmtpStage.FINAL_DOT);
      super.finishData();
    }

    SmtpFailure failure(MessagingException e) {
      // Once there was an answer, whatever broke afterwards does not matter. Before the
      // transaction, a good answer may be followed by a handshake or log-in that fails.
      if (reply != null && (stage.isTransaction() || reply.kind() > 3)) {
        return SmtpFailure.refused(stage, reply);
      }
      return SmtpFailure.of(stage, trouble(e));
    }

    private Trouble trouble(MessagingException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SSLException && !stage.isTransaction()) {
          return Trouble.TLS;
        }
        if (cause instanceof UnknownHostException) {
          return Trouble.UNKNOWN_HOST;
        }
        if (cause instanceof SocketTimeoutException && stage != SmtpStage.CONNECT) {
          return Trouble.TIME_OUT;
        }
      }
      return switch (stage) {
        case CONNECT -> Trouble.NO_CONNECTION;
        case HELLO -> reply != null && inStep ? Trouble.TLS_NOT_OFFERED : Trouble.CONNECTION_LOST;
        // After the server agreed to start, whatever else fails is the handshake or the name.
        case STARTTLS -> reply != null ? Trouble.TLS : Trouble.CONNECTION_LOST;
        case AUTH -> waited ? Trouble.CONNECTION_LOST : Trouble.AUTH_NOT_OFFERED;
        default -> Trouble.CONNECTION_LOST;
      };
    }
  }
}
