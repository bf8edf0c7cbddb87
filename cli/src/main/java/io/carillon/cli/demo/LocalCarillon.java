package io.carillon.cli.demo;

import io.carillon.cli.CliException;
import io.carillon.delivery.email.EmailWorker;
import io.carillon.delivery.inapp.InAppWorker;
import io.carillon.delivery.newsletter.NewsletterWorker;
import io.carillon.localstack.LocalStack;
import io.carillon.localstack.LocalStackException;
import io.carillon.localstack.LocalStackOptions;
import io.carillon.localstack.Part;
import io.carillon.localstack.basket.BasketOptions;
import io.carillon.schemas.TopicSetup;
import io.carillon.streams.StreamsApp;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;

/**
 * All of Carillon on this machine: the local stack in and below this JVM, the streams app and the
 * workers as processes of their own. Thread-safe; whoever starts it closes it.
 */
final class LocalCarillon implements AutoCloseable {
  /** The workers, by the names that their ports, logs and settings have. */
  static final List<String> WORKERS = List.of("email", "newsletter", "in-app");

  private static final int MEMBER_PARTITIONS = 4;
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final String APP_HEAP = "384m";
  private static final String WORKER_HEAP = "192m";

  private final LocalStack stack;
  private final URI api;
  private final List<ChildJvm> children = new CopyOnWriteArrayList<>();
  private volatile boolean closing;

  /**
   * What to run.
   *
   * @param ports where everything listens
   * @param settings what apps are told
   * @param data where topics are kept; empty to forget them in the end
   * @param logs an existing folder
   */
  record Plan(PortOptions.Settled ports, AppSettings settings, Optional<Path> data, Path logs) {}

  private LocalCarillon(LocalStack stack, URI api) {
    this.stack = stack;
    this.api = api;
  }

  /**
   * Starts the local stack and creates the topics; the apps come with {@link #startApps}.
   *
   * @throws CliException if any of it does not come up
   */
  static LocalCarillon start(Plan plan) throws InterruptedException {
    LocalStackOptions options =
        LocalStackOptions.defaults()
            .withPort(Part.KAFKA, plan.ports().kafka())
            .withPort(Part.REGISTRY, plan.ports().registry())
            .withPort(Part.SMTP, plan.ports().smtp())
            .withPort(Part.SANDBOX, plan.ports().sandbox())
            .withLogDirectory(plan.logs())
            // The limit is a thing to test by itself; here it would only make things wait.
            .withBasket(BasketOptions.defaults().withoutRateLimit());
    if (plan.data().isPresent()) {
      options = options.withDataDirectory(plan.data().get());
    }
    LocalStack stack;
    try {
      stack = LocalStack.start(options);
    } catch (LocalStackException e) {
      throw new CliException(String.valueOf(e.getMessage()), e);
    }
    LocalCarillon carillon =
        new LocalCarillon(stack, URI.create("http://127.0.0.1:" + plan.ports().api()));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      new TopicSetup(admin).create(MEMBER_PARTITIONS, (short) 1);
    } catch (RuntimeException | InterruptedException e) {
      carillon.close();
      throw e;
    }
    return carillon;
  }

  /** Starts the streams app and the workers. */
  void startApps(Plan plan) {
    AppSettings settings = plan.settings();
    start("streams-app", StreamsApp.class, APP_HEAP, settings.app(stack, api), api, plan);
    start("email", EmailWorker.class, WORKER_HEAP, settings.email(stack, api), plan);
    start("newsletter", NewsletterWorker.class, WORKER_HEAP, settings.newsletter(stack, api), plan);
    start("in-app", InAppWorker.class, WORKER_HEAP, settings.worker(stack, api), plan);
  }

  private void start(
      String name, Class<?> main, String heap, Map<String, String> settings, Plan plan) {
    int port = plan.ports().health().getOrDefault(name, 0);
    settings.put("health.port", Integer.toString(port));
    start(name, main, heap, settings, URI.create("http://127.0.0.1:" + port), plan);
  }

  private void start(
      String name, Class<?> main, String heap, Map<String, String> settings, URI url, Plan plan) {
    ChildJvm.Launch launch =
        new ChildJvm.Launch(name, main, heap, settings, url.resolve("/readyz"));
    children.add(ChildJvm.start(launch, plan.logs()));
  }

  /**
   * Waits until all apps can do their work.
   *
   * @throws CliException if one ends instead, or is not ready in time
   */
  void awaitReady() throws InterruptedException {
    for (ChildJvm child : children) {
      child.awaitReady(READY_WITHIN);
    }
  }

  /**
   * Does nothing while all apps live, or once they are being ended.
   *
   * @throws CliException if one has ended by itself
   */
  void checkAlive() {
    for (ChildJvm child : children) {
      if (!closing) {
        child.checkAlive();
      }
    }
  }

  LocalStack stack() {
    return stack;
  }

  URI api() {
    return api;
  }

  List<ChildJvm> children() {
    return List.copyOf(children);
  }

  @Override
  public void close() {
    closing = true;
    children.forEach(ChildJvm::close);
    stack.close();
  }
}
