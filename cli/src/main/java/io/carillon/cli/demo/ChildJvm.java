package io.carillon.cli.demo;

import io.carillon.cli.CliException;
import io.carillon.localstack.EndsWithParent;
import io.carillon.settings.Settings;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * One of Carillon's own processes. It ends with this JVM, however that ends. Thread-safe; whoever
 * starts it closes it.
 */
final class ChildJvm implements AutoCloseable {
  private static final Duration END_WITHIN = Duration.ofSeconds(5);
  private static final Duration PROBE = Duration.ofSeconds(2);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(PROBE).build();

  private final Launch launch;
  private final Process process;

  /**
   * How to run it.
   *
   * @param name in messages and of its files
   * @param mainClass what to run
   * @param heap in the notation of {@code -Xmx}
   * @param settings what it is told
   * @param ready answers 200 once it can be used
   */
  record Launch(
      String name, Class<?> mainClass, String heap, Map<String, String> settings, URI ready) {}

  private ChildJvm(Launch launch, Process process) {
    this.launch = launch;
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @param launch how to
   * @param logs an existing folder, which gets its log and its settings
   * @throws CliException if it cannot be started
   */
  static ChildJvm start(Launch launch, Path logs) {
    Path log = logs.resolve(launch.name() + ".log");
    try {
      Path settings = write(launch, logs);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // Quick to start rather than quick in the long run: a demo is over before that counts.
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
      command.add("-Xmx" + launch.heap());
      // Named, as a test's own would go before it.
      command.add("-Dlogback.configurationFile=logback.xml");
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(EndsWithParent.class.getName(), launch.mainClass().getName()));
      command.addAll(List.of("--config", settings.toString()));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
      // What somebody has set for another Carillon is not meant for this one.
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.startsWith("CARILLON_") && !name.equals(Settings.LOG_LEVEL));
      return new ChildJvm(launch, builder.start());
    } catch (IOException e) {
      throw new CliException("cannot start " + launch.name() + ": " + e.getMessage(), e);
    }
  }

  private static Path write(Launch launch, Path logs) throws IOException {
    Properties properties = new Properties();
    properties.putAll(launch.settings());
    Path file = logs.resolve(launch.name() + ".properties");
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(writer, null);
    }
    return file;
  }

  /**
   * Waits until it can be used.
   *
   * @throws CliException if it ends instead, or is not ready in time
   */
  void awaitReady(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isReady()) {
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        checkAlive();
      }
      if (System.nanoTime() > deadline) {
        throw new CliException(
            launch.name() + " was not ready within " + patience.toSeconds() + " s");
      }
    }
  }

  /**
   * Does nothing while it lives.
   *
   * @throws CliException if it has ended
   */
  void checkAlive() {
    if (!process.isAlive()) {
      throw new CliException(launch.name() + " ended with status " + process.exitValue());
    }
  }

  private boolean isReady() throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(launch.ready()).timeout(PROBE).build();
    try {
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns where its health is shown. */
  URI health() {
    return launch.ready();
  }

  /** Returns its name. */
  String name() {
    return launch.name();
  }

  /** Ends it at once; what it knows is in Kafka. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
