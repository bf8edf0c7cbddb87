package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.avro.Channel;
import io.carillon.schemas.Topics;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a task has on its disk is still good after it was ended as it should be. */
final class CleanRestartIT {
  private static final String KAFKA_STREAMS = "org.apache.kafka.streams";

  @Test
  void storesThatWereNeverWrittenDoNotMakeTheOthersBeRestored() throws Exception {
    try (StreamsAppSite site = new StreamsAppSite().withTopics()) {
      StreamsAppSettings settings = site.settings("carillon-1", Map.of());
      try (StreamsApp app = StreamsApp.start(settings)) {
        app.awaitRunning(StreamsAppSite.PATIENCE);
        site.send(
            Topics.PREFERENCE_CHANGES, "ann", Events.off("ann", "vouched", null, Channel.EMAIL));
        // What can be read is committed.
        site.read(Topics.PREFERENCES, read -> !read.isEmpty());
      }

      ListAppender<ILoggingEvent> log = new ListAppender<>();
      log.start();
      Logger logger = (Logger) LoggerFactory.getLogger(KAFKA_STREAMS);
      logger.addAppender(log);
      logger.setLevel(Level.WARN);
      try (StreamsApp app = StreamsApp.start(settings)) {
        app.awaitRunning(StreamsAppSite.PATIENCE);
      } finally {
        logger.detachAppender(log);
        logger.setLevel(null);
      }

      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .noneMatch(message -> message.contains("corrupt"));
    }
  }
}
