package io.carillon.delivery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.avro.Channel;
import io.carillon.avro.InAppCommand;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.email.EmailWorker;
import io.carillon.delivery.engine.ChannelSpec;
import io.carillon.delivery.inapp.InAppWorker;
import io.carillon.delivery.newsletter.NewsletterWorker;
import io.carillon.localstack.EndsWithParent;
import io.carillon.localstack.LocalStack;
import io.carillon.schemas.Topics;
import io.carillon.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker as a process of its own. */
class WorkerAppIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ChannelSpec<InAppCommand> SPEC =
      new ChannelSpec<>(
          Channel.IN_APP, Topics.IN_APP, Topics.IN_APP_BULK, InAppCommand::getHeader, true, false);

  @TempDir Path folder;

  /** The worker that the tests start. */
  public static final class Worker {
    private Worker() {}

    public static void main(String[] args) {
      WorkerApp.run(
          Settings.load(List.of(args), Map.of()).read(WorkerSettings::read),
          SPEC,
          () -> (command, begin) -> new Delivered(null, Level.ACCEPTED));
    }
  }

  @Test
  void itSaysHowItIsAndEndsWhenAskedTo() throws Exception {
    Path log = folder.resolve("worker.log");
    int port = freePort();
    String url = "http://127.0.0.1:" + port;
    Process worker =
        start(
            log,
            Worker.class,
            "kafka.bootstrap.servers=" + LocalStack.shared().bootstrapServers(),
            "registry.urls=" + LocalStack.shared().registryUrl(),
            "health.port=" + port);
    try {
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class) // nobody listens yet
          .untilAsserted(() -> assertThat(get(url + "/readyz")).contains("\"ready\":true"));
      assertThat(get(url + "/livez")).contains("true");
      assertThat(get(url + "/metrics"))
          .contains(
              "carillon_delivery_in_flight",
              "kafka_consumer_fetch_manager_records_lag_max",
              "process_uptime_seconds")
          .doesNotContain("127.0.0.1");

      worker.toHandle().destroy(); // SIGTERM, and its input stays open: else it would just end
      assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).isEqualTo(128 + 15);
      assertThat(read(log)).doesNotContain("the engine fails");
    } finally {
      worker.destroyForcibly();
    }
  }

  @Test
  void aWorkerWhoseKafkaSettingsCannotBeUsedSaysSoInOneLine() throws Exception {
    assertThat(
            endOf(
                Worker.class,
                "kafka.bootstrap.servers=127.0.0.1:9092",
                "kafka.session.timeout.ms=10000")) // not with the consumer protocol
        .isEqualTo(2);
    assertThat(read(folder.resolve("worker.log")))
        .contains("The worker does not start: kafka: session.timeout.ms cannot be set")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(classes = {EmailWorker.class, NewsletterWorker.class, InAppWorker.class})
  void whatIsWrongWithTheSettingsIsListedAndStartingAgainWouldNotHelp(Class<?> main)
      throws Exception {
    assertThat(
            endOf(
                main,
                "kafka.security.protocol=PIGEON",
                "registry.trust-store=gone.p12",
                "engine.commit-interval=0s",
                "ledger.url=ftp://here"))
        .isEqualTo(2);
    assertThat(read(folder.resolve("worker.log")))
        .contains(
            "The worker does not start: ",
            "  engine.commit-interval: must be at least 1ms, was 0s",
            "  kafka.bootstrap.servers: must be given",
            "  kafka.security.protocol: Invalid value PIGEON",
            "  ledger.url: must be http or https, was ftp://here",
            "  registry: trust-store: cannot open gone.p12")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(classes = {Worker.class, InAppWorker.class}) // one makes a client before the engine
  void aWorkerWhoseBrokersHaveNoAddressYetSaysSoInOneLineAndMayBeStartedAgain(Class<?> main)
      throws Exception {
    assertThat(
            endOf(
                main,
                "kafka.bootstrap.servers=no-such-host.invalid:9092",
                "registry.urls=http://127.0.0.1:1"))
        .isEqualTo(1);
    assertThat(read(folder.resolve("worker.log")))
        .contains("The worker does not start: kafka: No resolvable bootstrap urls")
        .doesNotContain("\tat ");
  }

  @Test
  void aWorkerWhoseHealthPortIsTakenSaysSoInOneLineAndMayBeStartedAgain() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(
              endOf(
                  Worker.class,
                  "kafka.bootstrap.servers=127.0.0.1:9092",
                  "health.port=" + other.getLocalPort()))
          .isEqualTo(1);
      assertThat(read(folder.resolve("worker.log")))
          .contains(
              "The worker does not start: health.port: cannot listen on 127.0.0.1:"
                  + other.getLocalPort()
                  + ": Address already in use")
          .doesNotContain("\tat ");
    }
  }

  private int endOf(Class<?> main, String... args) throws Exception {
    Process worker = start(folder.resolve("worker.log"), main, args);
    try {
      assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return worker.exitValue();
    } finally {
      worker.destroyForcibly();
    }
  }

  private static Process start(Path log, Class<?> main, String... args) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            EndsWithParent.class.getName(),
            main.getName());
    builder.command().addAll(List.of(args));
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static String read(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }
}
