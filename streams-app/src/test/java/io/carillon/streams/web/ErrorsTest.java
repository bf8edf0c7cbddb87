package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.streams.web.ApiException.FieldError;
import io.carillon.streams.web.Caller.Answer;
import io.javalin.Javalin;
import java.net.URI;
import java.util.List;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller is told who gets no answer. */
final class ErrorsTest {
  private static final FieldError EVENT = new FieldError("event", "must be given");
  private static final FieldError PAGE = new FieldError("page[size]", "must be 1 to 100");

  private final Javalin server =
      Javalin.create(
          config -> {
            Errors.handle(config.routes);
            config.http.prefer405over404 = true;
            config.routes.get("/one", ask -> refuse(ApiException.invalid(List.of(EVENT))));
            config.routes.get("/two", ask -> refuse(ApiException.invalid(List.of(EVENT, PAGE))));
            config.routes.get("/moved", ask -> refuse(new InvalidStateStoreException("of Kafka")));
            config.routes.get("/ending", ask -> refuse(new InterruptException("of Kafka")));
            config.routes.get("/bug", ask -> refuse(new IllegalStateException("a secret")));
            config.routes.get(
                "/v1/users/ann/one", ask -> refuse(ApiException.invalid(List.of(PAGE))));
            config.routes.get(
                "/v1/users/ann/away", ask -> refuse(ApiException.unavailable("not now")));
          });

  private Caller caller;

  @BeforeEach
  void start() {
    caller = new Caller(URI.create("http://127.0.0.1:" + server.start("127.0.0.1", 0).port()));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void mistakesOfTheCallersAreNamedOneByOne() {
    assertThat(caller.get("/one").status()).isEqualTo(400);
    assertThat(caller.get("/one").body())
        .isEqualTo(
            "{\"code\":\"invalid\",\"message\":\"the request has a mistake\",\"errors\":["
                + "{\"field\":\"event\",\"rule\":\"must be given\"}]}");
    assertThat(caller.get("/two").json().path("message").asText())
        .isEqualTo("the request has 2 mistakes");
    assertThat(caller.get("/two").header("Retry-After")).isEmpty();
  }

  @Test
  void whatWillPassIsWorthAnotherTry() {
    Answer moved = caller.get("/moved");

    assertThat(moved.status()).isEqualTo(503);
    assertThat(moved.header("Retry-After")).isEqualTo("1");
    assertThat(moved.body())
        .isEqualTo("{\"code\":\"unavailable\",\"message\":\"the stores are being moved\"}");
    assertThat(caller.get("/ending").body()).contains("this instance is ending");
  }

  @Test
  void whatIsNotThereAndWhatIsNotAllowedThereAreTwoThings() {
    Answer nothing = caller.get("/nothing");
    Answer forbidden = caller.send("POST", "/one", "{}");

    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.json().path("code").asText()).isEqualTo("not-found");
    assertThat(forbidden.status()).isEqualTo(405);
    assertThat(forbidden.json().path("code").asText()).isEqualTo("method-not-allowed");
    assertThat(forbidden.header("Allow")).contains("GET");
  }

  @Test
  void aMistakeOfOursIsNotShown() {
    Answer bug = caller.get("/bug");

    assertThat(bug.status()).isEqualTo(500);
    assertThat(bug.header("Content-Type")).isEqualTo("application/json");
    assertThat(bug.body())
        .isEqualTo("{\"code\":\"internal\",\"message\":\"something went wrong here\"}");
  }

  @Test
  void anInboxSaysItInTheWordsOfJsonApi() {
    Answer wrong = caller.get("/v1/users/ann/one");

    assertThat(wrong.header("Content-Type")).isEqualTo("application/vnd.api+json");
    assertThat(wrong.body())
        .isEqualTo(
            "{\"errors\":[{\"status\":\"400\",\"code\":\"invalid\","
                + "\"title\":\"a parameter is wrong\","
                + "\"detail\":\"page[size] must be 1 to 100\","
                + "\"source\":{\"parameter\":\"page[size]\"}}]}");
    assertThat(caller.get("/v1/users/ann/away").body())
        .isEqualTo(
            "{\"errors\":[{\"status\":\"503\",\"code\":\"unavailable\",\"title\":\"not now\"}]}");
  }

  private static void refuse(RuntimeException why) {
    throw why;
  }
}
