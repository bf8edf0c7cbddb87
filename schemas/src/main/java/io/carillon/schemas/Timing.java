package io.carillon.schemas;

import java.time.Duration;

/** How time passes for retries; tests have their own. Thread-safe. */
interface Timing {
  /** The time of this machine. */
  Timing SYSTEM =
      new Timing() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
          Thread.sleep(time.toMillis());
        }
      };

  /** Returns nanoseconds since some fixed but arbitrary moment. */
  long nanoTime();

  /** Waits. */
  void pause(Duration time) throws InterruptedException;
}
