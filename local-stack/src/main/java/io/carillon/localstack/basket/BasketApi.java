package io.carillon.localstack.basket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.localstack.basket.Contacts.Subscribed;
import io.carillon.localstack.basket.Contacts.Wish;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Basket's HTTP interface: turns calls into operations on contacts, and results into answers. */
final class BasketApi {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern COUNTRY = Pattern.compile("[A-Za-z]{2,3}");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");
  private static final int LONGEST_NAME = 100;
  private static final List<String> DETAILS =
      List.of("country", "lang", "first_name", "last_name", "source_url", "format");

  private final Catalogue catalogue;
  private final Set<String> blockedDomains;
  private final Contacts contacts;
  private final Authorisation authorisation;
  private final RateLimiter limiter;
  private final Operation operation;
  private final ObjectMapper json;

  BasketApi(
      Catalogue catalogue,
      Set<String> blockedDomains,
      Contacts contacts,
      Authorisation authorisation,
      RateLimiter limiter,
      Operation operation,
      ObjectMapper json) {
    this.catalogue = catalogue;
    this.blockedDomains = blockedDomains;
    this.contacts = contacts;
    this.authorisation = authorisation;
    this.limiter = limiter;
    this.operation = operation;
    this.json = json;
  }

  void addTo(RoutesConfig routes) {
    routes.post("/news/subscribe/", this::subscribe);
    routes.post("/news/unsubscribe/{uuid}/", this::unsubscribe);
    routes.get("/news/user/{uuid}/", this::user);
    routes.post("/news/user/{uuid}/", this::set);
    routes.post("/news/user-meta/{uuid}/", this::userMeta);
    routes.get("/news/lookup-user/", this::lookup);
    routes.get("/api/v1/users/lookup/", this::lookup);
    routes.post("/news/confirm/{uuid}/", this::confirm);
    routes.post("/api/v1/users/confirm/{uuid}/", this::confirm);
    routes.post("/news/recover/", this::recover);
    routes.post("/api/v1/users/recover/", this::recoverJson);
    routes.get("/news/newsletters/", this::newsletters);
    routes.get("/api/v1/news/newsletters/", this::newsletters);
    routes.post("/news/custom_unsub_reason/", this::unsubscribeReason);
  }

  private void subscribe(Context call) {
    List<String> newsletters = list(form(call, "newsletters"));
    if (newsletters.isEmpty()) {
      throw BasketError.newslettersMissing();
    }
    String givenEmail = form(call, "email");
    String token = form(call, "token");
    if (givenEmail == null && token == null) {
      throw BasketError.emailOrTokenRequired();
    }
    String email = givenEmail == null ? null : validEmail(givenEmail);
    if (token != null && (!UUID.matcher(token).matches() || contacts.byToken(token).isEmpty())) {
      throw BasketError.invalidToken();
    }
    boolean authorised = authorisation.isAuthorised(call, email);
    catalogue.check(newsletters, authorised);
    boolean sync = isYes(call, "sync");
    if (sync && !authorised) {
      throw BasketError.notAuthorised("sync=Y");
    }
    if (email != null && isBlocked(email)) {
      ok(call);
      return;
    }
    countAgainstLimit(
        call, "subscribe", String.join(",", newsletters) + " " + (email == null ? token : email));

    // Without authorisation optin=Y is not worth anything, and nobody is told (BAS-4).
    boolean optin = isYes(call, "optin") && authorised;
    Wish wish = new Wish(email, token, newsletters, details(call), optin);
    if (sync) {
      answerSynchronously(call, wish);
    } else {
      operation.write(() -> contacts.subscribe(wish));
      ok(call);
    }
  }

  private void answerSynchronously(Context call, Wish wish) {
    if (operation.isMaintained()) {
      operation.write(() -> contacts.subscribe(wish));
      throw BasketError.maintenance(BasketError.MAINTENANCE);
    }
    operation.checkProvider();
    Subscribed subscribed = contacts.subscribe(wish);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("status", "ok");
    answer.put("token", subscribed.token());
    answer.put("created", subscribed.created());
    answer(call, answer);
  }

  private void unsubscribe(Context call) {
    String token = pathToken(call);
    boolean all = isYes(call, "optout");
    List<String> newsletters = list(form(call, "newsletters"));
    if (newsletters.isEmpty() && !all) {
      throw BasketError.newslettersMissing();
    }
    // Who may leave is not a question of who may join.
    catalogue.check(newsletters, true);
    operation.write(() -> contacts.unsubscribe(token, newsletters, all));
    ok(call);
  }

  private void user(Context call) {
    operation.checkReadable(BasketError.NETWORK);
    String token = pathToken(call);
    Contact contact =
        contacts
            .byToken(token)
            .orElseThrow(() -> BasketError.userNotFound(BasketError.UNKNOWN_TOKEN));
    boolean authorised = authorisation.isAuthorised(call, contact.email());
    answer(call, contact.asUser(!authorised));
  }

  private void set(Context call) {
    String token = pathToken(call);
    String givenEmail = form(call, "email");
    String email = givenEmail == null ? null : validEmail(givenEmail);
    String told = call.formParam("newsletters");
    List<String> newsletters = told == null ? null : list(told);
    if (newsletters != null) {
      // Private ones are dropped later instead of refused (BAS-13).
      catalogue.check(newsletters, true);
    }
    boolean optin = isYes(call, "optin") && authorisation.isAuthorised(call, email);
    countAgainstLimit(call, "set", told + " " + token);
    Wish wish = new Wish(email, token, newsletters, details(call), optin);
    operation.write(() -> contacts.set(wish));
    ok(call);
  }

  private void userMeta(Context call) {
    String token = pathToken(call);
    Map<String, String> details = details(call);
    details.remove("format");
    boolean valid =
        matches(details.get("country"), COUNTRY)
            && matches(details.get("lang"), LANGUAGE)
            && details.getOrDefault("first_name", "").length() <= LONGEST_NAME
            && details.getOrDefault("last_name", "").length() <= LONGEST_NAME
            && details.getOrDefault("source_url", "http").startsWith("http");
    if (!valid) {
      throw BasketError.invalidData();
    }
    operation.write(() -> contacts.describe(token, details));
    ok(call);
  }

  private void lookup(Context call) {
    operation.checkReadable(BasketError.MAINTENANCE);
    String email = query(call, "email");
    String token = query(call, "token");
    if ((email == null) == (token == null)) {
      throw BasketError.oneSelector();
    }
    if (token != null) {
      lookupToken(call, token);
    } else if (email != null) {
      lookupEmail(call, email);
    }
  }

  private void lookupToken(Context call, String token) {
    operation.checkProvider();
    Contact contact =
        contacts
            .byToken(token)
            .orElseThrow(() -> BasketError.userNotFound(BasketError.UNKNOWN_TOKEN));
    answer(call, contact.asUser(!authorisation.isAuthorised(call, contact.email())));
  }

  private void lookupEmail(Context call, String email) {
    String valid = validEmail(email);
    if (!authorisation.isAuthorised(call, valid)) {
      throw BasketError.notAuthorised("looking up an address");
    }
    operation.checkProvider();
    Contact contact =
        contacts
            .byEmail(valid)
            .orElseThrow(() -> BasketError.userNotFound(BasketError.UNKNOWN_EMAIL));
    answer(call, contact.asUser(false));
  }

  private void confirm(Context call) {
    String token = pathToken(call);
    countAgainstLimit(call, "confirm", token);
    operation.write(() -> contacts.confirm(token));
    ok(call);
  }

  private void recover(Context call) {
    operation.checkReadable(BasketError.MAINTENANCE);
    String email = form(call, "email");
    recover(call, validEmail(email == null ? "" : email));
  }

  private void recoverJson(Context call) {
    operation.checkReadable(BasketError.MAINTENANCE);
    Optional<String> email;
    try {
      JsonNode body = json.readTree(call.body());
      email = EmailAddresses.valid(body.path("email").asText(""));
    } catch (JsonProcessingException e) {
      email = Optional.empty();
    }
    recover(call, email.orElseThrow(BasketError::invalidSchema));
  }

  private void recover(Context call, String email) {
    Contact contact = contacts.byEmail(email).orElseThrow(BasketError::emailNotKnown);
    operation.write(() -> contacts.send(contact.email(), "recovery"));
    ok(call);
  }

  private void newsletters(Context call) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Newsletter newsletter : catalogue.newsletters()) {
      all.put(
          newsletter.slug(),
          Map.of(
              "title",
              newsletter.slug(),
              "active",
              newsletter.isActive(),
              "private",
              newsletter.isPrivate(),
              "show",
              !newsletter.isPrivate(),
              "requires_double_optin",
              newsletter.needsConfirmation(),
              "languages",
              List.of("en")));
    }
    call.header("Cache-Control", "max-age=300");
    answer(call, Map.of("status", "ok", "newsletters", all));
  }

  private void unsubscribeReason(Context call) {
    String token = form(call, "token");
    String reason = form(call, "reason");
    if (token == null || reason == null) {
      throw new BasketError(400, BasketError.USAGE, "token and reason are required");
    }
    operation.write(() -> contacts.describe(token, Map.of("unsub_reason", reason)));
    ok(call);
  }

  private void countAgainstLimit(Context call, String what, String key) {
    if (limiter.isTooOften(what + " " + key)) {
      throw BasketError.tooOften(call.path().startsWith("/api/"));
    }
  }

  private boolean isBlocked(String email) {
    return blockedDomains.stream().anyMatch(email::endsWith);
  }

  private static String validEmail(String email) {
    return EmailAddresses.valid(email).orElseThrow(BasketError::invalidEmail);
  }

  private static boolean matches(@Nullable String value, Pattern pattern) {
    return value == null || pattern.matcher(value).matches();
  }

  // Basket's own path takes nothing but a UUID there, so anything else is a path it does not have.
  private static String pathToken(Context call) {
    String token = call.pathParam("uuid");
    if (!UUID.matcher(token).matches()) {
      throw BasketError.userNotFound(BasketError.UNKNOWN_TOKEN);
    }
    return token;
  }

  private static Map<String, String> details(Context call) {
    Map<String, String> details = new LinkedHashMap<>();
    for (String name : DETAILS) {
      String value = form(call, name);
      if (value != null) {
        details.put(name, value);
      }
    }
    return details;
  }

  private static List<String> list(@Nullable String csv) {
    return csv == null
        ? List.of()
        : Arrays.stream(csv.split(",")).map(String::trim).filter(s -> !s.isEmpty()).toList();
  }

  private static boolean isYes(Context call, String name) {
    return "Y".equalsIgnoreCase(form(call, name));
  }

  private static @Nullable String form(Context call, String name) {
    return given(call.formParam(name));
  }

  private static @Nullable String query(Context call, String name) {
    return given(call.queryParam(name));
  }

  private static @Nullable String given(@Nullable String value) {
    return value == null || value.isBlank() ? null : value.trim();
  }

  private void ok(Context call) {
    answer(call, Map.of("status", "ok"));
  }

  void error(Context call, BasketError error) {
    call.status(error.status());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", "error");
    answer.put("code", error.code());
    answer.put("desc", error.desc());
    answer(call, answer);
  }

  void answer(Context call, Map<String, ?> answer) {
    try {
      call.contentType("application/json").result(json.writeValueAsString(answer));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + answer, e);
    }
  }
}
