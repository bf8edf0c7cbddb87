package io.carillon.delivery.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The query API's answers about deliveries, as far as a worker asks for them, over real HTTP. */
final class LedgerServer implements AutoCloseable {
  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();

  /** What is answered to one question. */
  record Answer(int status, String body, @Nullable String retryAfter) {
    static Answer ok(String body) {
      return new Answer(200, body, null);
    }
  }

  /** Finds the answer to a request. */
  interface Answers {
    Answer to(URI uri) throws IOException;
  }

  LedgerServer(Answers answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> serve(exchange, answers));
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Paths and queries, as they were sent. */
  List<String> asked() {
    return asked;
  }

  /** The {@code Authorization} headers. */
  List<String> tokens() {
    return tokens;
  }

  private void serve(HttpExchange exchange, Answers answers) throws IOException {
    try (exchange) {
      asked.add(exchange.getRequestURI().toString());
      tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      Answer answer = answers.to(exchange.getRequestURI());
      if (answer.retryAfter() != null) {
        exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
