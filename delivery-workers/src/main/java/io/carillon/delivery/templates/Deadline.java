package io.carillon.delivery.templates;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts work that takes too long, and nothing after it. One object watches one piece of work
 * on the thread that made it.
 */
final class Deadline implements AutoCloseable {
  private final Thread worker = Thread.currentThread();
  private final Future<?> alarm;
  private boolean over;
  private boolean expired;

  private Deadline(ScheduledThreadPoolExecutor clock, Duration limit) {
    this.alarm = clock.schedule(this::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  static Deadline start(ScheduledThreadPoolExecutor clock, Duration limit) {
    return new Deadline(clock, limit);
  }

  /** Returns a clock whose one thread ends when there is nothing to watch, and keeps no JVM up. */
  static ScheduledThreadPoolExecutor newClock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "template-deadline");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
    clock.setKeepAliveTime(10, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
    return clock;
  }

  private synchronized void expire() {
    if (!over) {
      expired = true;
      worker.interrupt();
    }
  }

  synchronized boolean isExpired() {
    return expired;
  }

  @Override
  public synchronized void close() {
    over = true;
    alarm.cancel(false);
  }
}
