package io.carillon.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KafkaValuesTest {
  private static final List<ConfigDef> CLIENTS =
      List.of(ConsumerConfig.configDef(), ProducerConfig.configDef());

  @TempDir private Path folder;

  @Test
  void everyImpossibleValueIsNamedNotOnlyTheFirst() {
    Map<String, String> given =
        Map.of(
            "linger.ms", "soon",
            "auto.offset.reset", "somewhere",
            "security.protocol", "TELNET",
            "bootstrap.servers", "kafka:9092, kafka",
            "ssl.truststore.location", folder.resolve("none.p12").toString());

    assertThat(mistakes(given)).containsOnlyKeys(given.keySet());
    assertThat(mistakes(given))
        .containsEntry(
            "bootstrap.servers", "must be host:port, separated by commas, was kafka:9092, kafka")
        .hasEntrySatisfying("linger.ms", rule -> assertThat(rule).contains("soon"))
        .hasEntrySatisfying(
            "ssl.truststore.location", rule -> assertThat(rule).startsWith("no such file"));
  }

  @Test
  void whatCanBeUsedIsNoMistakeAndNeitherIsWhatOnlyAPlugInMayKnow() throws Exception {
    Path store = Files.createFile(folder.resolve("trust.p12"));

    assertThat(
            mistakes(
                Map.of(
                    "bootstrap.servers", "one:9092, two:9093,[::1]:9094",
                    "linger.ms", "5",
                    "ssl.truststore.location", store.toString(),
                    "interceptor.speed", "fast")))
        .isEmpty();
  }

  @Test
  void aValueIsWrongOnlyIfAllWhoKnowTheSettingRefuseIt() {
    ConfigDef strict =
        new ConfigDef()
            .define(
                "mode",
                ConfigDef.Type.STRING,
                "a",
                ConfigDef.ValidString.in("a"),
                ConfigDef.Importance.LOW,
                "");
    ConfigDef lenient =
        new ConfigDef().define("mode", ConfigDef.Type.STRING, "a", ConfigDef.Importance.LOW, "");

    assertThat(
            KafkaValues.mistakes(
                Map.of("mode", "b"), List.of(strict, lenient), UnaryOperator.identity()))
        .isEmpty();
    assertThat(KafkaValues.mistakes(Map.of("mode", "b"), List.of(strict), UnaryOperator.identity()))
        .containsOnlyKeys("mode");
  }

  @Test
  void aKeyMaySayWhichClientItIsForAndIsNamedWhole() {
    assertThat(
            KafkaValues.mistakes(
                Map.of("producer.linger.ms", "soon", "producer.acks", "all"),
                CLIENTS,
                key -> key.substring("producer.".length())))
        .containsOnlyKeys("producer.linger.ms");
  }

  private static Map<String, String> mistakes(Map<String, String> given) {
    return KafkaValues.mistakes(given, CLIENTS, UnaryOperator.identity());
  }
}
