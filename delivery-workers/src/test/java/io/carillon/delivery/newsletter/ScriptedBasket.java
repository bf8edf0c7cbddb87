package io.carillon.delivery.newsletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An HTTP server that gives the answers it was told, in turn, and remembers what it was asked. */
final class ScriptedBasket implements AutoCloseable {
  /** One request. The key is what the header says, null if there is none. */
  record Call(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> form,
      @Nullable String key) {}

  /** One answer. */
  interface Answer {
    void give(HttpExchange exchange, CountDownLatch closing)
        throws IOException, InterruptedException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  ScriptedBasket() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static Answer ok() {
    return json(200, "{\"status\":\"ok\"}");
  }

  static Answer contact(String email, String token, String... newsletters) {
    return json(200, user(email, token, newsletters) + "}");
  }

  static Answer optedOut(String email, String token, String... newsletters) {
    return json(200, user(email, token, newsletters) + ",\"optout\":true}");
  }

  static Answer contactIn(
      String country, String lang, String email, String token, String... newsletters) {
    return json(
        200,
        user(email, token, newsletters)
            + ",\"country\":\"%s\",\"lang\":\"%s\"}".formatted(country, lang));
  }

  private static String user(String email, String token, String... newsletters) {
    String slugs =
        Stream.of(newsletters).map(slug -> '"' + slug + '"').collect(Collectors.joining(","));
    return "{\"status\":\"ok\",\"email\":\"%s\",\"token\":\"%s\",\"newsletters\":[%s]"
        .formatted(email, token, slugs);
  }

  static Answer unknown() {
    return error(404, 3, "User not found");
  }

  static Answer error(int status, int code, String desc) {
    return json(status, "{\"status\":\"error\",\"code\":%d,\"desc\":\"%s\"}".formatted(code, desc));
  }

  static Answer json(int status, String body) {
    return (exchange, closing) -> reply(exchange, status, body);
  }

  static Answer page(int status) {
    return (exchange, closing) -> reply(exchange, status, "<html>Bad day</html>");
  }

  /** An answer with a header of its own. */
  static Answer with(String header, String value, Answer answer) {
    return (exchange, closing) -> {
      exchange.getResponseHeaders().set(header, value);
      answer.give(exchange, closing);
    };
  }

  /** Never an answer. */
  static Answer silence() {
    return (exchange, closing) -> closing.await();
  }

  /** The head of an answer, and never its body. */
  static Answer onlyTheHead() {
    return (exchange, closing) -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().flush();
      closing.await();
    };
  }

  /** The connection closed in place of an answer. */
  static Answer hangUp() {
    return (exchange, closing) -> exchange.close();
  }

  ScriptedBasket answers(Answer... next) {
    answers.addAll(List.of(next));
    return this;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What was asked, in order. */
  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** What was asked, in order: only the method and the path. */
  List<String> paths() {
    return calls.stream().map(call -> call.method() + " " + call.path()).toList();
  }

  Call call(int index) {
    return calls.get(index);
  }

  private void handle(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String query = uri.getRawQuery();
    calls.add(
        new Call(
            exchange.getRequestMethod(),
            uri.getPath(),
            fields(query == null ? "" : query),
            fields(body),
            exchange.getRequestHeaders().getFirst("x-api-key")));
    Answer answer = answers.poll();
    try {
      (answer == null ? page(501) : answer).give(exchange, closing);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private static void reply(HttpExchange exchange, int status, String text) {
    byte[] body = text.getBytes(UTF_8);
    try {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> fields(String encoded) {
    Map<String, String> fields = new TreeMap<>();
    for (String field : encoded.split("&", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(
            field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), UTF_8));
      }
    }
    return fields;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
