package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StreamsAppSettingsTest {
  @Test
  void noMistakeHidesAnother() {
    Settings settings =
        Settings.of(
            Map.of(
                "threads", "0",
                "kafka.application.id", "mine",
                "agenda.interval", "0s",
                "agenda.most", "0",
                "http.port", "http",
                "http.host", "0.0.0.0",
                "http.write-timeout", "0s"));

    assertThat(
            catchThrowableOfType(
                    SettingsException.class, () -> settings.read(StreamsAppSettings::read))
                .problems())
        .containsExactly(
            "agenda.interval: must be at least 1ms, was 0s",
            "agenda.most: must be a whole number from 1 to 100000, was 0",
            "http.port: must be a whole number from 0 to 65535, was http",
            "http.token: must be given unless host is a loopback address, which 0.0.0.0 is not",
            "http.write-timeout: must be at least 1ms, was 0s",
            "kafka.application.id: is set by the app itself",
            "kafka.bootstrap.servers: must be given",
            "threads: must be a whole number from 1 to 256, was 0");
  }

  @Test
  void noProducerMayPutRecordsOfMembersElsewhere() {
    Settings settings =
        Settings.of(
            Map.of(
                "kafka.bootstrap.servers", "kafka:9092",
                "kafka.partitioner.class", "org.example.Mine",
                "kafka.producer.partitioner.ignore.keys", "true"));

    assertThat(
            catchThrowableOfType(
                    SettingsException.class, () -> settings.read(StreamsAppSettings::read))
                .problems())
        .containsExactly(
            "kafka.partitioner.class: must be left as it is, or records of members are misplaced",
            "kafka.producer.partitioner.ignore.keys: must be left as it is, or records of members"
                + " are misplaced");
  }

  @Test
  void whatIsGivenIsEnough() {
    StreamsAppSettings settings =
        Settings.of(Map.of("kafka.bootstrap.servers", "broker:9092"))
            .read(StreamsAppSettings::read);

    assertThat(settings.kafka()).containsOnlyKeys("bootstrap.servers");
  }
}
