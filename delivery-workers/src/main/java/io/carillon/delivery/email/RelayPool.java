package io.carillon.delivery.email;

import io.carillon.delivery.email.RelaySession.SessionFailedException;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the relay, used again while they are fresh. Thread-safe; whoever makes it closes
 * it.
 */
final class RelayPool implements AutoCloseable {
  private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);

  private final Session session;
  private final EmailSettings.Relay relay;
  private final LongSupplier nanoClock;
  private final Semaphore permits;
  private final Deque<Lease> idle = new ArrayDeque<>();
  private final Future<?> sweep;
  private boolean closed;

  /**
   * Makes an empty pool.
   *
   * @param session the settings, as Angus wants them
   * @param relay where to connect, and how connections are used
   * @param timer drops connections that were idle for too long
   * @param nanoClock tells how old connections are
   */
  RelayPool(
      Session session,
      EmailSettings.Relay relay,
      ScheduledExecutorService timer,
      LongSupplier nanoClock) {
    this.session = session;
    this.relay = relay;
    this.nanoClock = nanoClock;
    this.permits = new Semaphore(relay.pool().connections(), true);
    long period = Math.max(relay.pool().idle().toNanos(), SHORTEST_PERIOD.toNanos());
    this.sweep =
        timer.scheduleWithFixedDelay(this::dropStale, period, period, TimeUnit.NANOSECONDS);
  }

  /** Returns the settings that its connections have. */
  Session session() {
    return session;
  }

  /** The right to use one connection, until it is closed. Used by one thread at a time. */
  final class Lease implements AutoCloseable {
    private final RelaySession connection;
    private final long opened;
    private long returned;
    private boolean reused;

    private Lease(RelaySession connection) {
      this.connection = connection;
      this.opened = nanoClock.getAsLong();
      this.returned = opened;
    }

    RelaySession connection() {
      return connection;
    }

    /** Whether it was idle before, so that the server may have left meanwhile. */
    boolean isReused() {
      return reused;
    }

    private boolean isFresh() {
      long now = nanoClock.getAsLong();
      EmailSettings.Pool limits = relay.pool();
      return connection.isReusable()
          && connection.messages() < limits.messages()
          && now - returned < limits.idle().toNanos()
          && now - opened < limits.age().toNanos();
    }

    @Override
    public void close() {
      giveBack(this);
    }
  }

  /**
   * Takes an idle connection, or opens one. Waits while all are in use.
   *
   * @throws SessionFailedException if a new one cannot be used
   * @throws InterruptedException if interrupted while waiting
   */
  Lease take() throws SessionFailedException, InterruptedException {
    permits.acquire();
    Lease known = takeIdle();
    return known == null ? openPermitted() : known;
  }

  /**
   * Replaces a connection that turned out to be dead.
   *
   * @throws SessionFailedException if a new one cannot be used
   */
  Lease replace(Lease dead) throws SessionFailedException {
    dead.connection.drop();
    return openPermitted();
  }

  private Lease openPermitted() throws SessionFailedException {
    boolean opened = false;
    try {
      RelaySession connection = new RelaySession(session, relay);
      connection.open();
      opened = true;
      return new Lease(connection);
    } finally {
      if (!opened) {
        permits.release();
      }
    }
  }

  private synchronized @Nullable Lease takeIdle() {
    while (!idle.isEmpty()) {
      // The one used last is the least likely to be stale.
      Lease lease = idle.pop();
      if (lease.isFresh()) {
        lease.reused = true;
        return lease;
      }
      lease.connection.drop();
    }
    return null;
  }

  private void giveBack(Lease lease) {
    lease.returned = nanoClock.getAsLong();
    boolean kept;
    synchronized (this) {
      kept = !closed && lease.isFresh();
      if (kept) {
        idle.push(lease);
      }
    }
    if (!kept) {
      lease.connection.drop();
    }
    permits.release();
  }

  private void dropStale() {
    List<Lease> stale = new ArrayList<>();
    synchronized (this) {
      for (Iterator<Lease> all = idle.iterator(); all.hasNext(); ) {
        Lease lease = all.next();
        if (!lease.isFresh()) {
          all.remove();
          stale.add(lease);
        }
      }
    }
    stale.forEach(lease -> lease.connection.drop());
  }

  /** Drops all idle connections, and those in use when they come back. */
  @Override
  public void close() {
    sweep.cancel(false);
    List<Lease> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(idle);
      idle.clear();
    }
    all.forEach(lease -> lease.connection.drop());
  }
}
