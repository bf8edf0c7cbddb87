package io.carillon.delivery.app;

import io.carillon.delivery.Channel;
import io.carillon.delivery.Probed;
import io.carillon.delivery.engine.ChannelSpec;
import io.carillon.delivery.engine.DeliveryEngine;
import io.carillon.delivery.engine.EngineEnvironment;
import io.carillon.schemas.SchemaRegistry;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker: the engine of a channel with its connections, health and metrics. Thread-safe.
 *
 * <p>A channel that is {@link AutoCloseable} belongs to the worker, which closes it after the last
 * attempt. The provider of one that is {@link Probed} is part of the worker's health.
 */
public final class WorkerApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerApp.class);

  private final DeliveryEngine<?> engine;
  private final HealthServer health;
  private final Deque<AutoCloseable> connections;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WorkerApp(
      DeliveryEngine<?> engine, HealthServer health, Deque<AutoCloseable> connections) {
    this.engine = engine;
    this.health = health;
    this.connections = connections;
  }

  /**
   * Runs a worker as the whole process: the last thing a channel's {@code main} does. Returns once
   * the process was asked to end (SIGTERM, SIGINT) and everything under way was finished or given
   * up. If the worker fails, ends the process with status 1, such as when no broker's name can be
   * resolved (yet) or the health port is taken; with 2 if Kafka's clients refuse their settings, so
   * that starting again would not help.
   *
   * @param <C> the channel's command
   * @param settings what the worker is told
   * @param spec what the engine must know about the channel
   * @param channel makes the channel, and may fail as Kafka's clients do
   */
  public static <C extends SpecificRecord> void run(
      WorkerSettings settings, ChannelSpec<C> spec, Supplier<? extends Channel<C>> channel) {
    try {
      WorkerApp app = start(settings, spec, channel.get());
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "carillon-stop"));
      app.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (HealthServer.CannotListenException e) {
      // Whoever has the port now may leave it.
      LOG.error("The worker does not start: {}", e.getMessage());
      System.exit(1);
    } catch (KafkaException e) {
      Throwable cause = innermost(e);
      LOG.error("The worker does not start: kafka: {}", cause.getMessage());
      System.exit(cause instanceof ConfigException && !isAboutNames(cause) ? 2 : 1);
    } catch (RuntimeException e) {
      LOG.error("The worker ends: it cannot do its work", e);
      // Threads of others, such as a provider's client, must not keep half a worker alive.
      System.exit(1);
    }
  }

  /** Names that nobody knows may be known in a minute: Kafka takes them for a wrong setting. */
  private static boolean isAboutNames(Throwable e) {
    return String.valueOf(e.getMessage()).startsWith("No resolvable bootstrap urls");
  }

  private static Throwable innermost(Throwable e) {
    return e.getCause() == null ? e : innermost(e.getCause());
  }

  /**
   * Starts a worker inside a process that does other things too, such as a test.
   *
   * @param <C> the channel's command
   * @param settings what the worker is told
   * @param spec what the engine must know about the channel
   * @param channel how to deliver
   * @return the running worker; to be closed
   * @throws IllegalStateException if the health port cannot be listened on; then nothing was begun
   * @throws org.apache.kafka.common.KafkaException if the Kafka settings cannot be used
   */
  public static <C extends SpecificRecord> WorkerApp start(
      WorkerSettings settings, ChannelSpec<C> spec, Channel<C> channel) {
    LOG.info("{}: {}", spec.label(), settings);
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      if (channel instanceof AutoCloseable closeable) {
        opened.push(closeable);
      }
      HealthServer health = HealthServer.open(settings.health());
      opened.addLast(health); // served to the end, so that whoever watches sees the worker stopping
      SchemaRegistry registry = SchemaRegistry.open(settings.registry());
      opened.push(registry);
      WorkerMeters meters = new WorkerMeters();
      opened.push(meters);
      KafkaCheck kafka = new KafkaCheck(settings.kafka());
      opened.push(kafka);
      EngineEnvironment environment =
          new EngineEnvironment(
              settings.kafka(),
              registry,
              settings.ledger().ledger(),
              meters.registry(),
              InstantSource.system(),
              new Random(),
              settings.route());
      ProviderCheck provider =
          channel instanceof Probed probed
              ? ProviderCheck.start(spec.label(), probed, ProviderCheck.PAUSE)
              : null;
      if (provider != null) {
        opened.push(provider);
      }
      DeliveryEngine<C> engine =
          DeliveryEngine.start(spec, channel, settings.engine(), environment);
      opened.push(engine);
      health.serve(new Readiness(engine::health, kafka, registry, provider), meters::scrape);
      LOG.info("{}: health and metrics on port {}", spec.label(), health.port());
      return new WorkerApp(engine, health, opened);
    } catch (RuntimeException e) {
      closeAll(opened);
      throw e;
    }
  }

  /**
   * Waits for the worker to end.
   *
   * @throws InterruptedException if the calling thread is interrupted meanwhile
   * @throws IllegalStateException if the worker failed; the cause says why
   */
  public void await() throws InterruptedException {
    engine.await();
  }

  /**
   * Returns where health and metrics are served.
   *
   * @return the port really bound
   */
  public int healthPort() {
    return health.port();
  }

  /**
   * Stops taking commands, lets attempts under way end within the drain time-out, reports and
   * commits them, and leaves the group. Closing twice does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      closeAll(connections);
    }
  }

  /** Closes what was opened, the last first, whatever becomes of each. */
  private static void closeAll(Deque<AutoCloseable> opened) {
    for (AutoCloseable connection : opened) {
      try {
        connection.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn("{} did not close", connection.getClass().getSimpleName(), e);
      }
    }
  }
}
