package io.carillon.delivery.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.avro.DeliveryStatus;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks {@code GET /v1/members/{member}/deliveries?event=…&outcomes=<partition>:<offset>}. */
final class HttpLedger implements Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final HttpClient client;
  private final String base;
  private final @Nullable String token;
  private final Duration timeout;

  HttpLedger(URI url, @Nullable String token, Duration timeout) {
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
    this.base = url.toString().replaceAll("/+$", "");
    this.token = token;
    this.timeout = timeout;
  }

  @Override
  public Optional<Standing> lookUp(Question question) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(question)).timeout(timeout).header("Accept", "application/json");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    return switch (response.statusCode()) {
      case OK -> find(question.commandId(), response.body());
      case UNAVAILABLE -> throw new BehindException(retryAfter(response));
      default -> {
        String code = "http-" + response.statusCode();
        throw new BadAnswerException(code, "the ledger answered " + code);
      }
    };
  }

  private URI uri(Question question) {
    return URI.create(
        base
            + "/v1/members/"
            + encode(question.memberId())
            + "/deliveries?event="
            + encode(question.eventId())
            + "&outcomes="
            + question.outcomesPartition()
            + ":"
            + question.outcomesOffset());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Duration retryAfter(HttpResponse<?> response) {
    try {
      return response
          .headers()
          .firstValue("Retry-After")
          .map(seconds -> Duration.ofSeconds(Math.max(0, Long.parseLong(seconds.trim()))))
          .orElse(DEFAULT_RETRY);
    } catch (NumberFormatException e) {
      return DEFAULT_RETRY; // a date: nobody we know sends one
    }
  }

  private static Optional<Standing> find(String commandId, String body) throws IOException {
    JsonNode deliveries;
    try {
      deliveries = JSON.readTree(body).path("deliveries");
    } catch (JsonProcessingException e) {
      throw garbled("the ledger's answer is not JSON", e);
    }
    for (JsonNode delivery : deliveries) {
      if (delivery.path("commandId").asText().equals(commandId)) {
        return Optional.of(standing(delivery));
      }
    }
    if (!deliveries.isArray()) {
      // An answer of another shape must not be taken for "nothing is known".
      throw garbled("the ledger's answer has no deliveries", null);
    }
    return Optional.empty();
  }

  private static Standing standing(JsonNode delivery) throws IOException {
    String status = delivery.path("status").asText();
    if (!delivery.path("attempt").isInt()) {
      throw garbled("the ledger's answer has no attempt", null);
    }
    try {
      return new Standing(DeliveryStatus.valueOf(status), delivery.path("attempt").asInt());
    } catch (IllegalArgumentException e) {
      throw garbled("the ledger's answer has an unknown status", e);
    }
  }

  private static BadAnswerException garbled(String message, @Nullable Exception cause) {
    BadAnswerException garbled = new BadAnswerException("bad-answer", message);
    if (cause != null) {
      garbled.initCause(cause);
    }
    return garbled;
  }
}
