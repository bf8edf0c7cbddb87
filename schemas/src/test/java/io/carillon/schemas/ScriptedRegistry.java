package io.carillon.schemas;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A registry on this machine that answers what a test tells it to, notes what it is asked, and can
 * go away and come back at the same address.
 */
final class ScriptedRegistry implements AutoCloseable {
  /** What it was asked: method, path with query, and the Authorization header. */
  record Asked(String what, @Nullable String authorization) {}

  private record Answer(int status, String body) {}

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final @Nullable HttpsConfigurator tls;
  private final int port;
  private volatile @Nullable Answer toEverything;
  private @Nullable HttpServer server;

  private ScriptedRegistry(@Nullable HttpsConfigurator tls) {
    this.tls = tls;
    HttpServer first = start(0);
    this.server = first;
    this.port = first.getAddress().getPort();
    answer("GET /schemas/types", 200, "[\"AVRO\"]");
  }

  static ScriptedRegistry start() {
    return new ScriptedRegistry(null);
  }

  static ScriptedRegistry startWithTls(SSLContext tls) {
    return new ScriptedRegistry(new HttpsConfigurator(tls));
  }

  static ScriptedRegistry startWithMutualTls(SSLContext tls) {
    return new ScriptedRegistry(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
  }

  String url() {
    return (tls == null ? "http" : "https") + "://localhost:" + port;
  }

  /** Answers requests that start so. */
  void answer(String request, int status, String body) {
    answers.put(request, new Answer(status, body));
  }

  /** Answers everything so, until {@link #recover}. */
  void answerEverything(int status) {
    toEverything = new Answer(status, "{\"error_code\":" + status + "01,\"message\":\"as told\"}");
  }

  void recover() {
    toEverything = null;
  }

  void goAway() {
    HttpServer running = server;
    if (running != null) {
      running.stop(0);
      server = null;
    }
  }

  void comeBack() {
    server = start(port);
  }

  List<Asked> asked() {
    return asked;
  }

  long count(String request) {
    return asked.stream().filter(one -> one.what().startsWith(request)).count();
  }

  @Override
  public void close() {
    goAway();
  }

  private HttpServer start(int onPort) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort);
      HttpServer started;
      if (tls == null) {
        started = HttpServer.create(address, 0);
      } else {
        HttpsServer secure = HttpsServer.create(address, 0);
        secure.setHttpsConfigurator(tls);
        started = secure;
      }
      started.createContext("/", this::handle);
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      asked.add(new Asked(what, exchange.getRequestHeaders().getFirst("Authorization")));
      exchange.getRequestBody().readAllBytes();
      byte[] body = answerTo(what).body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
      exchange.sendResponseHeaders(answerTo(what).status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answerTo(String what) {
    Answer always = toEverything;
    if (always != null) {
      return always;
    }
    return answers.entrySet().stream()
        .filter(entry -> what.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}"));
  }
}
