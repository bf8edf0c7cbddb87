package io.carillon.delivery.email;

import io.carillon.delivery.Channel.Begin;
import io.carillon.delivery.email.RelaySession.SessionFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/**
 * Hands mails to the relay, each in a transaction of its own, to nobody but a {@link Mail.Target}.
 * Thread-safe; whoever makes it closes it.
 */
final class Relay implements AutoCloseable {
  private final MessageWriter writer;
  private final ScheduledThreadPoolExecutor timer;
  private final RelayPool ordinary;
  private final RelayPool international;

  /**
   * Makes a relay; connects when it is first used.
   *
   * @param settings where and how to connect, and what messages are written with
   * @param nanoClock tells how old connections are
   * @throws IllegalArgumentException if the trust store cannot be read
   */
  Relay(EmailSettings settings, LongSupplier nanoClock) {
    this.writer = new MessageWriter(settings);
    this.timer = newTimer();
    RelayProperties properties = new RelayProperties(settings, timer);
    this.ordinary = new RelayPool(properties.session(false), settings.relay(), timer, nanoClock);
    // Once Angus may write UTF-8 it asks for SMTPUTF8 with every message, and a mail that asks for
    // it cannot be passed on to a server without. So only messages that need it go this way.
    this.international =
        new RelayPool(properties.session(true), settings.relay(), timer, nanoClock);
  }

  /**
   * Sends one copy of a mail.
   *
   * @param begin told once the server takes sender and recipient, before it is given the content
   * @return the answer to the final dot
   * @throws SessionFailedException if it was not accepted, or nobody knows
   * @throws RefusedMailException if it cannot be sent to this server or to this address
   * @throws InterruptedException if interrupted while waiting for a connection, or by {@code begin}
   */
  SmtpReply send(Mail mail, Mail.Target target, Begin begin)
      throws SessionFailedException, RefusedMailException, InterruptedException {
    boolean isOrdinary = target.address().isAscii() && mail.from().isAscii();
    RelayPool pool = isOrdinary ? ordinary : international;
    SMTPMessage message = writer.write(mail, target, pool.session());
    RelayPool.Lease lease = pool.take();
    try {
      return transact(lease.connection(), message, mail, target, begin);
    } catch (SessionFailedException e) {
      if (!lease.isReused() || !isStale(e.failure())) {
        throw e;
      }
      RelayPool.Lease dead = lease;
      lease = null;
      lease = pool.replace(dead);
      return transact(lease.connection(), message, mail, target, begin);
    } finally {
      if (lease != null) {
        lease.close();
      }
    }
  }

  /** Whether the server left while the connection was idle: nothing of the message was sent yet. */
  private static boolean isStale(SmtpFailure failure) {
    SmtpReply reply = failure.reply();
    boolean beforeData = failure.stage() == SmtpStage.MAIL || failure.stage() == SmtpStage.RCPT;
    return beforeData
        && (reply == null
            ? failure.trouble() != SmtpFailure.Trouble.TIME_OUT
            : reply.code() == 421 && failure.stage() == SmtpStage.MAIL);
  }

  private static SmtpReply transact(
      RelaySession connection, SMTPMessage message, Mail mail, Mail.Target target, Begin begin)
      throws SessionFailedException, RefusedMailException, InterruptedException {
    boolean isOrdinary = target.address().isAscii() && mail.from().isAscii();
    if (!isOrdinary && !connection.takesUtf8Addresses()) {
      throw RefusedMailException.badAddress(
          "smtputf8-unsupported", "5.6.7 the server takes ASCII addresses only");
    }
    checkSize(connection, mail, message);
    return connection.send(message, target.address().toInternetAddress(null), begin);
  }

  private static void checkSize(RelaySession connection, Mail mail, SMTPMessage message)
      throws RefusedMailException {
    long largest = connection.largestMessage();
    if (largest == 0 || !MessageWriter.mayExceed(mail, largest)) {
      return;
    }
    try {
      if (MessageWriter.size(message) > largest) {
        throw RefusedMailException.ourFault(
            "message-too-big", "the server takes " + largest + " bytes");
      }
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException("a written message cannot be measured", e);
    }
  }

  private static ScheduledThreadPoolExecutor newTimer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            // Not one: what watches over a write must not wait for another.
            2,
            task -> {
              Thread thread = new Thread(task, "relay-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  @Override
  public void close() {
    ordinary.close();
    international.close();
    timer.shutdownNow();
  }
}
