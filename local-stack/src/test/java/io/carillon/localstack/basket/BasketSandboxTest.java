package io.carillon.localstack.basket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.behaviours.Behaviour;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Basket's contract, as its callers see it. */
class BasketSandboxTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = BasketOptions.DEFAULT_KEY;
  private static final String ANN = "ann@example.org";

  private final HandClock clock = new HandClock();
  private final BasketSandbox sandbox =
      BasketSandbox.start(
          "127.0.0.1",
          0,
          BasketOptions.defaults()
              .withClock(clock)
              .withBlockedDomains("blocked.example")
              .withNewsletters(Newsletter.of("retired").asInactive()));

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  @Behaviour("BAS-1")
  void everyReplyIsJsonWithAStatusAndErrorsHaveCodeAndDescription() {
    for (String path : Set.of("/news/newsletters/", "/news/lookup-user/", "/news/nonsense/")) {
      Reply reply = get(path);

      assertThat(reply.contentType()).as(path).startsWith("application/json");
      assertThat(reply.text("status")).isEqualTo(reply.status() == 200 ? "ok" : "error");
      assertThat(reply.body().has("desc")).isEqualTo(reply.status() != 200);
      assertThat(reply.body().path("code").isInt()).isEqualTo(reply.status() != 200);
    }
  }

  @ParameterizedTest
  @Behaviour({"BAS-2", "BAS-5"})
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          email=ann@example.org                        | 400 |  5 | newsletters is missing
          newsletters=app-dev                          | 401 |  5 | email or token is required
          newsletters=app-dev&email=ann                | 400 |  2 | Invalid email address
          newsletters=app-dev&token=abc                | 400 | 14 | Invalid basket token
          newsletters=app-dev&token=4f6e1c0a-4d4e-4b8e-9d3b-2d1f6d2f7a11 | 400 | 14 | Invalid basket token
          newsletters=app-dev,nonsense&email=ann@example.org | 400 |  9 | invalid newsletter
          newsletters=app-dev,mozilla-phone&email=ann@example.org | 401 |  7 | private newsletter subscription requires a valid API key or OAuth
          """)
  void badSubscribeIsRefusedWithItsCodeAndNothingIsSubscribed(
      String form, int status, int code, String desc) {
    Reply reply = post("/news/subscribe/", form, null);

    reply.isError(status, code, desc);
    assertThat(sandbox.contacts()).isEmpty();
  }

  @Test
  @Behaviour("BAS-3")
  void keyIsTakenFromFormThenQueryThenHeader() {
    String good = "newsletters=mozilla-phone&email=" + ANN;

    assertThat(post("/news/subscribe/", good + "&api-key=" + KEY, null).status()).isEqualTo(200);
    assertThat(post("/news/subscribe/", good + "&api_key=" + KEY, "bad").status()).isEqualTo(200);
    assertThat(post("/news/subscribe/?api-key=" + KEY, good, "bad").status()).isEqualTo(200);
    assertThat(post("/news/subscribe/?api_key=bad", good + "&api-key=" + KEY, null).status())
        .isEqualTo(200);
    sandbox.clear();
    assertThat(post("/news/subscribe/", good, KEY).status()).isEqualTo(200);
    assertThat(post("/news/subscribe/", good + "&api-key=bad", KEY).status()).isEqualTo(401);
  }

  @Test
  @Behaviour("BAS-3")
  void onlyEnabledKeysOpenAnythingAndTheirUseIsStamped() {
    assertThat(sandbox.keyLastAccessed(KEY)).isEmpty();

    get("/news/lookup-user/?email=" + ANN, KEY).isError(404, 3, "User not found");
    assertThat(sandbox.keyLastAccessed(KEY)).contains(clock.instant());
    sandbox.enableKey(KEY, false);

    assertThat(get("/news/lookup-user/?email=" + ANN, KEY).code()).isEqualTo(7);
    assertThat(get("/news/lookup-user/?email=" + ANN, "no such key").code()).isEqualTo(7);
  }

  @Test
  @Behaviour("BAS-3")
  void accountNeedsBothScopesAndTheAddressAskedFor() {
    subscribe("app-dev", ANN);
    sandbox.addAccount("full", ANN, Set.of("basket", "profile:email"));
    sandbox.addAccount("half", ANN, Set.of("basket"));
    sandbox.addAccount("other", "bob@example.org", Set.of("basket", "profile:email"));

    assertThat(getAs("full").status()).isEqualTo(200);
    assertThat(getAs("half").status()).isEqualTo(401);
    assertThat(getAs("other").status()).isEqualTo(401);
  }

  @Test
  @Behaviour("BAS-4")
  void optinWithoutAuthorisationIsSilentlyDowngraded() {
    String form = "newsletters=mozilla-foundation&optin=y&email=";

    post("/news/subscribe/", form + ANN, null).isOk();
    post("/news/subscribe/", form + "bob@example.org", KEY).isOk();

    assertThat(contact(ANN).optin()).isFalse();
    assertThat(contact("bob@example.org").optin()).isTrue();
  }

  @Test
  @Behaviour("BAS-4")
  void syncWithoutAuthorisationIsRefusedAndWithItTellsTheToken() {
    String form = "newsletters=app-dev&sync=Y&email=" + ANN;

    Reply refused = post("/news/subscribe/", form, null);
    Reply first = post("/news/subscribe/", form, KEY);
    Reply second = post("/news/subscribe/", form, KEY);

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.code()).isEqualTo(7);
    assertThat(first.text("token")).isEqualTo(contact(ANN).token());
    assertThat(first.body().get("created").asBoolean()).isTrue();
    assertThat(second.body().get("created").asBoolean()).isFalse();
  }

  @Test
  @Behaviour("BAS-6")
  void domainIsPunycodedAndALocalPartMustBeAscii() {
    post("/news/subscribe/", form("newsletters", "app-dev", "email", "ann@bücher.example"), null)
        .isOk();
    post("/news/subscribe/", form("newsletters", "app-dev", "email", "jürgen@example.org"), null)
        .isError(400, 2, "Invalid email address");

    assertThat(sandbox.contacts())
        .extracting(Contact::email)
        .containsExactly("ann@xn--bcher-kva.example");
  }

  @Test
  @Behaviour("BAS-6")
  void blockedDomainIsAnsweredOkAndIgnored() {
    post("/news/subscribe/", "newsletters=app-dev&email=ann@mail.blocked.example", null).isOk();

    assertThat(sandbox.contacts()).isEmpty();
  }

  @Test
  @Behaviour("BAS-7")
  void lookupTakesExactlyOneSelectorAndAnAddressOnlyFromTheAuthorised() {
    subscribe("app-dev", ANN);
    String token = contact(ANN).token();
    String usage = "Must have valid token OR email for this request";

    for (String path : Set.of("/news/lookup-user/", "/api/v1/users/lookup/")) {
      get(path).isError(400, 5, usage);
      get(path + "?email=" + ANN + "&token=" + token).isError(400, 5, usage);
      assertThat(get(path + "?email=" + ANN).status()).isEqualTo(401);
      assertThat(get(path + "?email=" + ANN).code()).isEqualTo(7);
      get(path + "?email=bob@example.org", KEY).isError(404, 3, "User not found");
      get(path + "?token=" + UUID.randomUUID()).isError(404, 4, "User not found");
      assertThat(get(path + "?email=" + ANN, KEY).text("token")).isEqualTo(token);
      assertThat(get(path + "?token=" + token).text("token")).isEqualTo(token);
    }
  }

  @Test
  @Behaviour("BAS-7")
  void lookupSaysWhatIsWrongWithTheProvider() {
    subscribe("app-dev", ANN);

    sandbox.provider(Provider.DOWN);
    Reply down = get("/news/lookup-user/?email=" + ANN, KEY);
    sandbox.provider(Provider.AUTH_FAILURE);
    Reply refused = get("/news/lookup-user/?email=" + ANN, KEY);
    sandbox.provider(Provider.UP);

    assertThat(down.status()).isEqualTo(400);
    assertThat(down.code()).isEqualTo(1);
    refused.isError(500, 6, "Email service provider auth failure");
    assertThat(get("/news/lookup-user/?email=" + ANN, KEY).status()).isEqualTo(200);
  }

  @Test
  @Behaviour("BAS-8")
  void userObjectIsCompleteAndMaskedForTheUnauthorised() {
    post(
            "/news/subscribe/",
            "newsletters=app-dev&country=de&lang=de&first_name=Ann&email=" + ANN,
            null)
        .isOk();
    String path = "/news/user/" + contact(ANN).token() + "/";

    Reply full = get(path, KEY);
    Reply masked = get(path);

    assertThat(full.body().properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder(
            "email",
            "token",
            "newsletters",
            "country",
            "lang",
            "first_name",
            "last_name",
            "optin",
            "optout",
            "mofo_relevant",
            "has_fxa",
            "fxa_primary_email",
            "created_date",
            "last_modified_date",
            "status");
    assertThat(full.text("email")).isEqualTo(ANN);
    assertThat(full.text("country")).isEqualTo("de");
    assertThat(full.body().get("newsletters").get(0).asText()).isEqualTo("app-dev");
    assertThat(masked.text("email")).isEqualTo("a*n@e*********g");
  }

  @Test
  @Behaviour({"BAS-9", "BAS-14"})
  void subscribeAddsOnlyWhatIsMissingAndMovesNoTimestamp() {
    subscribe("app-dev", ANN);
    Contact before = contact(ANN);
    clock.advance(Duration.ofHours(1));

    subscribe("app-dev", ANN);
    assertThat(contact(ANN)).isEqualTo(before);
    subscribe("app-dev,mozilla-foundation", ANN);

    Contact after = contact(ANN);
    assertThat(after.newsletters().get("app-dev")).isEqualTo(before.created());
    assertThat(after.newsletters().get("mozilla-foundation")).isEqualTo(clock.instant());
    assertThat(after.modified()).isEqualTo(clock.instant());
  }

  @Test
  @Behaviour("BAS-9")
  void groupStandsForItsMembersAndATransactionalMessageIsOnlySent() {
    subscribe("everything-public,download-link", ANN);
    subscribe("download-link", "bob@example.org");

    assertThat(contact(ANN).newsletters())
        .containsOnlyKeys("mozilla-and-you", "mozilla-foundation");
    assertThat(sandbox.contact("bob@example.org")).isEmpty();
    assertThat(sandbox.messages())
        .filteredOn(message -> message.what().equals("download-link"))
        .extracting(SentMessage::email)
        .containsExactly(ANN, "bob@example.org");
  }

  @Test
  @Behaviour("BAS-10")
  void tokenIsAUuidAndStays() {
    subscribe("app-dev", ANN);
    String token = contact(ANN).token();

    post("/news/subscribe/", "newsletters=mozilla-foundation&token=" + token, null).isOk();

    assertThat(UUID.fromString(token)).hasToString(token);
    assertThat(contact(ANN).token()).isEqualTo(token);
    assertThat(contact(ANN).newsletters()).containsKeys("app-dev", "mozilla-foundation");
  }

  @Test
  @Behaviour("BAS-10")
  void tokenAndAddressOfDifferentContactsChangeNothing() {
    subscribe("app-dev", ANN);
    subscribe("app-dev", "bob@example.org");
    var before = sandbox.contacts();

    post(
            "/news/subscribe/",
            "newsletters=mozilla-foundation&email=bob@example.org&token=" + contact(ANN).token(),
            null)
        .isOk();

    assertThat(sandbox.contacts()).isEqualTo(before);
  }

  @Test
  @Behaviour("BAS-11")
  void oneListWithoutConfirmationOptsInAtOnce() {
    subscribe("app-dev,mozilla-foundation", ANN);

    assertThat(contact(ANN).optin()).isTrue();
    assertThat(sandbox.messages()).isEmpty();
  }

  @Test
  @Behaviour("BAS-11")
  void confirmationIsAskedForAgainAndItsBrandIsFirefoxOnlyIfAllListsWantIt() {
    subscribe("mozilla-and-you", ANN);
    subscribe("mozilla-and-you", ANN);
    subscribe("mozilla-and-you,mozilla-foundation", ANN);

    assertThat(contact(ANN).optin()).isFalse();
    assertThat(sandbox.messages())
        .extracting(SentMessage::what)
        .containsExactly("confirm-fx", "confirm-fx", "confirm-moz");
  }

  @Test
  @Behaviour("BAS-12")
  void unsubscribeTakesAwayOnlyWhatWasAskedFor() {
    subscribe("app-dev,mozilla-foundation", ANN);

    unsubscribe("app-dev,mozilla-and-you", contact(ANN).token());

    assertThat(contact(ANN).newsletters()).containsOnlyKeys("mozilla-foundation");
    assertThat(contact(ANN).optout()).isFalse();
  }

  @Test
  @Behaviour("BAS-12")
  void optoutTakesAwayAllUntilTheNextSubscribe() {
    subscribe("app-dev,mozilla-foundation", ANN);

    post("/news/unsubscribe/" + contact(ANN).token() + "/", "optout=Y", null).isOk();
    assertThat(contact(ANN).newsletters()).isEmpty();
    assertThat(contact(ANN).optout()).isTrue();

    subscribe("app-dev", ANN);
    assertThat(contact(ANN).optout()).isFalse();
  }

  @Test
  @Behaviour("BAS-12")
  void unsubscribeOfAnUnknownContactCreatesNone() {
    unsubscribe("app-dev", UUID.randomUUID().toString());

    assertThat(sandbox.contacts()).isEmpty();
  }

  @Test
  @Behaviour({"BAS-13", "BAS-14"})
  void setMakesTheListExactButForInactiveAndPrivateOnes() {
    subscribe("app-dev,retired,mozilla-foundation", ANN);
    Instant before = clock.instant();
    clock.advance(Duration.ofHours(1));

    post(
            "/news/user/" + contact(ANN).token() + "/",
            "newsletters=mozilla-foundation,mozilla-and-you,mozilla-phone",
            null)
        .isOk();

    assertThat(contact(ANN).newsletters())
        .containsOnlyKeys("retired", "mozilla-foundation", "mozilla-and-you")
        .containsEntry("mozilla-foundation", before)
        .containsEntry("mozilla-and-you", clock.instant());
  }

  @Test
  @Behaviour("BAS-14")
  void setOfTheSameChangesNothing() {
    subscribe("app-dev", ANN);
    Contact before = contact(ANN);
    clock.advance(Duration.ofHours(1));

    post("/news/user/" + before.token() + "/", "newsletters=app-dev", null).isOk();

    assertThat(contact(ANN)).isEqualTo(before);
  }

  @Test
  @Behaviour("BAS-15")
  void confirmOptsInAndAnUnknownTokenIsNoError() {
    subscribe("mozilla-foundation", ANN);

    post("/news/confirm/" + UUID.randomUUID() + "/", "", null).isOk();
    assertThat(contact(ANN).optin()).isFalse();
    post("/news/confirm/" + contact(ANN).token() + "/", "", null).isOk();
    assertThat(contact(ANN).optin()).isTrue();
    post("/api/v1/users/confirm/" + contact(ANN).token() + "/", "", null).isOk();
    assertThat(contact(ANN).optin()).isTrue();
  }

  @Test
  @Behaviour("BAS-17")
  void fifthSubscribeInFiveMinutesIsRefusedByAddressAndNewsletters() {
    String form = "newsletters=app-dev&email=" + ANN;
    for (int i = 0; i < 4; i++) {
      post("/news/subscribe/", form, null).isOk();
    }

    post("/news/subscribe/", form, null).isError(429, 5, "rate limit reached");
    subscribe("mozilla-foundation", ANN);
    subscribe("app-dev", "bob@example.org");

    clock.advance(Duration.ofMinutes(5));
    post("/news/subscribe/", form, null).isOk();
  }

  @Test
  @Behaviour("BAS-17")
  void setAndConfirmAreLimitedAndTheApiPathSaysItInItsOwnWords() {
    subscribe("app-dev", ANN);
    String token = contact(ANN).token();
    for (int i = 0; i < 4; i++) {
      post("/news/user/" + token + "/", "newsletters=app-dev", null).isOk();
      post("/api/v1/users/confirm/" + token + "/", "", null).isOk();
    }

    post("/news/user/" + token + "/", "newsletters=app-dev", null)
        .isError(429, 5, "rate limit reached");
    post("/api/v1/users/confirm/" + token + "/", "", null).isError(429, 5, "Rate limit exceeded");
  }

  @Test
  @Behaviour("BAS-17")
  void badRequestsLookupsAndUnsubscribesAreNotCounted() {
    subscribe("app-dev", ANN);
    String token = contact(ANN).token();
    for (int i = 0; i < 6; i++) {
      post("/news/subscribe/", "newsletters=nonsense&email=" + ANN, null)
          .isError(400, 9, "invalid newsletter");
      assertThat(get("/news/lookup-user/?token=" + token).status()).isEqualTo(200);
      unsubscribe("app-dev", token);
    }

    subscribe("app-dev", ANN);
  }

  @Test
  void rateLimitCanBeSwitchedOff() {
    sandbox.limitRate(false);

    for (int i = 0; i < 10; i++) {
      subscribe("app-dev", ANN);
    }
  }

  @Test
  @Behaviour("BAS-19")
  void maintenanceParksWritesInOrderAndRefusesReads() {
    subscribe("app-dev", ANN);
    String token = contact(ANN).token();
    String desc = "Basket is currently in maintenance mode";

    sandbox.maintenance(Maintenance.ON);
    subscribe("mozilla-foundation", ANN);
    unsubscribe("app-dev", token);
    post("/news/subscribe/", "newsletters=app-dev&sync=Y&email=bob@example.org", KEY)
        .isError(400, 15, desc);
    get("/news/lookup-user/?token=" + token).isError(400, 15, desc);
    get("/news/user/" + token + "/").isError(400, 1, desc);
    sandbox.maintenance(Maintenance.READ_ONLY);
    assertThat(get("/news/user/" + token + "/").body().get("newsletters")).hasSize(1);
    sandbox.maintenance(Maintenance.OFF);

    assertThat(contact(ANN).newsletters()).containsOnlyKeys("mozilla-foundation");
    assertThat(sandbox.contact("bob@example.org")).isPresent();
  }

  @Test
  void userMetaChangesDetailsAndChecksThem() {
    subscribe("app-dev", ANN);
    String path = "/news/user-meta/" + contact(ANN).token() + "/";

    post(path, "first_name=Ann&country=fr", null).isOk();
    post(path, "country=12345", null).isError(400, 5, "data is invalid");

    assertThat(contact(ANN).details()).containsEntry("first_name", "Ann");
    assertThat(contact(ANN).details()).containsEntry("country", "fr");
  }

  @Test
  void recoverSendsTheTokenToAKnownAddressOnly() {
    subscribe("app-dev", ANN);

    post("/news/recover/", "email=" + ANN, null).isOk();
    post("/news/recover/", "email=bob@example.org", null)
        .isError(404, 3, "Email address not known");
    post("/news/recover/", "email=nonsense", null).isError(400, 2, "Invalid email address");
    Reply schema =
        send(request("/api/v1/users/recover/").POST(text("{\"email\":\"nonsense\"}")), null);

    assertThat(schema.status()).isEqualTo(422);
    assertThat(schema.code()).isEqualTo(5);
    assertThat(sandbox.messages())
        .extracting(SentMessage::email, SentMessage::what)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(ANN, "recovery"));
  }

  @Test
  void newslettersAreListedBySlugAndMayBeCached() {
    for (String path : Set.of("/news/newsletters/", "/api/v1/news/newsletters/")) {
      JsonNode all = get(path).body().get("newsletters");

      assertThat(all.has("everything-public")).isFalse();
      assertThat(all.get("mozilla-phone").get("private").asBoolean()).isTrue();
      assertThat(all.get("mozilla-and-you").get("requires_double_optin").asBoolean()).isTrue();
      assertThat(all.get("retired").get("active").asBoolean()).isFalse();
    }
  }

  @Test
  void unsubscribeReasonNeedsTokenAndReason() {
    subscribe("app-dev", ANN);
    String form = "token=" + contact(ANN).token();

    assertThat(post("/news/custom_unsub_reason/", form, null).code()).isEqualTo(5);
    post("/news/custom_unsub_reason/", form + "&reason=too+much", null).isOk();

    assertThat(contact(ANN).details()).containsEntry("unsub_reason", "too much");
  }

  @Test
  void faultsAreSetOverHttpForSoManyCallsAndTakenBack() {
    send(request("/sandbox/faults").POST(text("{\"status\":503,\"count\":2}")), null).isOk();

    assertThat(get("/news/newsletters/").status()).isEqualTo(503);
    assertThat(get("/sandbox/state").status()).isEqualTo(200);
    assertThat(get("/news/newsletters/").status()).isEqualTo(503);
    assertThat(get("/news/newsletters/").status()).isEqualTo(200);

    sandbox.failWith(500);
    assertThat(get("/news/newsletters/").status()).isEqualTo(500);
    send(request("/sandbox/faults").DELETE(), null).isOk();
    assertThat(get("/news/newsletters/").status()).isEqualTo(200);
  }

  @Test
  void stateAndPageShowContactsAndCalls() throws Exception {
    subscribe("app-dev", ANN);
    unsubscribe("mozilla-foundation", contact(ANN).token());

    JsonNode state = get("/sandbox/state").body();
    String page = HTTP.send(request("/").build(), HttpResponse.BodyHandlers.ofString()).body();

    assertThat(state.get("contacts").get(0).get("email").asText()).isEqualTo(ANN);
    assertThat(state.get("contacts").get(0).get("newsletters").has("app-dev")).isTrue();
    assertThat(state.get("calls").get("POST /news/subscribe/").get("200").asInt()).isEqualTo(1);
    assertThat(sandbox.calls()).containsEntry("POST /news/unsubscribe/<uuid>/", Map.of(200, 1));
    assertThat(page).contains("<td>" + ANN + "</td>", "POST /news/unsubscribe/&lt;uuid&gt;/");
  }

  @Test
  void downRefusesConnectionsAndUpIsTheSamePortWithTheSameContacts() {
    subscribe("app-dev", ANN);
    URI url = sandbox.url();

    sandbox.down();
    assertThatThrownBy(() -> get("/news/newsletters/")).hasCauseInstanceOf(ConnectException.class);
    sandbox.up();

    assertThat(sandbox.url()).isEqualTo(url);
    assertThat(get("/news/user/" + contact(ANN).token() + "/").status()).isEqualTo(200);
  }

  private Contact contact(String email) {
    return sandbox.contact(email).orElseThrow();
  }

  private void subscribe(String newsletters, String email) {
    post("/news/subscribe/", form("newsletters", newsletters, "email", email), null).isOk();
  }

  private void unsubscribe(String newsletters, String token) {
    post("/news/unsubscribe/" + token + "/", form("newsletters", newsletters), null).isOk();
  }

  private Reply getAs(String bearerToken) {
    return send(
        request("/news/lookup-user/?email=" + ANN).header("Authorization", "Bearer " + bearerToken),
        null);
  }

  private Reply get(String path) {
    return get(path, null);
  }

  private Reply get(String path, @Nullable String key) {
    return send(request(path), key);
  }

  private Reply post(String path, String form, @Nullable String key) {
    return send(
        request(path).header("Content-Type", "application/x-www-form-urlencoded").POST(text(form)),
        key);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(sandbox.url() + path));
  }

  private static HttpRequest.BodyPublisher text(String body) {
    return HttpRequest.BodyPublishers.ofString(body);
  }

  private static String form(String... namesAndValues) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.append(i == 0 ? "" : "&")
          .append(namesAndValues[i])
          .append('=')
          .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
    }
    return form.toString();
  }

  private static Reply send(HttpRequest.Builder request, @Nullable String key) {
    if (key != null) {
      request.header("X-Api-Key", key);
    }
    try {
      HttpResponse<String> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(
          response.statusCode(),
          response.headers().allValues("Content-Type").stream().collect(Collectors.joining()),
          JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private record Reply(int status, String contentType, JsonNode body) {
    String text(String field) {
      return body.path(field).asText();
    }

    int code() {
      return body.path("code").asInt();
    }

    void isOk() {
      assertThat(status).as(body.toString()).isEqualTo(200);
      assertThat(text("status")).isEqualTo("ok");
    }

    void isError(int expectedStatus, int expectedCode, String expectedDesc) {
      assertThat(status).as(body.toString()).isEqualTo(expectedStatus);
      assertThat(text("status")).isEqualTo("error");
      assertThat(code()).isEqualTo(expectedCode);
      assertThat(text("desc")).isEqualTo(expectedDesc);
    }
  }

  /** A clock that stands still until told. */
  private static final class HandClock extends Clock {
    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
