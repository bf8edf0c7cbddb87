package io.carillon.delivery.engine;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.CommandHeader;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.engine.Decoder.UnreadableException;
import io.carillon.delivery.engine.Reports.NotRecordedException;
import io.carillon.schemas.RegistryUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one record after the other and sees it through: read it, look it up if it may have been
 * sent, attempt it, report it. One thread runs it.
 *
 * @param <C> the channel's command
 */
final class Slot<C extends SpecificRecord> implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
  private static final int FRAMES_LOGGED = 8;

  private final Desk<C> desk;
  private final Schedule<C> schedule;

  /** Whether the record at hand may have been sent if it is cut off now. */
  private boolean contacted;

  /**
   * Whether the channel said that it is about to send the record at hand. Not the same for one that
   * need not say so: cut off, its record may have been sent ({@link #contacted}) from the first
   * moment on, but that does not show yet that the route is up.
   */
  private boolean sent;

  /** What {@link #cutOff} needs to know; guarded by this. */
  private @Nullable Work<C> atHand;

  private @Nullable Thread thread;
  private boolean isCutOff;

  /**
   * What all slots share.
   *
   * @param <C> the channel's command
   */
  record Desk<C extends SpecificRecord>(
      ChannelSpec<C> spec,
      Channel<C> channel,
      Decoder<C> decoder,
      Ledger ledger,
      Gates gates,
      Reports reports,
      EngineMetrics metrics,
      InstantSource clock,
      Duration registryPause) {}

  /** Whoever has the partition now sends it, if not we again. */
  private static final class PerhapsNotOursException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PerhapsNotOursException() {
      super("the partition may be another worker's", null, false, false);
    }
  }

  Slot(Desk<C> desk, Schedule<C> schedule) {
    this.desk = desk;
    this.schedule = schedule;
  }

  /** Runs until the schedule is stopped, or this thread interrupted. */
  @Override
  public void run() {
    try {
      for (Work<C> work = schedule.take(); work != null; work = schedule.take()) {
        take(work);
        try {
          handle(work);
          letGo();
        } catch (InterruptedException | InterruptException e) {
          leave(work);
          if (!letGo()) {
            throw e;
          }
        }
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the attempt under way if its partition is no longer ours: whoever has it now must not wait
   * for ever, and a member's next command must not overtake this one. Called by another thread.
   */
  synchronized void cutOff() {
    if (atHand != null && thread != null && atHand.progress.isClosed()) {
      isCutOff = true;
      thread.interrupt();
    }
  }

  private synchronized void take(Work<C> work) {
    contacted = false;
    atHand = work;
    thread = Thread.currentThread();
  }

  /** Lets go of the record; true if it was cut off, and the interrupt meant nothing else. */
  private synchronized boolean letGo() {
    boolean was = isCutOff;
    atHand = null;
    isCutOff = false;
    if (was) {
      Thread.interrupted();
    }
    return was;
  }

  private void leave(Work<C> work) {
    if (contacted) {
      work.progress.cutOff(work.offset());
    } else {
      work.progress.giveBack(work.offset());
    }
    schedule.done(work);
  }

  /** Sees one record through, or puts it back. */
  void handle(Work<C> work) throws InterruptedException {
    C command = work.command == null ? read(work) : work.command;
    if (command == null) {
      return;
    }
    work.command = command;
    CommandHeader header = desk.spec().header().apply(command);
    if (work.suspect && !clear(work, header)) {
      return;
    }
    Instant now = desk.clock().instant();
    if (header.getNotBefore().isAfter(now)) {
      // The topology has waited already: what is left is the difference of two clocks.
      schedule.putBack(work, header.getNotBefore());
    } else if (!now.isBefore(header.getExpiresAt())) {
      Outcome expired = new Outcome.Rejected(Reason.of("expired"), null, false);
      desk.metrics().count(expired);
      end(work, header, expired);
    } else {
      attempt(work, command, header);
    }
  }

  private @Nullable C read(Work<C> work) {
    Duration age =
        Duration.between(Instant.ofEpochMilli(work.record.timestamp()), desk.clock().instant());
    try {
      C command = desk.decoder().read(work.lane, work.record);
      desk.metrics().waited(work.lane, age);
      return command;
    } catch (UnreadableException e) {
      LOG.warn(
          "{} {}-{}@{}: no command ({}), to the dead letters",
          desk.spec().label(),
          work.record.topic(),
          work.record.partition(),
          work.offset(),
          e.code());
      desk.metrics().deadLetter(e.code());
      desk.reports()
          .unreadable(work.record, e.code(), String.valueOf(e.getMessage()), () -> finish(work));
      schedule.done(work);
    } catch (RegistryUnavailableException e) {
      // The registry's client was patient already; records of known schemas go on meanwhile.
      schedule.putBack(work, desk.clock().instant().plus(desk.registryPause()));
    }
    return null;
  }

  /** Asks the ledger about a record that may have been sent; true if it is to be sent. */
  private boolean clear(Work<C> work, CommandHeader header) throws InterruptedException {
    Optional<SuspectRule> rule = lookUp(work, header);
    if (rule.isEmpty()) {
      work.forLedger = true;
      schedule.putBack(work, desk.gates().ledger().nextTry());
      return false;
    }
    desk.metrics().suspect(rule.get());
    work.suspect = false;
    switch (rule.get()) {
      case SEND -> {
        return true;
      }
      case ENDED -> {
        finish(work);
        schedule.done(work);
      }
      case AMBIGUOUS -> {
        Outcome unknown = new Outcome.Ambiguous(Reason.of("worker-died"));
        desk.metrics().count(unknown);
        end(work, header, unknown);
      }
    }
    return false;
  }

  private Optional<SuspectRule> lookUp(Work<C> work, CommandHeader header)
      throws InterruptedException {
    Gate gate = desk.gates().ledger();
    Gate.Pass pass = gate.enter();
    if (pass == Gate.Pass.REFUSED) {
      return Optional.empty();
    }
    Progress.OutcomesMark mark = work.progress.mark();
    try {
      Optional<Ledger.Standing> known =
          desk.ledger()
              .lookUp(
                  new Ledger.Question(
                      header.getMemberId(),
                      header.getEventId(),
                      header.getCommandId(),
                      mark.partition(),
                      mark.offset()));
      gate.succeeded();
      return Optional.of(SuspectRule.judge(known, header.getAttempt(), desk.spec().marksBegun()));
    } catch (Ledger.BehindException e) {
      shutLedger(pass, "behind", e.retryAfter());
    } catch (Ledger.BadAnswerException e) {
      LOG.debug("The ledger does not say", e);
      shutLedger(pass, e.code(), Duration.ZERO);
    } catch (IOException e) {
      LOG.debug("The ledger does not answer", e);
      shutLedger(pass, "unreachable", Duration.ZERO);
    } finally {
      gate.unused(pass);
    }
    return Optional.empty();
  }

  private void shutLedger(Gate.Pass pass, String reason, Duration atLeast) {
    if (desk.gates().ledger().failed(pass, reason, atLeast)) {
      LOG.warn(
          "{}: what may have been sent waits for the ledger ({})", desk.spec().label(), reason);
    }
  }

  private void attempt(Work<C> work, C command, CommandHeader header) throws InterruptedException {
    Outcome outcome;
    try {
      outcome = deliver(work, command, header);
    } catch (PerhapsNotOursException e) {
      LOG.info(
          "{}: command {} put back: {}",
          desk.spec().label(),
          header.getCommandId(),
          e.getMessage());
      schedule.putBack(work, desk.clock().instant());
      return;
    }
    tellRoute(work, outcome);
    if (outcome instanceof Outcome.RouteDown) {
      contacted = false;
      schedule.putBack(work, desk.clock().instant());
      schedule.wake();
    } else {
      end(work, header, outcome);
    }
  }

  /** Shuts or opens the gate of the route, as the outcome has it. */
  private void tellRoute(Work<C> work, Outcome outcome) {
    if (outcome instanceof Outcome.RouteDown down) {
      if (work.pass == Gate.Pass.PROBE) {
        work.failedProbes++;
      }
      shutRoute(work, down.reason(), Duration.ZERO);
    } else if (outcome instanceof Outcome.Ambiguous ambiguous) {
      // A provider that falls silent leaves one probe after the other in doubt, not all we have.
      shutRoute(work, ambiguous.reason(), Duration.ZERO);
    } else if (outcome instanceof Outcome.RetryLater later && later.scope() == BackOffScope.ROUTE) {
      Instant now = desk.clock().instant();
      Instant notBefore = later.notBefore();
      shutRoute(work, later.reason(), Duration.between(now, notBefore == null ? now : notBefore));
    } else if (showsRoute(outcome) && !desk.gates().route().isOpen()) {
      LOG.info("{}: the route is up again", desk.spec().label());
      desk.gates().route().succeeded();
      schedule.wake();
    }
  }

  private void shutRoute(Work<C> work, Reason reason, Duration atLeast) {
    if (desk.gates().route().failed(work.pass, reason.code(), atLeast)) {
      LOG.warn("{}: the route is down ({})", desk.spec().label(), reason.code());
    }
  }

  private Outcome deliver(Work<C> work, C command, CommandHeader header)
      throws InterruptedException {
    long start = System.nanoTime();
    // Who sends again without harm need not say when.
    contacted = !desk.spec().marksBegun();
    sent = false;
    desk.metrics().attemptBegins();
    Outcome outcome;
    try {
      outcome =
          Objects.requireNonNull(
              desk.channel().deliver(command, () -> begin(work, header)), "no outcome");
    } catch (InterruptedException | NotRecordedException | PerhapsNotOursException e) {
      desk.metrics().attemptCutOff();
      throw e;
    } catch (RuntimeException e) {
      // Neither the message nor a stack trace, which repeats it: they may name the recipient.
      LOG.error(
          "{}: command {} met a {} in the channel, at {}",
          desk.spec().label(),
          header.getCommandId(),
          e.getClass().getName(),
          Arrays.stream(e.getStackTrace()).limit(FRAMES_LOGGED).toList());
      outcome =
          new Outcome.Rejected(new Reason("channel-failure", e.getClass().getName()), null, true);
    }
    desk.metrics().attemptEnded(outcome, Duration.ofNanos(System.nanoTime() - start));
    return outcome;
  }

  /** The channel is about to send. What is not on record, or perhaps not ours, must not be. */
  private void begin(Work<C> work, CommandHeader header) throws InterruptedException {
    if (sent) {
      return;
    }
    if (desk.spec().marksBegun() && !work.begun) {
      desk.reports().begun(header); // waits for as long as the brokers are away
      work.begun = true;
    }
    // In this order: what was ours when that was last confirmed, and is not lost since, is ours.
    if (schedule.isDoubtful() || work.progress.isLost()) {
      throw new PerhapsNotOursException();
    }
    contacted = true;
    sent = true;
  }

  /**
   * Whether the outcome can only be had from the provider. What is withheld, overtaken or refused
   * may never have got so far; if in doubt, the next record tells.
   */
  private boolean showsRoute(Outcome outcome) {
    if (outcome instanceof Outcome.Rejected rejected) {
      return sent && !rejected.ourFault();
    }
    if (outcome instanceof Outcome.Delivered delivered) {
      return sent || delivered.level() != Outcome.Level.SANDBOXED;
    }
    return !(outcome instanceof Outcome.Overtaken);
  }

  private void end(Work<C> work, CommandHeader header, Outcome outcome) {
    desk.reports().ended(header, outcome, () -> finish(work));
    schedule.done(work);
  }

  private static void finish(Work<?> work) {
    work.progress.finish(work.offset());
  }
}
