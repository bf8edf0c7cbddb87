package io.carillon.streams.web;

import io.carillon.settings.Secret;
import io.carillon.settings.Section;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP interface. Immutable.
 *
 * @param host what to bind to; loopback unless configured
 * @param port the port; 0 for any free one
 * @param advertised {@code host:port} under which the other instances reach this one; null to make
 *     it of host and port, and of the machine's own address if host is any address
 * @param token what callers must show as {@code Authorization: Bearer …}; required unless only this
 *     machine can call
 * @param writeTimeout how long a write waits for its own effect; more than zero
 */
public record WebSettings(
    String host,
    int port,
    @Nullable String advertised,
    @Nullable Secret token,
    Duration writeTimeout) {
  private static final int LAST_PORT = 65_535;

  /** Checks that nobody else can call without a token. */
  public WebSettings {
    if (writeTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("write-timeout must be at least 1ms");
    }
    if (token == null && !isLoopback(host)) {
      throw new IllegalArgumentException("token " + tokenRule(host));
    }
  }

  /**
   * Reads the settings.
   *
   * @param section the section {@code http}
   * @return the settings
   */
  public static WebSettings read(Section section) {
    String host = section.string("host", "127.0.0.1");
    Secret token = section.secret("token");
    if (!isKnown(host)) {
      section.problem("host", "must be a host that is known here, was " + host);
    } else if (token == null && !isLoopback(host)) {
      section.problem("token", tokenRule(host));
    }
    String advertised = section.optional("advertised");
    if (advertised != null && !isReachable(advertised)) {
      section.problem("advertised", "must be host:port or a host, was " + advertised);
    }
    return new WebSettings(
        host,
        section.port("port", 8080),
        advertised,
        token,
        section.duration("write-timeout", Duration.ofSeconds(5), Duration.ofMillis(1)));
  }

  /**
   * Tells what other machines reach this one as, unless something else is advertised.
   *
   * @return the host; if that is any address of this machine, the one the machine names itself by
   */
  public String reachableHost() {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isAnyLocalAddress() ? InetAddress.getLocalHost().getHostAddress() : host;
    } catch (UnknownHostException e) {
      return host;
    }
  }

  private static String tokenRule(String host) {
    return "must be given unless host is a loopback address, which " + host + " is not";
  }

  /** Other instances make URLs of it. */
  private static boolean isReachable(String advertised) {
    try {
      URI uri = new URI("http://" + advertised);
      boolean nothingElse = uri.getRawUserInfo() == null && uri.getRawPath().isEmpty();
      return nothingElse && uri.getHost() != null && uri.getPort() <= LAST_PORT;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isKnown(String host) {
    try {
      return InetAddress.getByName(host) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
