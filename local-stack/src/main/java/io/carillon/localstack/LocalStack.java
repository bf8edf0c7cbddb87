package io.carillon.localstack;

import io.carillon.localstack.basket.BasketSandbox;
import io.carillon.localstack.smtp.SmtpSink;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The services that Carillon talks to, running on this machine and reachable on loopback.
 *
 * <p>Tests use {@link #shared()}, one stack for all tests of a JVM; everything else starts its own
 * and closes it. Kafka and the registry are child processes, which end with this JVM in whatever
 * way it ends; the SMTP sink and the Basket sandbox run inside this JVM, on threads that do not
 * keep it alive. Thread-safe.
 */
public final class LocalStack implements AutoCloseable {
  private final Map<Part, Integer> ports;
  private final String host;
  private final DataDirectory data;
  private final @Nullable ServerProcess broker;
  private final @Nullable ServerProcess registry;
  private volatile @Nullable SmtpSink smtp;
  private volatile @Nullable BasketSandbox sandbox;

  private LocalStack(LocalStackOptions options, Map<Part, Integer> ports) {
    this.ports = ports;
    this.host = options.bindHost();
    Set<Part> parts = options.parts();
    StackHome home =
        parts.contains(Part.KAFKA) || parts.contains(Part.REGISTRY) ? StackHome.locate() : null;
    this.data = DataDirectory.of(options);
    this.broker =
        home != null && parts.contains(Part.KAFKA)
            ? KafkaBroker.at(
                home,
                data,
                listen(Part.KAFKA),
                Ports.free("127.0.0.1", new HashSet<>(ports.values())),
                options.brokerHeap())
            : null;
    this.registry =
        home != null && parts.contains(Part.REGISTRY)
            ? SchemaRegistry.at(home, data, listen(Part.REGISTRY))
            : null;
  }

  /**
   * Starts everything asked for side by side and waits until all of it can be used.
   *
   * @param options what to start and where
   * @return the running stack; the caller closes it
   * @throws LocalStackException if a port is taken (nothing is started then), if the servers were
   *     not laid out by the build, or if one of them does not come up (the others are ended then)
   */
  public static LocalStack start(LocalStackOptions options) {
    return start(options, Ports.settle(options));
  }

  static LocalStack start(LocalStackOptions options, Map<Part, Integer> ports) {
    LocalStack stack = new LocalStack(options, ports);
    try {
      stack.startAll(options);
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /**
   * Returns the stack that all tests of this JVM share: every part, on free ports, with temporary
   * data. Started by the first call, closed when the JVM ends; nobody else closes it. As its
   * topics, schemas and mails are everybody's, tests use names of their own and leave no faults
   * behind.
   *
   * @return the running stack
   * @throws LocalStackException if it does not come up
   */
  public static LocalStack shared() {
    return Shared.STACK;
  }

  private static final class Shared {
    static final LocalStack STACK = start(LocalStackOptions.anyPorts());

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(STACK::close, "local-stack-close"));
    }
  }

  private void startAll(LocalStackOptions options) {
    List<Runnable> starts = new ArrayList<>();
    if (broker != null) {
      starts.add(broker::start);
    }
    if (registry != null) {
      starts.add(registry::start);
    }
    if (options.parts().contains(Part.SMTP)) {
      starts.add(() -> smtp = SmtpSink.start(host, port(Part.SMTP), options.smtp()));
    }
    if (options.parts().contains(Part.SANDBOX)) {
      starts.add(() -> sandbox = BasketSandbox.start(host, port(Part.SANDBOX), options.basket()));
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      CompletableFuture.allOf(
              starts.stream()
                  .map(start -> CompletableFuture.runAsync(start, threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } catch (CompletionException | CancellationException e) {
      throw failure(e);
    } finally {
      threads.shutdown();
    }
  }

  // The sink and the sandbox are used without a stack, too, and know nothing of its exception.
  private static RuntimeException failure(RuntimeException thrown) {
    if (thrown.getCause() instanceof IllegalStateException cause) {
      return new LocalStackException(String.valueOf(cause.getMessage()), cause);
    }
    return thrown.getCause() instanceof RuntimeException cause ? cause : thrown;
  }

  /**
   * Returns what Kafka clients need as {@code bootstrap.servers}.
   *
   * @return host and port
   * @throws IllegalStateException if the stack has no Kafka
   */
  public String bootstrapServers() {
    Listen listen = listen(Part.KAFKA);
    return listen.reachableHost() + ":" + listen.port();
  }

  /**
   * Returns what registry clients need as {@code schema.registry.url}.
   *
   * @return the base of the Confluent interface, without a slash at its end
   * @throws IllegalStateException if the stack has no registry
   */
  public URI registryUrl() {
    return SchemaRegistry.url(listen(Part.REGISTRY));
  }

  /**
   * Returns where mail is taken.
   *
   * @return 1–65535
   * @throws IllegalStateException if the stack has no SMTP sink
   */
  public int smtpPort() {
    return port(Part.SMTP);
  }

  /**
   * Returns the broker's process.
   *
   * @return to kill, pause and restart it
   * @throws IllegalStateException if the stack has no Kafka
   */
  public ServerProcess broker() {
    return present(broker, Part.KAFKA);
  }

  /**
   * Returns the registry's process.
   *
   * @return to kill, pause and restart it
   * @throws IllegalStateException if the stack has no registry
   */
  public ServerProcess registry() {
    return present(registry, Part.REGISTRY);
  }

  /**
   * Returns the mail server.
   *
   * @return to look at mails and to make it misbehave
   * @throws IllegalStateException if the stack has no SMTP sink
   */
  public SmtpSink smtp() {
    return present(smtp, Part.SMTP);
  }

  /**
   * Returns where the Basket sandbox is.
   *
   * @return its root, without a slash at its end
   * @throws IllegalStateException if the stack has no sandbox
   */
  public URI sandboxUrl() {
    return sandbox().url();
  }

  /**
   * Returns the Basket sandbox.
   *
   * @return to look at contacts and to make it misbehave
   * @throws IllegalStateException if the stack has no sandbox
   */
  public BasketSandbox sandbox() {
    return present(sandbox, Part.SANDBOX);
  }

  /**
   * Returns where data is, and logs unless they have a folder of their own.
   *
   * @return a folder, which is deleted on close unless it was asked for
   */
  public Path dataDirectory() {
    return data.path();
  }

  /** Ends every part. Data that nobody asked to keep is deleted. May be called again. */
  @Override
  public void close() {
    SmtpSink sink = smtp;
    if (sink != null) {
      sink.close();
    }
    BasketSandbox basket = sandbox;
    if (basket != null) {
      basket.close();
    }
    for (ServerProcess server : new @Nullable ServerProcess[] {registry, broker}) {
      if (server == null) {
        continue;
      }
      // Data that is about to be deleted need not be left in good order.
      if (data.isKept()) {
        server.stop();
      } else {
        server.kill();
      }
    }
    data.close();
  }

  private Listen listen(Part part) {
    return new Listen(host, port(part));
  }

  private int port(Part part) {
    return present(ports.get(part), part);
  }

  private static <T> T present(@Nullable T value, Part part) {
    if (value == null) {
      throw new IllegalStateException("this stack has no " + part + "; see LocalStackOptions.only");
    }
    return value;
  }
}
