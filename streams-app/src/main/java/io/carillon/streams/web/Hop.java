package io.carillon.streams.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes a request on to the instance that can answer it, once. Thread-safe. */
final class Hop {
  /** Marks a request that was passed on already: two instances that disagree must not play ball. */
  static final String HEADER = "X-Carillon-Hop";

  private static final Logger log = LoggerFactory.getLogger(Hop.class);
  private static final Pattern NOT_OF_A_URI =
      Pattern.compile("[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]|%(?![0-9A-Fa-f]{2})");
  private static final int UNAVAILABLE = 503;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final List<String> REQUEST_HEADERS =
      List.of("Authorization", "Content-Type", "Accept");
  private static final List<String> ANSWER_HEADERS =
      List.of(
          "Content-Type",
          "Retry-After",
          "Allow",
          "Cache-Control",
          "Referrer-Policy",
          "X-Robots-Tag",
          "Content-Security-Policy");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final Duration timeout;

  /** Said once of each, not with each request. */
  private final Set<HostInfo> silent = ConcurrentHashMap.newKeySet();

  /**
   * Prepares to pass requests on.
   *
   * @param patience how long the other instance may itself wait before it answers
   */
  Hop(Duration patience) {
    this.timeout = TIMEOUT.plus(patience);
  }

  /**
   * Passes a request on and its answer back.
   *
   * @throws ApiException if it was passed on already, or the other instance does not answer
   */
  void pass(Context context, HostInfo host) {
    relay(context, ask(context, host));
  }

  /**
   * Passes a request on, and its answer back if there is one.
   *
   * @return false if it was passed on already, or the other instance cannot answer now
   */
  boolean passed(Context context, HostInfo host) {
    HttpResponse<byte[]> answer;
    try {
      answer = ask(context, host);
    } catch (ApiException e) {
      if (e.passing()) {
        return false;
      }
      throw e;
    }
    if (answer.statusCode() == UNAVAILABLE) {
      return false;
    }
    relay(context, answer);
    return true;
  }

  private static void relay(Context context, HttpResponse<byte[]> answer) {
    context.status(answer.statusCode());
    for (String name : ANSWER_HEADERS) {
      answer.headers().firstValue(name).ifPresent(value -> context.header(name, value));
    }
    context.result(answer.body());
  }

  private HttpResponse<byte[]> ask(Context context, HostInfo host) {
    if (context.header(HEADER) != null) {
      throw ApiException.unavailable("the member's rows are being moved");
    }
    try {
      HttpResponse<byte[]> answer = client.send(request(context, host), BodyHandlers.ofByteArray());
      if (silent.remove(host)) {
        log.info("The instance at {}:{} answers again", host.host(), host.port());
      }
      return answer;
    } catch (IOException e) {
      if (silent.add(host)) {
        log.warn("The instance at {}:{} does not answer: {}", host.host(), host.port(), words(e));
      }
      throw ApiException.unavailable("the instance that knows does not answer");
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** A refused connection has no message. */
  private static String words(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Servers take what URIs must not have, such as {@code |}; clients of Java do not send it. */
  static String encoded(String target) {
    return NOT_OF_A_URI
        .matcher(target)
        .replaceAll(part -> URLEncoder.encode(part.group(), StandardCharsets.UTF_8));
  }

  private HttpRequest request(Context context, HostInfo host) {
    String query = context.queryString();
    String target = context.req().getRequestURI() + (query == null ? "" : "?" + query);
    String name = host.host().contains(":") ? "[" + host.host() + "]" : host.host();
    URI uri = URI.create("http://" + name + ":" + host.port() + encoded(target));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header(HEADER, "1")
            .method(context.method().name(), BodyPublishers.ofByteArray(Body.bytes(context)));
    for (String header : REQUEST_HEADERS) {
      String value = context.header(header);
      if (value != null) {
        request.header(header, value);
      }
    }
    return request.build();
  }
}
