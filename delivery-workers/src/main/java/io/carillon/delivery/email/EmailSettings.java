package io.carillon.delivery.email;

import io.carillon.settings.Secret;
import io.carillon.settings.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the email channel is told. Immutable.
 *
 * @param relay the server that takes the mails
 * @param sender whom they come from
 * @param rules what they may hold
 * @param templates the directory of the templates; null for the built-in ones
 */
public record EmailSettings(Relay relay, Sender sender, Rules rules, @Nullable Path templates) {
  private static final Duration A_MOMENT = Duration.ofMillis(1);
  private static final String HEADER = "must be a header that is not written anyway, was ";

  /**
   * Reads section {@code email}.
   *
   * @param section the section, with {@code relay}, {@code sender}, {@code rules} and {@code
   *     templates}
   * @return the settings
   */
  public static EmailSettings read(Section section) {
    Relay relay = section.section("relay", Relay::read);
    Sender sender = section.section("sender", Sender::read);
    boolean isDistant = relay != null && !relay.isLoopback();
    Rules rules = section.section("rules", nested -> Rules.read(nested, isDistant));
    return new EmailSettings(relay, sender, rules, section.path("templates"));
  }

  /** How the connection is encrypted. The server's name is always checked. */
  public enum Tls {
    /** Not at all. */
    NONE,
    /** If the server offers STARTTLS; a certificate that is wrong ends the session even so. */
    STARTTLS_OPTIONAL,
    /** With STARTTLS, or there is no session. */
    STARTTLS_REQUIRED,
    /** From the first byte (RFC 8314). */
    IMPLICIT
  }

  /**
   * The server that takes the mails.
   *
   * @param host its name, which its certificate must have
   * @param port its port, 1 to 65535
   * @param tls how the connection is encrypted
   * @param user whom to log in as; null not to
   * @param password the user's password; null exactly if there is no user
   * @param trust whom to believe a certificate; null for what the JVM believes
   * @param timeouts how long to wait
   * @param pool how connections are used
   */
  public record Relay(
      String host,
      int port,
      Tls tls,
      @Nullable String user,
      @Nullable Secret password,
      @Nullable Trust trust,
      Timeouts timeouts,
      Pool pool) {
    private static final Pattern LOOPBACK =
        Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]", Pattern.CASE_INSENSITIVE);
    private static final int LAST_PORT = 65_535;
    private static final String BOTH_OR_NEITHER = "give both or neither of user and password";
    private static final String SAFE =
        "a password needs encryption unless the server is on this machine";

    /**
     * Checks that the values fit together.
     *
     * @throws IllegalArgumentException if the port is out of range, only one of user and password
     *     is given, or the password would cross a network in clear text
     */
    public Relay {
      check(!host.isBlank(), "host: must be given");
      check(port >= 1 && port <= LAST_PORT, "port: must be 1 to 65535, was " + port);
      check((user == null) == (password == null), "user: " + BOTH_OR_NEITHER);
      check(user == null || isSafe(tls, host), "tls: " + SAFE);
    }

    static Relay read(Section section) {
      String host = section.string("host");
      boolean isLocal = LOOPBACK.matcher(host).matches();
      Tls tls = section.choice("tls", Tls.class, isLocal ? Tls.NONE : Tls.STARTTLS_REQUIRED);
      int port = section.integer("port", defaultPort(tls), 1, LAST_PORT);
      String user = section.optional("user");
      Secret password = section.secret("password");
      section.check("user", (user == null) == (password == null), BOTH_OR_NEITHER);
      section.check("tls", user == null || host.isEmpty() || isSafe(tls, host), SAFE);
      return new Relay(
          host,
          port,
          tls,
          user,
          password,
          Trust.read(section),
          section.section("timeouts", Timeouts::read),
          section.section("pool", Pool::read));
    }

    private static boolean isSafe(Tls tls, String host) {
      return tls != Tls.NONE || LOOPBACK.matcher(host).matches();
    }

    private static int defaultPort(Tls tls) {
      return switch (tls) {
        case IMPLICIT -> 465;
        case STARTTLS_REQUIRED -> 587;
        case NONE, STARTTLS_OPTIONAL -> 25;
      };
    }

    /**
     * Tells whether the server is on this machine, judged by how it is written.
     *
     * @return true for {@code localhost} and loopback addresses
     */
    public boolean isLoopback() {
      return LOOPBACK.matcher(host).matches();
    }
  }

  /**
   * Whom to believe a certificate, instead of whom the JVM believes.
   *
   * @param store a PKCS12 or JKS file
   * @param password the file's password; null if it has none
   */
  public record Trust(Path store, @Nullable Secret password) {
    static @Nullable Trust read(Section section) {
      Path store = section.path("trust-store");
      Secret password = section.secret("trust-store-password");
      return store == null ? null : readable(new Trust(store, password), section);
    }

    private static Trust readable(Trust trust, Section section) {
      try {
        RelayProperties.trusted(trust);
      } catch (IllegalArgumentException e) {
        section.problem("trust-store", String.valueOf(e.getMessage()));
      }
      return trust;
    }
  }

  /**
   * How long to wait, each more than zero.
   *
   * @param connect for the connection
   * @param reply for each answer, that to the whole message included: RFC 5321 section 4.5.3.2
   *     wants 10 minutes of a server far away; a relay nearby is faster. What takes longer is
   *     ambiguous
   * @param write for what is written to be taken
   */
  public record Timeouts(Duration connect, Duration reply, Duration write) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Timeouts {
      checkPositive("connect", connect);
      checkPositive("reply", reply);
      checkPositive("write", write);
    }

    /**
     * Returns time-outs that suit a relay nearby.
     *
     * @return 10 s to connect, 60 s for an answer, 60 s to write
     */
    public static Timeouts defaults() {
      return new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60));
    }

    static Timeouts read(Section section) {
      Timeouts defaults = defaults();
      return new Timeouts(
          section.duration("connect", defaults.connect, A_MOMENT),
          section.duration("reply", defaults.reply, A_MOMENT),
          section.duration("write", defaults.write, A_MOMENT));
    }
  }

  /**
   * How connections are used.
   *
   * @param connections how many at the same time, 1 to 1000
   * @param idle how long one may wait for its next message, more than zero
   * @param messages how many messages one carries, at least 1
   * @param age how long one is used, more than zero
   */
  public record Pool(int connections, Duration idle, int messages, Duration age) {
    private static final int MOST_CONNECTIONS = 1000;
    private static final int MOST_MESSAGES = 1_000_000;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Pool {
      check(
          connections >= 1 && connections <= MOST_CONNECTIONS,
          "connections: must be 1 to 1000, was " + connections);
      check(messages >= 1, "messages: must be >= 1, was " + messages);
      checkPositive("idle", idle);
      checkPositive("age", age);
    }

    /**
     * Returns what a relay of one's own is used to.
     *
     * @return 16 connections, as many as the engine has slots, as each is held while the attempt is
     *     put on record; idle for 30 s at most, used for 100 messages or 300 s
     */
    public static Pool defaults() {
      return new Pool(16, Duration.ofSeconds(30), 100, Duration.ofSeconds(300));
    }

    static Pool read(Section section) {
      Pool defaults = defaults();
      return new Pool(
          section.integer("connections", defaults.connections, 1, MOST_CONNECTIONS),
          section.duration("idle", defaults.idle, A_MOMENT),
          section.integer("messages", defaults.messages, 1, MOST_MESSAGES),
          section.duration("age", defaults.age, A_MOMENT));
    }
  }

  /**
   * Whom mails come from.
   *
   * @param from the address, unless a command has another
   * @param fromName the name before it, unless a command has another; null for none
   * @param replyTo where answers go, unless a command says so; empty for the sender
   * @param envelopeFrom where bounces go; null for the sender
   * @param messageIdDomain what Message-IDs end with, and what the server is greeted with
   * @param messageIdKey what Message-IDs are made with, at least 16 characters; once it changes, a
   *     retry of an older message is no longer seen to be one
   * @param feedbackId the last field of {@code Feedback-ID}, 5 to 15 letters and digits, which
   *     names the sender to Google; null to send none
   * @param trackingHeader the header that carries a command's tags to the provider, such as {@code
   *     X-SES-MESSAGE-TAGS}; null to send none
   */
  public record Sender(
      String from,
      @Nullable String fromName,
      List<String> replyTo,
      @Nullable String envelopeFrom,
      String messageIdDomain,
      Secret messageIdKey,
      @Nullable String feedbackId,
      @Nullable String trackingHeader) {
    private static final int SHORTEST_KEY = 16;
    private static final Pattern FEEDBACK_ID = Pattern.compile("[A-Za-z0-9]{5,15}");
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");
    private static final String ADDRESS = "must be a mail address, with ASCII before the @";
    private static final String ONE_LINE = "must be one line";
    private static final String HOST = "must be a host name";
    private static final String LONG = "must have at least 16 characters";
    private static final String WORD = "must be 5 to 15 letters and digits, was ";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if an address is none, the domain or the feedback id is not
     *     as described, the key is too short, or the tracking header is one we write ourselves
     */
    public Sender {
      replyTo = List.copyOf(replyTo);
      check("from", isAddress(from), ADDRESS);
      check("reply-to", areAddresses(replyTo), ADDRESS);
      check("envelope-from", envelopeFrom == null || isAddress(envelopeFrom), ADDRESS);
      check("from-name", fromName == null || MailHeaders.isOneLine(fromName), ONE_LINE);
      check("message-id-domain", isDomain(messageIdDomain), HOST);
      check("message-id-key", isKey(messageIdKey.reveal()), LONG);
      check("feedback-id", feedbackId == null || isFeedbackId(feedbackId), WORD + feedbackId);
      check(
          "tracking-header",
          trackingHeader == null || isHeader(trackingHeader),
          HEADER + trackingHeader);
    }

    /** Checks what the constructor does, but goes on: one mistake must not hide another. */
    static Sender read(Section section) {
      String from = section.string("from");
      section.check("from", isAddress(from), ADDRESS);
      String fromName = section.optional("from-name");
      section.check("from-name", fromName == null || MailHeaders.isOneLine(fromName), ONE_LINE);
      List<String> replyTo = section.strings("reply-to", List.of());
      section.check("reply-to", areAddresses(replyTo), ADDRESS);
      String envelope = section.optional("envelope-from");
      section.check("envelope-from", envelope == null || isAddress(envelope), ADDRESS);
      boolean ownDomain = section.has("message-id-domain");
      String domain =
          section.string("message-id-domain", from.substring(from.lastIndexOf('@') + 1));
      section.check("message-id-domain", !ownDomain || isDomain(domain), HOST);
      String key = section.string("message-id-key");
      section.check("message-id-key", isKey(key), LONG);
      String feedback = section.optional("feedback-id");
      section.check("feedback-id", feedback == null || isFeedbackId(feedback), WORD + feedback);
      String tracking = section.optional("tracking-header");
      section.check("tracking-header", tracking == null || isHeader(tracking), HEADER + tracking);
      return new Sender(
          from, fromName, replyTo, envelope, domain, new Secret(key), feedback, tracking);
    }

    private static boolean areAddresses(List<String> addresses) {
      return addresses.stream().allMatch(EmailSettings::isAddress);
    }

    private static boolean isDomain(String text) {
      return DOMAIN.matcher(text).matches();
    }

    private static boolean isKey(String text) {
      return text.length() >= SHORTEST_KEY;
    }

    private static boolean isFeedbackId(String text) {
      return FEEDBACK_ID.matcher(text).matches();
    }
  }

  /**
   * What mails may hold.
   *
   * @param allowedHeaders further headers that commands may set, in any case; none of those we
   *     write ourselves
   * @param requireUnsubscribe whether a mail of a category that is not transactional is refused if
   *     there is no https URL for one-click unsubscription (RFC 8058). Unless set, it is required
   *     exactly when the server is not on this machine: a demonstration has no public URL, and
   *     should say so rather than invent one. Behind a relay on the same machine set it
   * @param largestMessage the largest message that is sent, in bytes as they are sent, at least
   *     1000
   */
  public record Rules(Set<String> allowedHeaders, boolean requireUnsubscribe, int largestMessage) {
    private static final int DEFAULT_LARGEST = 10_000_000;
    private static final int LEAST_LARGEST = 1000;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if an allowed header is none, or one we write ourselves, or
     *     the size is too small
     */
    public Rules {
      check("allowed-headers", areHeaders(allowedHeaders), HEADER + allowedHeaders);
      allowedHeaders =
          allowedHeaders.stream()
              .map(name -> name.toLowerCase(Locale.ROOT))
              .collect(Collectors.toUnmodifiableSet());
      check(
          largestMessage >= LEAST_LARGEST,
          "largest-message: must be >= 1000, was " + largestMessage);
    }

    static Rules read(Section section, boolean isDistant) {
      Set<String> headers = Set.copyOf(section.strings("allowed-headers", List.of()));
      section.check("allowed-headers", areHeaders(headers), HEADER + headers);
      return new Rules(
          headers,
          section.flag("require-unsubscribe", isDistant),
          section.integer("largest-message", DEFAULT_LARGEST, LEAST_LARGEST, Integer.MAX_VALUE));
    }
  }

  private static boolean isAddress(String address) {
    try {
      return MailAddress.of(address).isAscii();
    } catch (RefusedMailException e) {
      return false;
    }
  }

  private static boolean areHeaders(Set<String> names) {
    return names.stream().allMatch(EmailSettings::isHeader);
  }

  private static boolean isHeader(String name) {
    return MailHeaders.isName(name) && !MailHeaders.isOurs(name);
  }

  private static void checkPositive(String key, Duration duration) {
    check(!duration.isNegative() && !duration.isZero(), key + ": must be > 0, was " + duration);
  }

  private static void check(String key, boolean holds, String rule) {
    check(holds, key + ": " + rule);
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
