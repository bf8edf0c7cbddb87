package io.carillon.delivery.newsletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.carillon.delivery.newsletter.BasketFailure.Stage;
import io.carillon.delivery.playpen.ContactAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks Basket's HTTP contract: one method a call, each made once, a call that does not succeed is
 * a {@link BasketFailure}. Accepts only addresses that may be contacted. Thread-safe.
 */
final class BasketClient {
  private static final String SUCCESS_DOUBLE = "success@example.com";
  private static final String FAILURE_DOUBLE = "failure@example.com";
  private static final String KEY_HEADER = "x-api-key";
  private static final int MAX_REPLY_BYTES = 256 * 1024;

  private final String baseUrl;
  private final @Nullable String apiKey;
  private final Duration requestTimeout;
  private final Duration deadline;
  private final InstantSource clock;
  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Makes a client; connects to nothing.
   *
   * @param baseUrl where Basket is, with or without a slash at the end
   * @param apiKey the key; null to go without, which leaves only lookups by token and subscriptions
   *     that need a confirmation
   * @param connectTimeout longest wait for a connection
   * @param requestTimeout longest wait for the head of the answer; the whole call takes at most
   *     both time-outs together
   * @param clock tells the time, to place relative Retry-After values
   */
  BasketClient(
      URI baseUrl,
      @Nullable String apiKey,
      Duration connectTimeout,
      Duration requestTimeout,
      InstantSource clock) {
    this.baseUrl = baseUrl.toString().replaceFirst("/+$", "");
    this.apiKey = apiKey;
    this.requestTimeout = requestTimeout;
    this.deadline = connectTimeout.plus(requestTimeout);
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .build();
  }

  /**
   * Finds a contact, by token if one is given, else by address (BAS-22). A token that turns out to
   * be another address's, or nobody's, is not believed: the address is looked up instead, so that
   * no token leads past the address that was admitted.
   *
   * @param address whose contact
   * @param token the contact's token, if known
   * @return the contact, or empty if Basket says that it knows none
   * @throws BasketFailure with code 7 if the address must be looked up and there is no key; else if
   *     the call did not succeed
   * @throws InterruptedException if the thread is interrupted
   */
  Optional<BasketContact> lookup(ContactAddress address, @Nullable String token)
      throws BasketFailure, InterruptedException {
    if (isSuccessDouble(address)) {
      return Optional.empty();
    }
    if (token != null) {
      Optional<BasketContact> known = lookup("token", token).filter(found -> found.isOf(address));
      if (known.isPresent()) {
        return known;
      }
    }
    if (apiKey == null) {
      throw BasketFailure.local(BasketFailure.AUTH, "a lookup by address needs an API key");
    }
    try {
      return lookup("email", address.value());
    } catch (BasketFailure failure) {
      throw failure.about(address);
    }
  }

  /**
   * Adds newsletters to a contact, making the contact if there is none (BAS-9, BAS-10).
   *
   * @param subscription what to say
   * @throws BasketFailure if the call did not succeed
   * @throws InterruptedException if the thread is interrupted
   */
  void subscribe(Subscription subscription) throws BasketFailure, InterruptedException {
    if (isSuccessDouble(subscription.address())) {
      return;
    }
    Map<String, String> form = new LinkedHashMap<>(subscription.form());
    HttpRequest.Builder request = request("/news/subscribe/");
    if (apiKey != null) {
      // As a form field the key is what makes optin=Y count; a synchronous call wants it in the
      // header (BAS-20).
      if (subscription.sync()) {
        request.header(KEY_HEADER, apiKey);
      } else {
        form.put("api_key", apiKey);
      }
    }
    try {
      post(request, form);
    } catch (BasketFailure failure) {
      throw failure.about(subscription.address());
    }
  }

  /**
   * Takes newsletters from a contact. Never opts out of everything (MOZ-14).
   *
   * @param contact whom, as looked up
   * @param slugs which newsletters
   * @throws BasketFailure with code 5 if there are no slugs; else if the call did not succeed
   * @throws InterruptedException if the thread is interrupted
   */
  void unsubscribe(BasketContact contact, Set<String> slugs)
      throws BasketFailure, InterruptedException {
    if (slugs.isEmpty()) {
      throw BasketFailure.local(BasketFailure.USAGE, "unsubscribe names no newsletters");
    }
    post(
        request("/news/unsubscribe/" + encoded(contact.token()) + "/"),
        Map.of("newsletters", String.join(",", slugs)));
  }

  private static boolean isSuccessDouble(ContactAddress address) throws BasketFailure {
    if (address.value().equalsIgnoreCase(FAILURE_DOUBLE)) {
      throw BasketFailure.local(
          BasketFailure.MOCK_FAILURE, "the address of the failing test double");
    }
    return address.value().equalsIgnoreCase(SUCCESS_DOUBLE);
  }

  private Optional<BasketContact> lookup(String selector, String value)
      throws BasketFailure, InterruptedException {
    HttpRequest.Builder request =
        request("/news/lookup-user/?" + selector + "=" + encoded(value)).GET();
    if (apiKey != null) {
      request.header(KEY_HEADER, apiKey);
    }
    try {
      BasketContact contact = BasketContact.read(call(request.build()));
      if (contact == null) {
        throw BasketFailure.answered(200, BasketFailure.NO_CODE, "a contact without a token", null);
      }
      return Optional.of(contact);
    } catch (BasketFailure failure) {
      if (failure.saysUnknownContact()) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(baseUrl + path))
        .timeout(requestTimeout)
        .header("Accept", "application/json");
  }

  private void post(HttpRequest.Builder request, Map<String, String> form)
      throws BasketFailure, InterruptedException {
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    call(
        request
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body, UTF_8))
            .build());
  }

  private JsonNode call(HttpRequest request) throws BasketFailure, InterruptedException {
    HttpResponse<byte[]> response = send(request);
    JsonNode body = parsed(response.body());
    if (response.statusCode() == 200 && body.path("status").asText().equals("ok")) {
      return body;
    }
    throw BasketFailure.answered(
        response.statusCode(),
        body.path("code").asInt(BasketFailure.NO_CODE),
        body.path("desc").asText(null),
        response
            .headers()
            .firstValue("Retry-After")
            .flatMap(value -> RetryAfter.parse(value, clock.instant()))
            .orElse(null));
  }

  /** What is no JSON, such as a proxy's page, is judged by its status alone. */
  private JsonNode parsed(byte[] body) {
    try {
      JsonNode tree = json.readTree(body);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request)
      throws BasketFailure, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, head -> new CappedBody(MAX_REPLY_BYTES));
    try {
      // The request's own time-out ends with the head of the answer; this one bounds the body too.
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw BasketFailure.silent(Stage.UNANSWERED, "timeout");
    } catch (ExecutionException e) {
      throw unanswered(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  static BasketFailure unanswered(@Nullable Throwable cause) {
    // The time-out of the connection is a subclass of the request's: it comes first.
    if (cause instanceof HttpConnectTimeoutException) {
      return BasketFailure.silent(Stage.NOT_REACHED, "connect-timeout");
    }
    if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      return BasketFailure.silent(Stage.NOT_REACHED, "connect");
    }
    if (cause instanceof SSLException) {
      return BasketFailure.silent(Stage.NOT_REACHED, "tls");
    }
    if (cause instanceof HttpTimeoutException) {
      return BasketFailure.silent(Stage.UNANSWERED, "timeout");
    }
    if (cause instanceof IOException) {
      return BasketFailure.silent(Stage.UNANSWERED, "connection-lost");
    }
    throw new IllegalStateException("the HTTP client failed", cause);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
