package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.PreferenceSet;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A change that Kafka does not take. */
final class PreferenceChangesTest {
  private static final PreferenceSet CHANGE =
      new PreferenceSet("c1", Instant.EPOCH, "ann", null, null, Channel.EMAIL, Choice.OFF);

  private final Logger logger = (Logger) LoggerFactory.getLogger(PreferenceChanges.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final MockProducer<String, SpecificRecord> producer = new MockProducer<>();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.WARN);
    logger.addAppender(logged);
    logged.start();
  }

  @AfterEach
  void close() {
    logger.detachAppender(logged);
    logger.setLevel(null);
    producer.close();
  }

  @Test
  void whileNoBrokerAnswersEachIsOneLineInTheLog() {
    write(new TimeoutException("no broker"));

    assertThat(logged.list)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getFormattedMessage())
                  .isEqualTo("A change of preferences was not written: no broker");
              assertThat(line.getThrowableProxy()).isNull();
            });
  }

  @Test
  void whatNobodyExpectsIsLoggedWithItsTrace() {
    write(new KafkaException("odd"));

    assertThat(logged.list)
        .singleElement()
        .satisfies(line -> assertThat(line.getThrowableProxy()).isNotNull());
  }

  private void write(KafkaException failure) {
    producer.sendException = failure;

    ApiException answer =
        catchThrowableOfType(
            ApiException.class,
            () -> new PreferenceChanges(producer).write("ann", List.of(CHANGE)));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(producer.history()).isEmpty();
  }
}
