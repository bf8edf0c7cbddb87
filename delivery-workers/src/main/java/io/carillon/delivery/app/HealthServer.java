package io.carillon.delivery.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code /livez}, {@code /readyz} and {@code /metrics}. Thread-safe. */
final class HealthServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;
  private static final int THREADS = 2;

  /** As many who ask may wait for a check; the next ones get no answer. */
  private static final int WAITING = 8;

  private final HttpServer server;
  private final ExecutorService threads;

  /** Checks ask others, who may take their time: nobody who asks whether we live waits for them. */
  private final ExecutorService checks;

  private final AtomicBoolean serving = new AtomicBoolean();

  private record Answer(int status, String type, String body) {}

  private HealthServer(HttpServer server, ExecutorService threads, ExecutorService checks) {
    this.server = server;
    this.threads = threads;
    this.checks = checks;
  }

  /** Nobody can be served there. The message is the whole story, and names the setting. */
  static final class CannotListenException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private CannotListenException(HealthSettings settings, IOException cause) {
      super(
          "health.port: cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + ": "
              + cause.getMessage(),
          cause);
    }
  }

  /**
   * Takes the port. Who asks waits until {@link #serve}.
   *
   * @throws CannotListenException if that fails
   */
  static HealthServer open(HealthSettings settings) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 0);
    } catch (IOException e) {
      throw new CannotListenException(settings, e);
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, HealthServer::thread);
    server.setExecutor(threads);
    ExecutorService checks =
        new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), HealthServer::thread);
    return new HealthServer(server, threads, checks);
  }

  /** Begins to answer. */
  void serve(Readiness readiness, Supplier<String> metrics) {
    server.createContext("/", exchange -> serve(exchange, readiness, metrics));
    server.createContext("/readyz", exchange -> serveLater(checks, exchange, readiness, metrics));
    run();
  }

  private void run() {
    if (serving.compareAndSet(false, true)) {
      server.start();
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    run(); // one that never ran would keep its port
    server.stop(0);
    threads.shutdown();
    checks.shutdownNow();
  }

  private static void serveLater(
      ExecutorService checks,
      HttpExchange exchange,
      Readiness readiness,
      Supplier<String> metrics) {
    try {
      checks.execute(
          () -> {
            try {
              serve(exchange, readiness, metrics);
            } catch (IOException e) {
              LOG.debug("whoever asked for /readyz is gone", e);
            }
          });
    } catch (RejectedExecutionException e) {
      exchange.close();
    }
  }

  private static void serve(HttpExchange exchange, Readiness readiness, Supplier<String> metrics)
      throws IOException {
    try (exchange) {
      Answer answer =
          exchange.getRequestMethod().equals("GET")
              ? answer(exchange.getRequestURI().getPath(), readiness, metrics)
              : new Answer(METHOD_NOT_ALLOWED, "text/plain", "GET only\n");
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type() + "; charset=utf-8");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Answer answer(String path, Readiness readiness, Supplier<String> metrics)
      throws IOException {
    return switch (path) {
      case "/livez" -> {
        boolean lives = readiness.lives();
        yield new Answer(
            lives ? OK : UNAVAILABLE, "application/json", "{\"alive\":" + lives + "}\n");
      }
      case "/readyz" -> {
        Readiness.Report report = readiness.report();
        yield new Answer(
            report.ready() ? OK : UNAVAILABLE,
            "application/json",
            JSON.writeValueAsString(report) + "\n");
      }
      case "/metrics" -> new Answer(OK, "text/plain; version=0.0.4", metrics.get());
      default -> new Answer(NOT_FOUND, "text/plain", "/livez /readyz /metrics\n");
    };
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "carillon-health");
    thread.setDaemon(true);
    return thread;
  }
}
