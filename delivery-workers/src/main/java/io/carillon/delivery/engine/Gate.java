package io.carillon.delivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody we depend on can be used, and if not, when to try again: one try at a time, at
 * waits that double. Thread-safe.
 */
final class Gate {
  /** What somebody who wants through is told. */
  enum Pass {
    /** Go on. */
    OPEN,
    /** Go on, and report what came of it: nobody else is let through meanwhile. */
    PROBE,
    /** Not now. */
    REFUSED
  }

  /**
   * How it stands.
   *
   * @param open whether it can be used
   * @param since since when that is so
   * @param reason why it cannot be used; null if it can
   */
  record State(boolean open, Instant since, @Nullable String reason) {}

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Duration first;
  private final Duration longest;

  private State state;
  private Duration delay;
  private Instant nextTry;
  private boolean probing;

  Gate(InstantSource clock, RandomGenerator random, Duration first, Duration longest) {
    this.clock = clock;
    this.random = random;
    this.first = first;
    this.longest = longest;
    this.delay = first;
    this.nextTry = clock.instant();
    this.state = new State(true, nextTry, null);
  }

  synchronized Pass enter() {
    if (state.open()) {
      return Pass.OPEN;
    }
    if (probing || clock.instant().isBefore(nextTry)) {
      return Pass.REFUSED;
    }
    probing = true;
    return Pass.PROBE;
  }

  /** It worked: the first success opens the gate, whoever had it. */
  synchronized void succeeded() {
    probing = false;
    delay = first;
    if (!state.open()) {
      state = new State(true, clock.instant(), null);
    }
  }

  /** Nobody is left who could find out, so what was known counts no longer. */
  synchronized void forget() {
    succeeded();
  }

  /**
   * It did not work.
   *
   * @param pass what {@link #enter} said
   * @param reason a code for people
   * @param atLeast the other side asked not to be tried sooner
   * @return whether this shut the gate, which was open
   */
  synchronized boolean failed(Pass pass, String reason, Duration atLeast) {
    Instant now = clock.instant();
    boolean wasOpen = state.open();
    if (wasOpen) {
      state = new State(false, now, reason);
      delay = first;
    } else if (pass == Pass.PROBE) {
      probing = false;
      state = new State(false, state.since(), reason);
      delay = shorter(delay.multipliedBy(2), longest);
    } else {
      // Many meet the same failure at once; only the first of them and the probes count.
      return false;
    }
    Duration wait = jittered(delay);
    nextTry = now.plus(wait.compareTo(atLeast) < 0 ? atLeast : wait);
    return wasOpen;
  }

  /** The probe ended before it could tell anything: somebody else may try at once. */
  synchronized void unused(Pass pass) {
    if (pass == Pass.PROBE) {
      probing = false;
    }
  }

  /** Returns when it makes sense to ask again; now if the gate is open. */
  synchronized Instant nextTry() {
    Instant now = clock.instant();
    if (state.open()) {
      return now;
    }
    return probing ? now.plus(first) : nextTry;
  }

  synchronized State state() {
    return state;
  }

  boolean isOpen() {
    return state().open();
  }

  /** Half of it is fixed, half random, so that workers that failed together do not return so. */
  private Duration jittered(Duration full) {
    long half = full.toNanos() / 2;
    return Duration.ofNanos(half + (long) (random.nextDouble() * half));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
