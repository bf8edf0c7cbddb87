package io.carillon.localstack.basket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.localstack.basket.HttpFaults.Fault;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A newsletter service in memory that speaks Basket's HTTP contract, shows what it holds and
 * misbehaves on demand. {@code GET /} shows it to people, {@code GET /sandbox/state} to programs;
 * {@code POST /sandbox/faults} with {@code {"status":503,"count":3,"delayMs":100}} makes it
 * misbehave, {@code DELETE /sandbox/faults} ends that.
 *
 * <p>Thread-safe. Whoever starts it closes it.
 */
public final class BasketSandbox implements AutoCloseable {
  private static final int THREADS = 32;

  private final String host;
  private final BasketOptions options;
  private final Contacts contacts;
  private final Authorisation authorisation;
  private final RateLimiter limiter;
  private final Operation operation = new Operation();
  private final HttpFaults faults = new HttpFaults();
  private final CallLog calls = new CallLog();
  private final ObjectMapper json = new ObjectMapper();
  private final BasketApi api;
  private int port;
  private @Nullable Javalin server;

  private BasketSandbox(String host, int port, BasketOptions options) {
    this.host = host;
    this.port = port;
    this.options = options;
    Catalogue catalogue = new Catalogue(options.newsletters());
    this.contacts = new Contacts(catalogue, options.clock());
    this.authorisation = new Authorisation(options.keys(), options.clock());
    this.limiter = new RateLimiter(options.rateLimit(), options.clock());
    this.api =
        new BasketApi(
            catalogue, options.blockedDomains(), contacts, authorisation, limiter, operation, json);
  }

  /**
   * Starts a sandbox.
   *
   * @param host the address to bind, such as {@code 127.0.0.1}
   * @param port 0 for any free one
   * @param options what it knows
   * @return the sandbox, ready for calls
   * @throws IllegalStateException if it cannot listen there
   */
  public static BasketSandbox start(String host, int port, BasketOptions options) {
    BasketSandbox sandbox = new BasketSandbox(host, port, options);
    sandbox.up();
    return sandbox;
  }

  /**
   * Returns where the sandbox is, the same for its life.
   *
   * @return its root, without a slash at its end
   */
  public synchronized URI url() {
    String reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host;
    return URI.create("http://" + reachable + ":" + port);
  }

  /**
   * Returns the contacts in the order they came.
   *
   * @return a snapshot
   */
  public List<Contact> contacts() {
    return contacts.all();
  }

  /**
   * Returns the contact with an address.
   *
   * @param email the address, its domain in ASCII
   * @return the contact as it is now, if it is known
   */
  public Optional<Contact> contact(String email) {
    return contacts.byEmail(email);
  }

  /**
   * Returns the messages that would have been sent, the last thousand.
   *
   * @return a snapshot, oldest first
   */
  public List<SentMessage> messages() {
    return contacts.sent();
  }

  /**
   * Returns how often each path was asked and how that was answered.
   *
   * @return such as {@code {"POST /news/unsubscribe/<uuid>/": {200: 3}}}
   */
  public Map<String, Map<Integer, Integer>> calls() {
    return calls.counts();
  }

  /** Forgets contacts, messages and calls; faults and keys stay. */
  public void clear() {
    contacts.clear();
    calls.clear();
    limiter.limit(options.rateLimit());
  }

  /**
   * Answers all calls with an error until {@link #behave()}.
   *
   * @param status 400–599
   */
  public void failWith(int status) {
    faults.set(new Fault(status, Integer.MAX_VALUE, Duration.ZERO));
  }

  /**
   * Answers the next calls with an error.
   *
   * @param status 400–599
   * @param count how many calls, at least 1
   */
  public void failWith(int status, int count) {
    faults.set(new Fault(status, count, Duration.ZERO));
  }

  /**
   * Answers all calls that much later until {@link #behave()}.
   *
   * @param delay zero or more
   */
  public void answerAfter(Duration delay) {
    faults.set(new Fault(0, Integer.MAX_VALUE, delay));
  }

  /** Ends {@link #failWith} and {@link #answerAfter}. */
  public void behave() {
    faults.clear();
  }

  /**
   * Makes an API key valid or not; one that was not known is added.
   *
   * @param key the key
   * @param isEnabled whether it is valid from now on
   */
  public void enableKey(String key, boolean isEnabled) {
    authorisation.enable(key, isEnabled);
  }

  /**
   * Returns when an API key last opened something.
   *
   * @param key the key
   * @return the moment, empty if it never did
   */
  public Optional<Instant> keyLastAccessed(String key) {
    return Optional.ofNullable(authorisation.keys().get(key))
        .flatMap(Authorisation.ApiKey::lastAccessed);
  }

  /**
   * Makes a bearer token of an account known.
   *
   * @param bearerToken what callers send
   * @param email whose it is
   * @param scopes what it is good for; {@code basket} and {@code profile:email} are needed
   */
  public void addAccount(String bearerToken, String email, Set<String> scopes) {
    authorisation.addAccount(bearerToken, email, scopes);
  }

  /**
   * Switches the rate limit; calls are counted anew.
   *
   * @param isOn whether the limit of the options holds
   */
  public void limitRate(boolean isOn) {
    limiter.limit(isOn ? options.rateLimit() : Optional.empty());
  }

  /**
   * Changes how the e-mail service behind Basket is.
   *
   * @param provider from now on
   */
  public void provider(Provider provider) {
    operation.provider(provider);
  }

  /**
   * Changes the maintenance mode; parked writes are done once it is off.
   *
   * @param maintenance from now on
   */
  public void maintenance(Maintenance maintenance) {
    operation.maintenance(maintenance);
  }

  /** Closes the port; contacts and faults stay. Nothing happens if it is down. */
  public synchronized void down() {
    Javalin running = server;
    if (running != null) {
      running.stop();
      server = null;
    }
  }

  /**
   * Opens the same port again. Nothing happens if it is up.
   *
   * @throws IllegalStateException if something else took the port
   */
  public synchronized void up() {
    if (server != null) {
      return;
    }
    Javalin fresh = Javalin.create(this::configure);
    try {
      fresh.start(host, port);
    } catch (RuntimeException e) {
      throw new IllegalStateException("the Basket sandbox cannot listen on port " + port, e);
    }
    port = fresh.port();
    server = fresh;
  }

  @Override
  public void close() {
    down();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.jetty.threadPool = daemonThreads();
    config.routes.before("/news/*", this::misbehave);
    config.routes.before("/api/*", this::misbehave);
    config.routes.after("/news/*", this::log);
    config.routes.after("/api/*", this::log);
    config.routes.exception(BasketError.class, (error, call) -> api.error(call, error));
    config.routes.exception(
        HttpResponseException.class,
        (e, call) -> {
          String desc = e.getMessage() == null ? "" : e.getMessage();
          api.error(call, new BasketError(e.getStatus(), BasketError.UNKNOWN, desc));
        });
    api.addTo(config.routes);
    config.routes.get("/", call -> call.html(SandboxPage.of(this, calls)));
    config.routes.get("/sandbox/state", call -> api.answer(call, state()));
    config.routes.post("/sandbox/faults", this::setFaults);
    config.routes.delete(
        "/sandbox/faults",
        call -> {
          behave();
          api.answer(call, Map.of("status", "ok"));
        });
  }

  // A sandbox that nobody closed must not keep a JVM from ending.
  private static QueuedThreadPool daemonThreads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("basket-sandbox");
    threads.setDaemon(true);
    return threads;
  }

  private void misbehave(Context call) throws InterruptedException {
    Optional<Fault> told = faults.take();
    if (told.isPresent()) {
      Fault fault = told.get();
      Thread.sleep(fault.delay().toMillis());
      if (fault.status() != 0) {
        throw new BasketError(fault.status(), BasketError.UNKNOWN, "fault of the sandbox");
      }
    }
  }

  private void log(Context call) {
    String method = call.req().getMethod();
    calls.add(options.clock().instant(), method, call.path(), call.statusCode());
  }

  private void setFaults(Context call) {
    try {
      JsonNode told = json.readTree(call.body());
      faults.set(
          new Fault(
              told.path("status").asInt(0),
              told.path("count").asInt(Integer.MAX_VALUE),
              Duration.ofMillis(told.path("delayMs").asLong(0))));
      api.answer(call, Map.of("status", "ok"));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new BasketError(400, BasketError.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("contacts", contacts().stream().map(BasketSandbox::inFull).toList());
    state.put(
        "messages",
        messages().stream()
            .map(m -> Map.of("email", m.email(), "what", m.what(), "at", m.at().toString()))
            .toList());
    state.put("calls", calls());
    state.put("parkedWrites", operation.parkedWrites());
    state.put(
        "fault",
        faults
            .current()
            .map(
                f ->
                    Map.of(
                        "status", f.status(), "count", f.left(), "delayMs", f.delay().toMillis()))
            .orElseGet(Map::of));
    return state;
  }

  private static Map<String, Object> inFull(Contact contact) {
    Map<String, Object> all = new LinkedHashMap<>(contact.asUser(false));
    all.remove("status");
    Map<String, String> since = new LinkedHashMap<>();
    contact.newsletters().forEach((slug, at) -> since.put(slug, at.toString()));
    all.put("newsletters", since);
    all.put("details", contact.details());
    return all;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "BasketSandbox at %s, %d contacts", url(), contacts().size());
  }
}
