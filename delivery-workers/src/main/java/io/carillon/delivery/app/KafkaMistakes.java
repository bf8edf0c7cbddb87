package io.carillon.delivery.app;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.SslConfigs;

/**
 * Finds what Kafka's clients would refuse, all of it: they themselves stop at the first. What only
 * several values together show is left to them.
 */
final class KafkaMistakes {
  private static final List<ConfigDef> CLIENTS =
      List.of(
          ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef());
  private static final List<String> FILES =
      List.of(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);
  private static final Pattern HOST_AND_PORT = Pattern.compile(".*[^:/]:\\d{1,5}");

  private KafkaMistakes() {}

  /** Returns a rule by key, without secrets; nothing if all values can be used. */
  static Map<String, String> of(Map<String, String> kafka) {
    Map<String, String> mistakes = new TreeMap<>();
    for (ConfigDef client : CLIENTS) {
      for (ConfigValue value : client.validate(kafka)) {
        // Those not given are ours to give, or have a default.
        if (kafka.containsKey(value.name()) && !value.errorMessages().isEmpty()) {
          mistakes.put(value.name(), value.errorMessages().get(0));
        }
      }
    }
    for (String key : FILES) {
      String file = kafka.get(key);
      if (file != null && !isReadable(file)) {
        mistakes.put(key, "no such file, or not readable: " + file);
      }
    }
    String brokers = kafka.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
    if (!brokers.isBlank()
        && !Arrays.stream(brokers.trim().split("\\s*,\\s*"))
            .allMatch(broker -> HOST_AND_PORT.matcher(broker).matches())) {
      mistakes.put(
          CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
          "must be host:port, separated by commas, was " + brokers);
    }
    return mistakes;
  }

  private static boolean isReadable(String file) {
    try {
      return Files.isReadable(Path.of(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
