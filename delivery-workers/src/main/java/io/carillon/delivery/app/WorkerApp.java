package io.carillon.delivery.app;

import io.carillon.delivery.Channel;
import io.carillon.delivery.engine.ChannelSpec;
import org.apache.avro.specific.SpecificRecord;

/**
 * One worker: the engine of a channel with its connections, health and metrics. Thread-safe.
 *
 * <p>A channel that is {@link AutoCloseable} belongs to the worker, which closes it after the last
 * attempt.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class WorkerApp implements AutoCloseable {
  private WorkerApp() {}

  /**
   * Runs a worker as the whole process: the last thing a channel's {@code main} does. Returns once
   * the process was asked to end (SIGTERM, SIGINT) and everything under way was finished or given
   * up; if the worker fails, ends the process with status 1.
   *
   * @param <C> the channel's command
   * @param settings what the worker is told
   * @param spec what the engine must know about the channel
   * @param channel how to deliver
   */
  public static <C extends SpecificRecord> void run(
      WorkerSettings settings, ChannelSpec<C> spec, Channel<C> channel) {
    throw new IllegalStateException("not yet: " + settings + spec + channel);
  }

  /**
   * Starts a worker inside a process that does other things too, such as a test.
   *
   * @param <C> the channel's command
   * @param settings what the worker is told
   * @param spec what the engine must know about the channel
   * @param channel how to deliver
   * @return the running worker; to be closed
   */
  public static <C extends SpecificRecord> WorkerApp start(
      WorkerSettings settings, ChannelSpec<C> spec, Channel<C> channel) {
    throw new IllegalStateException("not yet: " + settings + spec + channel);
  }

  /**
   * Waits for the worker to end.
   *
   * @throws InterruptedException if the calling thread is interrupted meanwhile
   * @throws IllegalStateException if the worker failed; the cause says why
   */
  public void await() throws InterruptedException {
    throw new IllegalStateException("not yet");
  }

  /**
   * Returns where health and metrics are served.
   *
   * @return the port really bound
   */
  public int healthPort() {
    return 0;
  }

  /**
   * Stops taking commands, lets attempts under way end within the drain time-out, reports and
   * commits them, and leaves the group. Closing twice does nothing.
   */
  @Override
  public void close() {}
}
