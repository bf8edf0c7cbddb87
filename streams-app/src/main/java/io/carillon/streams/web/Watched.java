package io.carillon.streams.web;

import io.carillon.streams.web.Health.Component;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something the instance needs that runs elsewhere, as it was when it was last asked. What swallows
 * requests would keep a probe waiting for longer than it does, so it is asked in the background.
 * Thread-safe.
 */
final class Watched {
  /** So that a crowd of probes is no crowd of requests. */
  private static final Duration REMEMBERED = Duration.ofSeconds(2);

  private final Supplier<Optional<String>> question;
  private final InstantSource clock;
  private final Executor background;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Answer last = new Answer(Instant.MIN, "not asked yet", null);

  /**
   * What was found.
   *
   * @param at when
   * @param problem what is wrong; null if nothing is
   * @param since when it was first asked in vain; null if it never was, or answers
   */
  private record Answer(Instant at, @Nullable String problem, @Nullable Instant since) {}

  /**
   * Watches nothing yet.
   *
   * @param question asks, however long that takes; empty if all is well, else what is wrong
   */
  Watched(Supplier<Optional<String>> question, InstantSource clock, Executor background) {
    this.question = question;
    this.clock = clock;
    this.background = background;
  }

  /** What was known last, which this asks for again. */
  Component component() {
    Instant now = clock.instant();
    boolean old = now.isAfter(last.at().plus(REMEMBERED));
    if (old && asking.compareAndSet(false, true)) {
      background.execute(() -> ask(now));
    }
    Answer known = last;
    if (known.problem() == null || known.since() == null) {
      return new Component(known.problem() == null, known.problem());
    }
    long seconds = Duration.between(known.since(), now).toSeconds();
    return new Component(false, known.problem() + ", for " + seconds + "s");
  }

  private void ask(Instant asked) {
    try {
      String problem = question.get().orElse(null);
      Instant since = last.since() == null ? asked : last.since();
      last = new Answer(clock.instant(), problem, problem == null ? null : since);
    } finally {
      asking.set(false);
    }
  }
}
