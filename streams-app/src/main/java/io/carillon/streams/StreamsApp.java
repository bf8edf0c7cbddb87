package io.carillon.streams;

import io.carillon.schemas.SchemaRegistry;
import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import io.carillon.streams.web.WebContent;
import io.carillon.streams.web.WebServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of the streams app: the topology, its stores and the HTTP interface, as a process or
 * inside one. Thread-safe; whoever starts it closes it.
 *
 * <p>Its HTTP interface is open as soon as it has started. Kafka and the registry may be away at
 * that moment; {@code /readyz} tells when they have been found and the stores are there. The names
 * of Kafka's brokers must be known, though: if none resolves, the instance fails.
 */
public final class StreamsApp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamsApp.class);
  private static final int FAILED = 1;
  private static final int WRONG_SETTINGS = 2;

  private final StreamsAppRun run;
  private final WebServer web;
  private final AtomicBoolean closed = new AtomicBoolean();

  private StreamsApp(StreamsAppRun run, WebServer web) {
    this.run = run;
    this.web = web;
  }

  /**
   * Runs an instance as the whole process, until it is asked to end (SIGTERM, SIGINT) or fails.
   * Ends with status 2 if settings or catalog are wrong, with 1 if it fails later, such as for a
   * port that another process has, which may be gone soon.
   *
   * @param args {@code --config FILE} and {@code key=value}; environment variables {@code
   *     CARILLON_…} count too, see {@link Settings#load}
   */
  public static void main(String[] args) {
    // Kafka Streams formats numbers for each record whose other inputs are idle, and with any other
    // locale looks up what a zero looks like each time.
    Locale.setDefault(Locale.Category.FORMAT, Locale.US);
    int status = run(List.of(args), System.getenv(), System.err);
    if (status != 0) {
      // Threads of others must not keep half an instance alive.
      System.exit(status);
    }
  }

  /** Does what {@link #main} does, but returns the exit status. */
  static int run(List<String> args, Map<String, String> environment, PrintStream errors) {
    StreamsApp app;
    try {
      app = start(Settings.load(args, environment).read(StreamsAppSettings::read));
    } catch (SettingsException e) {
      errors.println(e.getMessage());
      return WRONG_SETTINGS;
    } catch (ConfigException | IllegalArgumentException e) {
      errors.println("a setting is wrong:\n  " + e.getMessage());
      return WRONG_SETTINGS;
    } catch (IllegalStateException e) {
      errors.println(e.getMessage());
      return FAILED;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(app::close, "carillon-stop"));
    try {
      app.await();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (IllegalStateException e) {
      // It was logged, with its cause, when it happened.
      errors.println(e.getMessage());
      return FAILED;
    }
  }

  /**
   * Starts an instance. Returns once the HTTP interface is open; the rest comes up behind it.
   *
   * @param settings what it is told
   * @return the instance, to be closed
   * @throws ConfigException if a Kafka setting has an impossible value
   * @throws IllegalArgumentException if a trust or key store of the registry cannot be opened
   * @throws IllegalStateException if the HTTP port cannot be listened on
   */
  public static StreamsApp start(StreamsAppSettings settings) {
    InstantSource clock = InstantSource.system();
    SchemaRegistry registry = SchemaRegistry.open(settings.registry());
    try {
      StreamsAppRun run = new StreamsAppRun(settings, registry, clock);
      WebServer web = WebServer.open(settings.web(), run, content(settings, clock));
      log.info("{}: HTTP on {}", settings, web.url());
      run.start(web.port());
      return new StreamsApp(run, web);
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /**
   * Returns where the HTTP interface is.
   *
   * @return its root, without a slash at its end
   */
  public URI url() {
    return web.url();
  }

  /**
   * Returns what the instance runs.
   *
   * @return the topology
   */
  public Topology topology() {
    return run.topology();
  }

  /**
   * Returns what is counted and measured, as {@code /metrics} shows it.
   *
   * @return the meters; closed with the instance
   */
  public MeterRegistry meters() {
    return run.meters();
  }

  /**
   * Waits until the instance has its share of the stores and processes records.
   *
   * @param timeout how long to wait at the most
   * @throws IllegalStateException if it failed, or is not there in time
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void awaitRunning(Duration timeout) throws InterruptedException {
    try {
      run.running().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "the streams app is not running after " + timeout + ", but " + run.status().state(), e);
    }
  }

  /**
   * Waits until the instance ends.
   *
   * @throws IllegalStateException if it failed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void await() throws InterruptedException {
    try {
      run.ended().get();
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /**
   * Ends the instance for a restart: its tasks are kept for it until the session time-out, so that
   * coming back moves nothing. Closing again does nothing.
   */
  @Override
  public void close() {
    close(GroupMembershipOperation.REMAIN_IN_GROUP);
  }

  /** Ends the instance for good: the other ones take over its tasks at once. */
  public void leave() {
    close(GroupMembershipOperation.LEAVE_GROUP);
  }

  private void close(GroupMembershipOperation membership) {
    if (closed.compareAndSet(false, true)) {
      // HTTP is served to the end, so that whoever watches sees the instance stopping.
      run.close(membership);
      web.close();
      log.info("Ended");
    }
  }

  private static WebContent content(StreamsAppSettings settings, InstantSource clock) {
    return new WebContent(
        settings.catalog(),
        settings.unsubscribe().links(),
        clock,
        () -> UUID.randomUUID().toString());
  }

  private static IllegalStateException failed(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new IllegalStateException("the streams app failed: " + words(cause), cause);
  }

  /** What happened, and why if something else says: Kafka's own words name only the former. */
  static String words(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String outer = String.valueOf(failure.getMessage());
    String inner = String.valueOf(innermost.getMessage());
    return outer.endsWith(inner) ? outer : outer + ": " + inner;
  }
}
