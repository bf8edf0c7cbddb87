package io.carillon.delivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. Thread-safe. */
final class FakeClock implements InstantSource {
  static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

  private volatile Instant now = START;

  synchronized void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
