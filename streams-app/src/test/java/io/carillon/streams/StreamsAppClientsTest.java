package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

final class StreamsAppClientsTest {
  private static final Map<String, String> KAFKA =
      Map.of(
          "bootstrap.servers", "broker:9092",
          "security.protocol", "SASL_SSL",
          "sasl.jaas.config", "login",
          "our.login.module.option", "7",
          "commit.interval.ms", "50",
          "isolation.level", "read_committed",
          "producer.linger.ms", "9",
          "admin.retries", "3",
          "consumer.max.poll.records", "1",
          "topic.retention.ms", "1");

  @Test
  void everyClientShowsTheSameCredentialsAndOnlyItsOwnSettings() {
    assertThat(StreamsAppClients.settings(KAFKA, AdminClientConfig.configNames(), "admin."))
        .containsOnly(
            Map.entry("bootstrap.servers", "broker:9092"),
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("sasl.jaas.config", "login"),
            Map.entry("our.login.module.option", "7"),
            Map.entry("retries", "3"));
    assertThat(StreamsAppClients.settings(KAFKA, ProducerConfig.configNames(), "producer."))
        .containsEntry("sasl.jaas.config", "login")
        .containsEntry("linger.ms", "9")
        .doesNotContainKeys("commit.interval.ms", "isolation.level", "max.poll.records");
  }
}
