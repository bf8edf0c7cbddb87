package io.carillon.localstack;

import io.carillon.localstack.basket.BasketOptions;
import io.carillon.localstack.smtp.SmtpOptions;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a local stack consists of and where it listens.
 *
 * @param parts what to start
 * @param ports where each part listens, 0 for any free port; a part left out has its default port
 * @param bindHost the address all parts bind
 * @param dataDirectory where data goes and stays; a temporary folder, deleted on close, if there is
 *     none
 * @param logDirectory where logs go and stay; with the data if there is none
 * @param brokerHeap the largest heap of Kafka's JVM, in the notation of {@code -Xmx}
 * @param smtp what kind of mail server the sink is
 * @param basket what the Basket sandbox knows
 */
public record LocalStackOptions(
    Set<Part> parts,
    Map<Part, Integer> ports,
    String bindHost,
    Optional<Path> dataDirectory,
    Optional<Path> logDirectory,
    String brokerHeap,
    SmtpOptions smtp,
    BasketOptions basket) {

  /** Checks the ranges. */
  public LocalStackOptions {
    parts = Set.copyOf(parts);
    ports = Map.copyOf(ports);
    Objects.requireNonNull(bindHost, "bindHost");
    Objects.requireNonNull(smtp, "smtp");
    Objects.requireNonNull(basket, "basket");
    ports.forEach(
        (part, port) -> {
          if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                "port of " + part.title() + " must be 0-65535, was " + port);
          }
        });
    if (!brokerHeap.matches("[1-9][0-9]*[kmgKMG]")) {
      throw new IllegalArgumentException(
          "brokerHeap must be a number with k, m or g, was " + brokerHeap);
    }
  }

  /**
   * Returns all parts, on their default ports of 127.0.0.1, with temporary data.
   *
   * @return the options
   */
  public static LocalStackOptions defaults() {
    return new LocalStackOptions(
        EnumSet.allOf(Part.class),
        Map.of(),
        "127.0.0.1",
        Optional.empty(),
        Optional.empty(),
        "384m",
        SmtpOptions.plain(),
        BasketOptions.defaults());
  }

  /**
   * Returns all parts, on any free ports of 127.0.0.1, with temporary data.
   *
   * @return the options
   */
  public static LocalStackOptions anyPorts() {
    LocalStackOptions options = defaults();
    for (Part part : Part.values()) {
      options = options.withPort(part, 0);
    }
    return options;
  }

  /**
   * Returns where a part is to listen.
   *
   * @param part the part
   * @return a port, 0 for any free one
   */
  public int port(Part part) {
    return ports.getOrDefault(part, part.defaultPort());
  }

  /**
   * Chooses the parts.
   *
   * @param first one part
   * @param more others
   * @return changed options
   */
  public LocalStackOptions only(Part first, Part... more) {
    return new LocalStackOptions(
        EnumSet.of(first, more),
        ports,
        bindHost,
        dataDirectory,
        logDirectory,
        brokerHeap,
        smtp,
        basket);
  }

  /**
   * Chooses the port of a part.
   *
   * @param part the part
   * @param port 1–65535, 0 for any free one
   * @return changed options
   */
  public LocalStackOptions withPort(Part part, int port) {
    Map<Part, Integer> changed = new EnumMap<>(Part.class);
    changed.putAll(ports);
    changed.put(part, port);
    return new LocalStackOptions(
        parts, changed, bindHost, dataDirectory, logDirectory, brokerHeap, smtp, basket);
  }

  /**
   * Keeps topics and schemas in a folder beyond {@link LocalStack#close()}, to be found by the next
   * start.
   *
   * @param folder made if it does not exist
   * @return changed options
   */
  public LocalStackOptions withDataDirectory(Path folder) {
    return new LocalStackOptions(
        parts, ports, bindHost, Optional.of(folder), logDirectory, brokerHeap, smtp, basket);
  }

  /**
   * Keeps the logs of Kafka and the registry in a folder, those of the last start only.
   *
   * @param folder made if it does not exist
   * @return changed options
   */
  public LocalStackOptions withLogDirectory(Path folder) {
    return new LocalStackOptions(
        parts, ports, bindHost, dataDirectory, Optional.of(folder), brokerHeap, smtp, basket);
  }

  /**
   * Chooses the memory of Kafka.
   *
   * @param heap in the notation of {@code -Xmx}, such as {@code 1g}
   * @return changed options
   */
  public LocalStackOptions withBrokerHeap(String heap) {
    return new LocalStackOptions(
        parts, ports, bindHost, dataDirectory, logDirectory, heap, smtp, basket);
  }

  /**
   * Chooses what the Basket sandbox knows.
   *
   * @param chosen newsletters, keys, rate limit
   * @return changed options
   */
  public LocalStackOptions withBasket(BasketOptions chosen) {
    return new LocalStackOptions(
        parts, ports, bindHost, dataDirectory, logDirectory, brokerHeap, smtp, chosen);
  }
}
