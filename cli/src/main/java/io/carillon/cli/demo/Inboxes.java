package io.carillon.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.cli.CliException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** Asks for inboxes over HTTP, as a web page would. Thread-safe. */
final class Inboxes {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI api;

  Inboxes(URI api) {
    this.api = api;
  }

  /** Returns the ids of all entries in the inbox of a member. */
  Set<String> of(String memberId) throws InterruptedException {
    Set<String> ids = new TreeSet<>();
    String encoded = URLEncoder.encode(memberId, StandardCharsets.UTF_8).replace("+", "%20");
    URI page = api.resolve("/v1/users/" + encoded + "/notifications");
    while (page != null) {
      JsonNode document = get(page);
      document.path("data").forEach(entry -> ids.add(entry.path("id").asText()));
      JsonNode next = document.path("links").path("next");
      page = next.isTextual() ? page.resolve(next.asText()) : null;
    }
    return ids;
  }

  private JsonNode get(URI page) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(page)
            .header("Accept", "application/vnd.api+json")
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new CliException("GET " + page + " answered " + response.statusCode());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new CliException("GET " + page + ": " + e.getMessage(), e);
    }
  }
}
