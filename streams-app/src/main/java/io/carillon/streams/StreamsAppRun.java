package io.carillon.streams;

import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import io.carillon.streams.deadletters.DeadLetterHandler;
import io.carillon.streams.deadletters.Placement;
import io.carillon.streams.decide.Decide;
import io.carillon.streams.flow.Progress;
import io.carillon.streams.web.Connections;
import io.carillon.streams.web.Instance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of one instance: waits for what they need, starts them, watches and ends them.
 * Thread-safe.
 */
final class StreamsAppRun implements Instance {
  private static final Logger log = LoggerFactory.getLogger(StreamsAppRun.class);

  /** Shorter than the session time-out, and than what most supervisors wait before they kill. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  private static final String STARTING = "STARTING";
  private static final String FAILED = "FAILED";

  private final StreamsAppSettings settings;
  private final SchemaRegistry registry;
  private final InstantSource clock;
  private final Progress progress = new Progress();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final StreamsAppClients clients;
  private final DeadLetterHandler.Sink deadLetters;
  private final Topology topology;
  private final CompletableFuture<@Nullable Void> running = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private volatile @Nullable Thread starter;
  private volatile @Nullable Connections connections;
  private volatile @Nullable KafkaStreamsMetrics streamsMetrics;
  private volatile @Nullable Throwable lastFailure;

  /** Builds everything that needs no connection, so that mistakes show at once. */
  StreamsAppRun(StreamsAppSettings settings, SchemaRegistry registry, InstantSource clock) {
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
    this.clients = new StreamsAppClients(settings.kafka());
    this.deadLetters =
        new DeadLetterHandler.Sink(
            registry.serde(Topics.DEAD_LETTERS).serializer(),
            clock,
            this::countDeadLetter,
            clients.deadLetters());
    this.topology =
        NotificationTopology.build(
            KafkaProperties.of(settings, deadLetters, null),
            registry,
            new Decide.Rules(
                settings.catalog(),
                settings.site(),
                settings.newsletters(),
                settings.unsubscribe().links(),
                new DecisionCounts(meters)),
            settings.retries(),
            settings.agenda(),
            settings.cachedMembers(),
            progress);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
  }

  /**
   * Starts in the background.
   *
   * @param port where HTTP is served
   */
  void start(int port) {
    HostInfo self = self(port);
    Thread thread = new Thread(() -> startStreams(self), "carillon-start");
    thread.setDaemon(true);
    starter = thread;
    thread.start();
  }

  Topology topology() {
    return topology;
  }

  MeterRegistry meters() {
    return meters;
  }

  /** Completed when records are first processed, or when that will never be. */
  CompletableFuture<@Nullable Void> running() {
    return running;
  }

  /** Completed when the instance has ended. */
  CompletableFuture<@Nullable Void> ended() {
    return ended;
  }

  @Override
  public Status status() {
    if (ended.isCompletedExceptionally()) {
      return new Status(false, false, FAILED);
    }
    Connections open = connections;
    if (open == null) {
      return new Status(true, false, STARTING);
    }
    State state = open.streams().state();
    boolean dead = state == State.ERROR || state == State.PENDING_ERROR;
    return new Status(!dead, state == State.RUNNING, state.name());
  }

  @Override
  public Optional<String> kafkaProblem() {
    return connections().map(Connections::brokersProblem).orElse(Optional.of("not connected yet"));
  }

  @Override
  public Optional<String> registryProblem() {
    return registry.check();
  }

  @Override
  public String metrics() {
    return meters.scrape();
  }

  @Override
  public Optional<Connections> connections() {
    return Optional.ofNullable(connections);
  }

  /** Ends everything, whatever state it is in. */
  void close(GroupMembershipOperation membership) {
    stopStarting();
    registry.stopWaiting();
    Connections open = connections;
    if (open != null) {
      boolean inTime =
          open.streams()
              .close(CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(membership));
      if (!inTime) {
        log.warn("The streams did not end within {}", CLOSE_TIMEOUT);
      }
    }
    KafkaStreamsMetrics bound = streamsMetrics;
    if (bound != null) {
      bound.close();
    }
    clients.close();
    registry.close();
    meters.close();
    running.completeExceptionally(new IllegalStateException("it was closed before"));
    ended.complete(null);
  }

  private void stopStarting() {
    Thread thread = starter;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(CLOSE_TIMEOUT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void startStreams(HostInfo self) {
    try {
      Map<String, Class<? extends SpecificRecord>> changelogs =
          KafkaProperties.changelogs(NotificationTopology.stored());
      StreamsAppTopics topics = StreamsAppTopics.of(topology, changelogs.keySet());
      int memberPartitions = topics.check(clients.admin());
      registry.prepare(topics.written());
      registry.prepareStores(changelogs);
      registry.recognize(topics.onlyRead());
      KafkaStreams streams = streams(self, memberPartitions);
      KafkaStreamsMetrics bound = new KafkaStreamsMetrics(streams);
      bound.bindTo(meters);
      streamsMetrics = bound;
      connections =
          new Connections(
              streams,
              self,
              KafkaProperties.APPLICATION_ID,
              progress,
              clients.admin(),
              clients.changes(
                  registry.serde(Topics.PREFERENCE_CHANGES).serializer(),
                  settings.web().writeTimeout()));
      streams.start();
    } catch (InterruptedException | InterruptException e) {
      log.info("Ended before it had started");
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private KafkaStreams streams(HostInfo self, int memberPartitions) {
    Map<String, Object> kafka =
        KafkaProperties.of(settings, deadLetters, self.host() + ":" + self.port());
    kafka.put(Placement.PARTITIONS, memberPartitions);
    KafkaStreams streams = new KafkaStreams(topology, new StreamsConfig(kafka));
    streams.setUncaughtExceptionHandler(
        new StreamsAppRestarts(clock, failure -> lastFailure = failure, settings.threads()));
    streams.setStateListener((now, before) -> changed(now));
    return streams;
  }

  private void changed(State now) {
    log.info("Streams: {}", now);
    if (now == State.RUNNING) {
      running.complete(null);
    } else if (now == State.PENDING_ERROR) {
      // Not ERROR: a thread that hangs would keep the process from getting there.
      Throwable why = lastFailure;
      fail(why == null ? new IllegalStateException("the streams ended with an error") : why);
    }
  }

  private void fail(Throwable why) {
    log.error("The streams app cannot go on: {}", StreamsApp.words(why), why);
    running.completeExceptionally(why);
    ended.completeExceptionally(why);
  }

  /** Reasons are codes of ours, so that there are few of them. */
  private void countDeadLetter(String reason) {
    Counter.builder("carillon.streams.dead.letters")
        .description("Records that could not be processed")
        .tag("reason", reason)
        .register(meters)
        .increment();
  }

  private HostInfo self(int port) {
    String advertised = settings.web().advertised();
    if (advertised == null) {
      return new HostInfo(settings.web().reachableHost(), port);
    }
    String host = Utils.getHost(advertised);
    Integer given = Utils.getPort(advertised);
    return host == null || given == null
        ? new HostInfo(advertised, port)
        : new HostInfo(host, given);
  }
}
