package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.settings.Secret;
import io.carillon.streams.web.Caller.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The interface of an instance that is still starting. */
final class WebServerTest {
  private static final String PATH = "/v1/members/ann/preferences";
  private final StartingInstance instance = new StartingInstance();
  private WebServer server;
  private Caller web;

  @BeforeEach
  void open() {
    WebSettings settings =
        new WebSettings("127.0.0.1", 0, null, new Secret("s3cret"), Duration.ofSeconds(1));
    WebContent content =
        new WebContent(
            PreferenceRequestTest.CATALOG, null, InstantSource.fixed(Instant.EPOCH), () -> "id");
    server = WebServer.open(settings, instance, content);
    web = new Caller(server.url());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void nobodyIsLetInWithoutTheToken() {
    Answer none = web.get(PATH);
    Answer wrong = web.get(PATH, "Authorization", "Bearer s3cres");

    assertThat(none.status()).isEqualTo(401);
    assertThat(none.json().path("code").asText()).isEqualTo("unauthorized");
    assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(wrong.status()).isEqualTo(401);
  }

  @Test
  void whoIsLetInIsToldToComeBackSoon() {
    Answer answer = web.get(PATH, "Authorization", "bearer s3cret");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.json().path("message").asText()).isEqualTo("this instance is starting");
  }

  @Test
  void whoeverStillAsksWhileItEndsIsToldToComeBackSoon() {
    instance.ending.set(true);

    Answer answer = web.get(PATH, "Authorization", "bearer s3cret");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.json().path("message").asText()).isEqualTo("this instance is ending");
  }

  @Test
  void anInboxIsRefusedInItsOwnFormat() {
    Answer answer = web.get("/v1/users/ann/notifications");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("Content-Type")).startsWith("application/vnd.api+json");
    assertThat(answer.json().at("/errors/0/status").asText()).isEqualTo("401");
  }

  @Test
  void itsHealthIsOpenToAll() {
    assertThat(web.get("/livez").status()).isEqualTo(200);
    assertThat(web.get("/readyz").status()).isEqualTo(503);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> web.get("/readyz").json().at("/components/registry/reason").asText(),
            "the registry is away, for 0s"::equals);
    assertThat(web.get("/metrics").body()).isEqualTo("no metrics");

    instance.status.set(new Instance.Status(true, true, "RUNNING"));
    assertThat(web.get("/readyz").status())
        .as("brokers and a registry that are away do not count")
        .isEqualTo(200);

    instance.status.set(new Instance.Status(false, false, "FAILED"));
    assertThat(web.get("/livez").status()).isEqualTo(503);
  }

  @Test
  void withoutSettingsForItNobodyUnsubscribes() {
    assertThat(web.get("/v1/unsubscribe/token").status()).isEqualTo(404);
  }

  private static final class StartingInstance implements Instance {
    private final AtomicReference<Status> status =
        new AtomicReference<>(new Status(true, false, "STARTING"));
    private final AtomicBoolean ending = new AtomicBoolean();

    @Override
    public Status status() {
      Status now = status.get();
      return now == null ? new Status(false, false, "GONE") : now;
    }

    @Override
    public Optional<String> kafkaProblem() {
      return Optional.of("no broker answers");
    }

    @Override
    public Optional<String> registryProblem() {
      return Optional.of("the registry is away");
    }

    @Override
    public String metrics() {
      return "no metrics";
    }

    @Override
    public Optional<Connections> connections() {
      if (ending.get()) {
        // As everything that waits does when the server ends its threads; it interrupts this one.
        throw new InterruptException("ending");
      }
      return Optional.empty();
    }
  }
}
