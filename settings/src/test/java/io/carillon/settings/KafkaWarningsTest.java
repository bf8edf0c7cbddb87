package io.carillon.settings;

import static ch.qos.logback.core.spi.FilterReply.DENY;
import static ch.qos.logback.core.spi.FilterReply.NEUTRAL;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaWarningsTest {
  private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";
  private static final String AWAY = "[Consumer clientId=one] Connection to node {} failed.";

  private final KafkaWarnings warnings = new KafkaWarnings();
  private final LoggerContext logging = new LoggerContext();

  private Instant now = Instant.parse("2026-07-01T12:00:00Z");

  @Test
  void aWarningIsShownOnceAMinute() {
    assertThat(warn(CLIENT, AWAY, 1)).isEqualTo(NEUTRAL);
    now = now.plusSeconds(59);
    assertThat(warn(CLIENT, AWAY, 2)).isEqualTo(DENY);
    now = now.plusSeconds(1);
    assertThat(warn(CLIENT, AWAY, 1)).isEqualTo(NEUTRAL);
    assertThat(warn(CLIENT, AWAY, 1)).isEqualTo(DENY);
  }

  @Test
  void anotherClientOrAnotherMatterIsShown() {
    warn(CLIENT, AWAY, 1);

    assertThat(warn(CLIENT, AWAY.replace("one", "two"), 1)).isEqualTo(NEUTRAL);
    assertThat(warn(CLIENT, "[Consumer clientId=one] Node {} cannot be resolved.", 1))
        .isEqualTo(NEUTRAL);
  }

  @Test
  void thereIsABoundToWhatIsRemembered() {
    for (int i = 0; i < 1_001; i++) {
      warn(CLIENT, "topic-" + i + " is {}", 1);
    }

    assertThat(warn(CLIENT, "topic-0 is {}", 1)).isEqualTo(NEUTRAL);
    assertThat(warn(CLIENT, "topic-1000 is {}", 1)).isEqualTo(DENY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Not updating last stable offset for partition {} as it is no longer assigned",
        "The following subscribed topics are not assigned to any members: [{}]",
        "Got error produce response on {}, retrying. Error: CONCURRENT_TRANSACTIONS",
        "Skipping return offset for {} due to error UNSTABLE_OFFSET_COMMIT."
      })
  void whatBelongsToOrdinaryLifeIsNotShown(String message) {
    assertThat(warn("org.apache.kafka.clients.any", message, 1)).isEqualTo(DENY);
  }

  @Test
  void errorsAndWhatOthersSayAreShownEachTime() {
    for (int i = 0; i < 2; i++) {
      assertThat(decide(CLIENT, Level.ERROR, AWAY, 1)).isEqualTo(NEUTRAL);
      assertThat(warn("io.carillon.any", AWAY, 1)).isEqualTo(NEUTRAL);
    }
  }

  private FilterReply warn(String logger, String message, Object argument) {
    return decide(logger, Level.WARN, message, argument);
  }

  private FilterReply decide(String logger, Level level, String message, Object argument) {
    LoggingEvent event =
        new LoggingEvent(
            "any", logging.getLogger(logger), level, message, null, new Object[] {argument});
    event.setInstant(now);
    return warnings.decide(event);
  }
}
