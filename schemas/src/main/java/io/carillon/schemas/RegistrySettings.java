package io.carillon.schemas;

import io.carillon.settings.Secret;
import io.carillon.settings.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the registry is and how to talk to it. Immutable. {@link #toString} shows no secret.
 *
 * @param urls one or more {@code http://} or {@code https://} URLs of the same registry, tried in
 *     turn; or exactly one {@code mock://scope}, a registry inside this process that everybody who
 *     names the same scope shares
 * @param autoRegister whether a schema that the registry does not have yet is registered when it is
 *     first needed; if not, it must have been registered by the release
 * @param useLatestVersion whether records are written with the newest schema of the subject instead
 *     of our own; only if each can read the other
 * @param credentials how we show who we are
 * @param tls what we trust, and the certificate we show
 * @param requestTimeout how long to wait for a connection, and again for an answer; more than zero
 * @param retry how long to go on while the registry is away
 * @param cacheSize how many schemas to remember, 1 or more
 */
public record RegistrySettings(
    List<String> urls,
    boolean autoRegister,
    boolean useLatestVersion,
    Credentials credentials,
    Tls tls,
    Duration requestTimeout,
    Retry retry,
    int cacheSize) {
  private static final String MOCK_PREFIX = "mock://";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int DEFAULT_CACHE_SIZE = 1000;
  private static final List<String> DEFAULT_URLS = List.of("http://127.0.0.1:8081/apis/ccompat/v7");

  /**
   * Checks all values.
   *
   * @throws IllegalArgumentException if one of them is out of its range; the message names the
   *     field and the rule
   */
  public RegistrySettings {
    urls = List.copyOf(urls);
    require(!urls.isEmpty(), "urls: at least one http, https or mock URL, was " + urls);
    for (String url : urls) {
      checkUrl(url, urls.size(), credentials);
    }
    require(
        requestTimeout.compareTo(Duration.ZERO) > 0,
        "request-timeout: more than 0, was " + requestTimeout);
    require(cacheSize >= 1, "cache-size: at least 1, was " + cacheSize);
  }

  /**
   * Makes settings for one registry without credentials: schemas are registered when needed, and
   * everything else has its default.
   *
   * @param url an {@code http://}, {@code https://} or {@code mock://} URL
   * @return the settings
   * @throws IllegalArgumentException if it is no such URL
   */
  public static RegistrySettings of(String url) {
    return new RegistrySettings(
        List.of(url),
        true,
        false,
        Credentials.NONE,
        Tls.DEFAULT,
        Duration.ofSeconds(10),
        Retry.DEFAULT,
        DEFAULT_CACHE_SIZE);
  }

  /**
   * Reads settings; the keys are the names of the fields: {@code urls}, {@code auto-register},
   * {@code use-latest-version}, {@code user} and {@code password} or {@code bearer-token}, {@code
   * trust-store}, {@code key-store} and their {@code …-password}, {@code request-timeout}, {@code
   * back-off-min}, {@code back-off-max}, {@code give-up-after} and {@code cache-size}.
   *
   * @param section the section {@code registry}
   * @return the settings
   * @throws IllegalArgumentException if a value is out of its range, or a store cannot be opened;
   *     the section has all mistakes then
   */
  public static RegistrySettings read(Section section) {
    Credentials credentials = section.group(Credentials.NONE, RegistrySettings::credentials);
    return new RegistrySettings(
        urls(section, credentials),
        section.flag("auto-register", true),
        section.flag("use-latest-version", false),
        credentials,
        new Tls(
            store(section, "trust-store", store -> new Tls(store, null)),
            store(section, "key-store", store -> new Tls(null, store))),
        section.duration("request-timeout", Duration.ofSeconds(10), Duration.ofMillis(1)),
        section.group(Retry.DEFAULT, RegistrySettings::retry),
        section.integer("cache-size", DEFAULT_CACHE_SIZE, 1, 1_000_000));
  }

  private static Credentials credentials(Section section) {
    return Credentials.of(
        section.optional("user"), revealed(section, "password"), revealed(section, "bearer-token"));
  }

  private static List<String> urls(Section section, Credentials credentials) {
    List<String> urls = section.strings("urls", DEFAULT_URLS);
    if (urls.isEmpty()) {
      section.problem("urls", "must be given");
    }
    for (String url : urls) {
      section.group(
          url,
          part -> {
            checkUrl(url, urls.size(), credentials);
            return url;
          });
    }
    return urls;
  }

  private static Retry retry(Section section) {
    return new Retry(
        section.duration("back-off-min", Retry.DEFAULT.backOffMin()),
        section.duration("back-off-max", Retry.DEFAULT.backOffMax()),
        section.duration("give-up-after", Retry.DEFAULT.giveUpAfter()));
  }

  private static @Nullable String revealed(Section section, String key) {
    Secret secret = section.secret(key);
    return secret == null ? null : secret.reveal();
  }

  /** Opens the store, so that all that is wrong with both is known before anything else starts. */
  private static Tls.@Nullable Store store(
      Section section, String key, Function<Tls.Store, Tls> alone) {
    Path path = section.path(key);
    String password = revealed(section, key + "-password");
    if (path == null) {
      return null;
    }
    Tls.Store store = new Tls.Store(path, password == null ? "" : password);
    return section.group(
        store,
        part -> {
          TlsContext.of(alone.apply(store));
          return store;
        });
  }

  /**
   * Copies these settings with another {@link #autoRegister}.
   *
   * @param other the other value
   * @return the copy
   */
  public RegistrySettings withAutoRegister(boolean other) {
    return new RegistrySettings(
        urls, other, useLatestVersion, credentials, tls, requestTimeout, retry, cacheSize);
  }

  /**
   * Copies these settings with another {@link #useLatestVersion}.
   *
   * @param other the other value
   * @return the copy
   */
  public RegistrySettings withUseLatestVersion(boolean other) {
    return new RegistrySettings(
        urls, autoRegister, other, credentials, tls, requestTimeout, retry, cacheSize);
  }

  /**
   * Copies these settings with other {@link #credentials}.
   *
   * @param other the other value
   * @return the copy
   * @throws IllegalArgumentException if they would go unencrypted to another machine
   */
  public RegistrySettings withCredentials(Credentials other) {
    return new RegistrySettings(
        urls, autoRegister, useLatestVersion, other, tls, requestTimeout, retry, cacheSize);
  }

  /**
   * Copies these settings with other {@link #tls} settings.
   *
   * @param other the other value
   * @return the copy
   */
  public RegistrySettings withTls(Tls other) {
    return new RegistrySettings(
        urls, autoRegister, useLatestVersion, credentials, other, requestTimeout, retry, cacheSize);
  }

  /**
   * Copies these settings with another {@link #requestTimeout}.
   *
   * @param other the other value
   * @return the copy
   * @throws IllegalArgumentException if it is not more than zero
   */
  public RegistrySettings withRequestTimeout(Duration other) {
    return new RegistrySettings(
        urls, autoRegister, useLatestVersion, credentials, tls, other, retry, cacheSize);
  }

  /**
   * Copies these settings with another {@link #retry}.
   *
   * @param other the other value
   * @return the copy
   */
  public RegistrySettings withRetry(Retry other) {
    return new RegistrySettings(
        urls, autoRegister, useLatestVersion, credentials, tls, requestTimeout, other, cacheSize);
  }

  /** The scope of a mock registry; null for a real one. */
  @Nullable String mockScope() {
    String first = urls.get(0);
    return first.startsWith(MOCK_PREFIX) ? first.substring(MOCK_PREFIX.length()) : null;
  }

  private static void checkUrl(String url, int count, Credentials credentials) {
    if (url.startsWith(MOCK_PREFIX)) {
      require(url.length() > MOCK_PREFIX.length(), "urls: mock:// needs a scope, was " + url);
      require(count == 1, "urls: a mock URL stands alone, was one of " + count);
      return;
    }
    URI uri = parse(url);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    // The URL itself is not shown where it may hold a password.
    require(
        uri.getRawUserInfo() == null, "urls: no user or password in a URL, use the credentials");
    require(
        (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null,
        "urls: at least one http, https or mock URL, was " + url);
    require(
        scheme.equals("https")
            || credentials instanceof Credentials.None
            || LOOPBACK.contains(uri.getHost()),
        "credentials: only over https, except to this machine, was " + url);
  }

  private static URI parse(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("urls: not a URL: " + e.getReason(), e);
    }
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }

  /** How we show the registry who we are. */
  public sealed interface Credentials {
    /** Not at all. */
    Credentials NONE = new None();

    /**
     * Chooses by what is given, as settings files have it.
     *
     * @param user the user for basic authentication, or null
     * @param password the password for basic authentication, or null
     * @param bearerToken the token for bearer authentication, or null
     * @return the one kind of credentials that is given, or {@link #NONE}
     * @throws IllegalArgumentException if both kinds or half a kind are given
     */
    static Credentials of(
        @Nullable String user, @Nullable String password, @Nullable String bearerToken) {
      if (user == null && password == null) {
        return bearerToken == null ? NONE : new Bearer(bearerToken);
      }
      require(bearerToken == null, "bearer-token: not together with user and password");
      if (user == null || password == null) {
        throw new IllegalArgumentException(
            user == null
                ? "user: must be given with password"
                : "password: must be given with user");
      }
      return new Basic(user, password);
    }

    /** No credentials. */
    record None() implements Credentials {}

    /**
     * Basic authentication (RFC 7617).
     *
     * @param user the user, not empty and without a colon
     * @param password the password, not empty
     */
    record Basic(String user, String password) implements Credentials {
      /**
       * Checks both.
       *
       * @throws IllegalArgumentException if the user is empty or has a colon, which RFC 7617 rules
       *     out, or the password is empty
       */
      public Basic {
        require(!user.isEmpty() && user.indexOf(':') < 0, "user: not empty and without a colon");
        require(!password.isEmpty(), "password: not empty");
      }

      @Override
      public String toString() {
        return "Basic[user=" + user + ", password=***]";
      }
    }

    /**
     * Bearer authentication (RFC 6750).
     *
     * @param token the token, not empty
     */
    record Bearer(String token) implements Credentials {
      /**
       * Checks the token.
       *
       * @throws IllegalArgumentException if it is empty
       */
      public Bearer {
        require(!token.isEmpty(), "bearer-token: not empty");
      }

      @Override
      public String toString() {
        return "Bearer[token=***]";
      }
    }
  }

  /**
   * What we trust, and the certificate we show.
   *
   * @param trustStore certificates we trust; null for those of the Java runtime
   * @param keyStore our own certificate and key; null if the registry asks for none
   */
  public record Tls(@Nullable Store trustStore, @Nullable Store keyStore) {
    /** As the Java runtime has it. */
    public static final Tls DEFAULT = new Tls(null, null);

    /**
     * A file with certificates or keys.
     *
     * @param path a PKCS #12 or JKS file
     * @param password its password, which is also that of the keys in it
     */
    public record Store(Path path, String password) {
      @Override
      public String toString() {
        return "Store[path=" + path + ", password=***]";
      }
    }
  }

  /**
   * How long to go on while the registry is away.
   *
   * @param backOffMin the pause after the first failure, more than zero; doubled after each further
   *     one
   * @param backOffMax the longest pause, at least {@code backOffMin}
   * @param giveUpAfter how long the reading or writing of one record may go on trying, zero or
   *     more; keep it well below Kafka's {@code max.poll.interval.ms}. Start-up never gives up.
   */
  public record Retry(Duration backOffMin, Duration backOffMax, Duration giveUpAfter) {
    /** From 0.1 to 5 seconds, for one minute. */
    public static final Retry DEFAULT =
        new Retry(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(1));

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one value is out of its range
     */
    public Retry {
      require(
          backOffMin.compareTo(Duration.ZERO) > 0, "back-off-min: more than 0, was " + backOffMin);
      require(
          backOffMax.compareTo(backOffMin) >= 0,
          "back-off-max: at least back-off-min (" + backOffMin + "), was " + backOffMax);
      require(!giveUpAfter.isNegative(), "give-up-after: not negative, was " + giveUpAfter);
    }
  }
}
