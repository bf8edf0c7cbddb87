package io.carillon.delivery.email;

import io.carillon.avro.EmailCommand;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.email.RelaySession.SessionFailedException;
import io.carillon.delivery.playpen.ContactAddress;
import io.carillon.delivery.playpen.Playpen;
import io.carillon.delivery.templates.Templates;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers mails through an SMTP relay. Acceptance by the relay is what can be known: that a mail
 * arrived, or bounced, others report later (XC-5). A retry sends the same bytes, with the same
 * Message-ID.
 *
 * <p>Blind copies follow the mail once it is accepted, each in a transaction of its own. They are
 * sent at most once, and do not change the outcome: it is about the recipient. But they are part of
 * the attempt: while the relay is slow to take them, the accepted mail is on record as begun only,
 * and if the worker dies then, it is ambiguous.
 *
 * <p>Thread-safe. Whoever makes it closes it, after the last delivery.
 */
public final class EmailChannel implements Channel<EmailCommand>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmailChannel.class);

  /** For copies: the mail they follow is on record, and that is the one that may be doubled. */
  private static final Begin ON_RECORD = () -> {};

  private final Playpen playpen;
  private final Clock clock;
  private final MailComposer composer;
  private final Relay relay;
  private final Refusals refusals;
  private final Duration longestAttempt;

  /**
   * Makes a channel; connects when it is first used.
   *
   * @param settings where and how to send
   * @param templates what commands without a text of their own say
   * @param playpen who may be contacted
   * @param clock tells how old a command is
   * @throws IllegalArgumentException if the trust store cannot be read
   */
  public EmailChannel(EmailSettings settings, Templates templates, Playpen playpen, Clock clock) {
    this.playpen = playpen;
    this.clock = clock;
    this.composer = new MailComposer(settings, templates);
    this.relay = new Relay(settings, System::nanoTime);
    this.refusals = new Refusals(settings.relay().pool().connections());
    this.longestAttempt = settings.relay().timeouts().reply().plusSeconds(10);
  }

  /**
   * The slowest answer, and a little for all the others: they come at once or hardly ever. Blind
   * copies are not counted, so a worker that hands over may leave their mail in doubt.
   */
  @Override
  public Duration longestAttempt() {
    return longestAttempt;
  }

  @Override
  public Outcome deliver(EmailCommand command, Begin begin) throws InterruptedException {
    try {
      // Checked and composed even if it is then withheld: a sandbox should show mistakes.
      MailAddress recipient = MailAddress.of(command.getTo());
      List<MailAddress> copies = composer.blindCopies(command);
      Mail mail = composer.compose(command);
      Optional<Mail.Target> target = Mail.Target.of(playpen.admit(recipient.toString()));
      if (target.isEmpty()) {
        return new Delivered(null, Level.SANDBOXED);
      }
      Outcome outcome = send(mail, target.get(), command, begin);
      if (outcome instanceof Delivered) {
        sendCopies(mail, copies);
      }
      return outcome;
    } catch (RefusedMailException e) {
      return e.outcome();
    }
  }

  private Outcome send(Mail mail, Mail.Target target, EmailCommand command, Begin begin)
      throws RefusedMailException, InterruptedException {
    try {
      SmtpReply reply = relay.send(mail, target, begin);
      refusals.accepted(target.address().domain());
      return SmtpVerdicts.accepted(reply, target.contact().isSubstitute());
    } catch (SessionFailedException e) {
      SmtpVerdicts.About about =
          new SmtpVerdicts.About(
              target.contact().isSubstitute() ? null : command.getTo(),
              command.getFrom() == null,
              Duration.between(mail.date(), clock.instant()));
      Outcome outcome = SmtpVerdicts.judge(e.failure(), about);
      return refusals.weigh(e.failure(), outcome, target.address().domain());
    }
  }

  private void sendCopies(Mail mail, List<MailAddress> copies) {
    for (MailAddress copy : copies) {
      try {
        Optional<ContactAddress> contact = playpen.admit(copy.toString());
        // The sandbox address has the mail already.
        if (contact.isPresent() && !contact.get().isSubstitute()) {
          relay.send(mail, new Mail.Target(contact.get(), copy), ON_RECORD);
        }
      } catch (SessionFailedException | RefusedMailException e) {
        LOG.warn("a blind copy of command {} was not accepted: {}", mail.commandId(), e.toString());
      } catch (InterruptedException e) {
        // The mail itself is out, and that must be reported; the flag stops the worker next.
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Drops all connections; nothing can be delivered any more. */
  @Override
  public void close() {
    relay.close();
  }
}
