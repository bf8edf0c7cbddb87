package io.carillon.settings;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Finds what Kafka's clients would refuse, all of it: they themselves stop at the first, and find
 * some of it only when they have brokers. What only several values together show is left to them.
 * Pure, but for looking whether files are there.
 */
public final class KafkaValues {
  private static final Set<String> FILES =
      Set.of(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);

  private KafkaValues() {}

  /**
   * Checks the settings of some clients.
   *
   * @param given the settings
   * @param clients what each client knows of settings; a value is wrong if every client that knows
   *     the setting refuses it, as they do not agree on every value, and one that none of them
   *     knows may be a plug-in's
   * @param names what a client calls the setting of a key, which may say whom it is for
   * @return a rule by key, without secrets; nothing if there is nothing to object to
   */
  public static Map<String, String> mistakes(
      Map<String, String> given, List<ConfigDef> clients, UnaryOperator<String> names) {
    Map<String, String> mistakes = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          String objection = objection(names.apply(key), value, clients);
          if (objection != null) {
            mistakes.put(key, objection);
          }
        });
    return mistakes;
  }

  private static @Nullable String objection(String name, String value, List<ConfigDef> clients) {
    if (name.equals(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG) && !areAddresses(value)) {
      return "must be host:port, separated by commas, was " + value;
    }
    if (FILES.contains(name) && !isReadable(value)) {
      return "no such file, or not readable: " + value;
    }
    List<List<String>> objections =
        clients.stream()
            .flatMap(client -> client.validate(Map.of(name, value)).stream())
            .filter(validated -> validated.name().equals(name))
            .map(ConfigValue::errorMessages)
            .toList();
    boolean somebodyTakesIt = objections.stream().anyMatch(List::isEmpty);
    return objections.isEmpty() || somebodyTakesIt ? null : objections.get(0).get(0);
  }

  private static boolean areAddresses(String brokers) {
    return Arrays.stream(brokers.split(","))
        .map(String::trim)
        .allMatch(broker -> Utils.getHost(broker) != null && Utils.getPort(broker) != null);
  }

  private static boolean isReadable(String file) {
    try {
      return Files.isReadable(Path.of(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
