package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientsTest {

  @Test
  void anOutcomeIsNotGivenUpWhileTheBrokersAreAway() {
    assertThat(Clients.producerSettings(Map.of("bootstrap.servers", "127.0.0.1:9092")))
        .containsEntry("delivery.timeout.ms", Integer.MAX_VALUE)
        .containsEntry("max.block.ms", Long.MAX_VALUE)
        .containsEntry("acks", "all");
  }

  @Test
  void onlyCommandsThatHoldAreReadNoneIsPassedOverAndNoneCountsAsDoneByItself() {
    Map<String, String> kafka = Map.of("isolation.level", "read_uncommitted", "linger.ms", "7");

    assertThat(Clients.consumerSettings(Commands.plain("c"), EngineSettings.defaults(), kafka))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("enable.auto.commit", false)
        .containsEntry("group.remote.assignor", "range")
        .doesNotContainKey("linger.ms");
    assertThat(Clients.producerSettings(kafka))
        .containsEntry("linger.ms", "7")
        .doesNotContainKey("isolation.level");
  }

  @Test
  void whoeverWantsItOtherwiseMaySaySo() {
    assertThat(Clients.producerSettings(Map.of("delivery.timeout.ms", "300000")))
        .containsEntry("delivery.timeout.ms", "300000");
  }
}
