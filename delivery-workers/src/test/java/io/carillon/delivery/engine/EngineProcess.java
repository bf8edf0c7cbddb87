package io.carillon.delivery.engine;

import io.carillon.delivery.Outcome;
import io.carillon.localstack.EndsWithParent;
import io.carillon.schemas.SchemaRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine in a process of its own, to be killed. Its provider notes each command in a file, which
 * is what it "sends"; after so many it never answers again.
 */
public final class EngineProcess {
  private EngineProcess() {}

  /**
   * Runs until killed.
   *
   * @param args brokers, registry, name of the topics, file, how many commands are answered
   * @throws Exception if it cannot run
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[3]);
    int answered = Integer.parseInt(args[4]);
    AtomicInteger count = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    SchemaRegistry registry = SchemaRegistry.open(Site.registrySettings(args[1]));
    Ledger ledger = Ledger.http(URI.create("http://127.0.0.1:1"), null, Duration.ofSeconds(1));
    DeliveryEngine.start(
            Commands.marking(args[2]),
            (command, begin) -> {
              begin.aboutToSend();
              note(file, command.getHeader().getCommandId());
              if (count.incrementAndGet() > answered) {
                never.await();
              }
              return answer();
            },
            settings(),
            Site.environment(args[0], registry, ledger))
        .await();
  }

  static EngineSettings settings() {
    return new EngineSettings(
        8,
        50,
        Duration.ofMillis(200),
        Duration.ofSeconds(5),
        Duration.ofMillis(200),
        Duration.ofSeconds(2));
  }

  static Process start(String name, Path file, int answered) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                EndsWithParent.class.getName(),
                EngineProcess.class.getName(),
                Site.bootstrapServers(),
                Site.registryUrl(),
                name,
                file.toString(),
                Integer.toString(answered)))
        .redirectErrorStream(true)
        .redirectOutput(file.resolveSibling("engine.log").toFile())
        .start();
  }

  private static Outcome answer() {
    return Outbox.accepted();
  }

  private static synchronized void note(Path file, String id) {
    try {
      Files.writeString(file, id + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
