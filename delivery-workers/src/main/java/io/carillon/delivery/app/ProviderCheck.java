package io.carillon.delivery.app;

import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Probed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the provider now and then whether it would serve us, and remembers the answer: nobody who
 * asks how the worker is waits for it, or makes the provider work. Thread-safe.
 */
final class ProviderCheck implements AutoCloseable {
  /** How long to wait after one answer before asking again. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(ProviderCheck.class);

  private final String label;
  private final Probed channel;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "carillon-probe");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Optional<String> problem = Optional.of("not asked yet");

  private ProviderCheck(String label, Probed channel) {
    this.label = label;
    this.channel = channel;
  }

  /**
   * Begins to ask.
   *
   * @param label the channel's name, for the log
   * @param channel whom to ask
   * @param pause how long to wait between one answer and the next question, more than zero
   */
  static ProviderCheck start(String label, Probed channel, Duration pause) {
    ProviderCheck check = new ProviderCheck(label, channel);
    ScheduledFuture<?> unused =
        check.thread.scheduleWithFixedDelay(check::ask, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    return check;
  }

  /** Returns empty if the provider's last answer was good, else what is wrong. */
  Optional<String> check() {
    return problem;
  }

  private void ask() {
    try {
      note(channel.probe().map(ProviderCheck::words));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Not its message: it may name somebody. And thrown on it would end the questions.
      note(Optional.of(e.getClass().getName()));
    }
  }

  private void note(Optional<String> answer) {
    if (!answer.equals(problem)) {
      answer.ifPresentOrElse(
          reason -> LOG.warn("{}: the provider cannot be used: {}", label, reason),
          () -> LOG.info("{}: the provider answers", label));
    }
    problem = answer;
  }

  private static String words(Reason reason) {
    return reason.detail() == null ? reason.code() : reason.code() + ": " + reason.detail();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
