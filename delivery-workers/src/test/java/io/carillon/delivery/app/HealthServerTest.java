package io.carillon.delivery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.engine.EngineHealth;
import io.carillon.delivery.engine.EngineHealth.Dependency;
import io.carillon.delivery.engine.EngineHealth.State;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
  private static final Dependency UP = new Dependency(true, Instant.EPOCH, null);
  private static final Dependency REFUSED = new Dependency(false, Instant.EPOCH, "auth-535");

  private EngineHealth health = health(State.RUNNING, UP);
  private Optional<String> kafka = Optional.empty();
  private final HealthServer server = HealthServer.open(new HealthSettings("127.0.0.1", 0));

  @BeforeEach
  void serve() {
    server.serve(
        new Readiness(() -> health, () -> kafka, Optional::empty, null),
        () -> "carillon_delivery_attempts_total 1.0\n");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aWorkerThatDeliversIsAliveAndReady() throws Exception {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body())
        .isEqualTo(
            "{\"ready\":true,\"state\":\"RUNNING\",\"partitions\":8,\"components\":{"
                + "\"kafka\":{\"up\":true,\"since\":null,\"reason\":null},\"registry\":{\"up\":true,\"since\":null,\"reason\":null},\"route\":{\"up\":true,\"since\":\"1970-01-01T00:00:00Z\",\"reason\":null},\"ledger\":{\"up\":true,\"since\":\"1970-01-01T00:00:00Z\",\"reason\":null}}}\n");
  }

  @Test
  void whileTheRouteIsDownItIsAliveAndSaysWhyItIsNotReady() throws Exception {
    health = health(State.RUNNING, REFUSED);

    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body())
        .contains("{\"up\":false,\"since\":\"1970-01-01T00:00:00Z\",\"reason\":\"auth-535\"}");
  }

  @Test
  void aPortThatWasTakenForAWorkerThatDidNotStartIsFreeAgain() {
    HealthServer taken = HealthServer.open(new HealthSettings("127.0.0.1", 0));
    int port = taken.port();
    taken.close();

    HealthServer next = HealthServer.open(new HealthSettings("127.0.0.1", port));

    assertThat(next.port()).isEqualTo(port);
    next.close();
  }

  @Test
  void withoutBrokersItIsNotReady() throws Exception {
    kafka = Optional.of("no answer within 2 s");

    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).contains("no answer within 2 s");
  }

  @Test
  @Behaviour("MOZ-21")
  void aProviderThatWouldNotServeUsShowsThoughNoCommandCameYet() throws Exception {
    Readiness readiness =
        new Readiness(
            () -> health,
            () -> kafka,
            Optional::empty,
            () -> Optional.of("basket-7: Invalid API key"));

    assertThat(readiness.lives()).isTrue();
    assertThat(readiness.report().ready()).isFalse();
    assertThat(readiness.report().components())
        .containsEntry(
            "provider", new Readiness.Component(false, null, "basket-7: Invalid API key"));
  }

  @Test
  void aWorkerThatFailedOrNoLongerPollsIsNotAlive() throws Exception {
    health = health(State.FAILED, UP);
    assertThat(get("/livez").statusCode()).isEqualTo(503);

    health = new EngineHealth(State.RUNNING, 8, Duration.ofMinutes(10), UP, UP);
    assertThat(get("/livez").statusCode()).isEqualTo(503);
  }

  @Test
  void aWorkerThatWaitsForItsRegistryIsAliveAndNotReady() throws Exception {
    health = health(State.STARTING, UP);

    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
  }

  @Test
  void whoAsksWhetherItLivesDoesNotWaitForThoseWhoAskWhetherItIsReady() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (HealthServer slow = HealthServer.open(new HealthSettings("127.0.0.1", 0))) {
      slow.serve(
          new Readiness(() -> health, () -> afterwards(answer), Optional::empty, null), () -> "");
      URI base = URI.create("http://127.0.0.1:" + slow.port());
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        waiting.add(
            HttpClient.newHttpClient()
                .sendAsync(
                    HttpRequest.newBuilder(base.resolve("/readyz")).build(),
                    BodyHandlers.ofString()));
      }

      HttpRequest livez =
          HttpRequest.newBuilder(base.resolve("/livez")).timeout(Duration.ofSeconds(20)).build();
      for (int i = 0; i < 3; i++) {
        assertThat(HttpClient.newHttpClient().send(livez, BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
      }
      assertThat(waiting).noneMatch(CompletableFuture::isDone);

      answer.countDown();
      for (CompletableFuture<HttpResponse<String>> one : waiting) {
        assertThat(one.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
    }
  }

  private static Optional<String> afterwards(CountDownLatch answer) {
    try {
      answer.await();
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  @Test
  void metricsAreServedAsTheyAre() throws Exception {
    assertThat(get("/metrics").body()).isEqualTo("carillon_delivery_attempts_total 1.0\n");
  }

  @Test
  void aPortThatIsTakenIsNamedWithItsSettingAndTheReason() {
    HealthSettings taken = new HealthSettings("127.0.0.1", server.port());

    assertThatThrownBy(() -> HealthServer.open(taken))
        .hasMessageStartingWith("health.port: cannot listen on 127.0.0.1:" + server.port() + ": ")
        .hasMessageContaining("in use");
  }

  @Test
  void soIsAHostThatNobodyKnows() {
    assertThatThrownBy(() -> HealthServer.open(new HealthSettings("no-such-host.invalid", 0)))
        .isInstanceOf(HealthServer.CannotListenException.class)
        .hasMessageStartingWith("health.port: cannot listen on no-such-host.invalid:0: ");
  }

  @Test
  void nothingElseIsServed() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    HttpRequest post = HttpRequest.newBuilder(uri("/livez")).POST(BodyPublishers.noBody()).build();
    assertThat(HttpClient.newHttpClient().send(post, BodyHandlers.ofString()).statusCode())
        .isEqualTo(405);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static EngineHealth health(State state, Dependency route) {
    return new EngineHealth(state, 8, Duration.ZERO, route, UP);
  }
}
