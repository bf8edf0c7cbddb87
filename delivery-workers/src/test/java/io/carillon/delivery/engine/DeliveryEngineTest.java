package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.avro.InAppCommand;
import io.carillon.delivery.engine.EngineHealth.State;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** How an engine ends: in order, or altogether. */
@Timeout(30)
class DeliveryEngineTest {
  private static final ChannelSpec<InAppCommand> SPEC = Commands.plain("c");
  private static final TopicPartition PARTITION = new TopicPartition("c", 0);

  private final SchemaRegistry registry =
      SchemaRegistry.open(RegistrySettings.of("mock://engine-test"));
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("earliest") {
        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
          committed.putAll(offsets);
          super.commitSync(offsets);
        }
      };
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final Outbox outbox = new Outbox();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger().setLevel(Level.INFO);
    logger().setAdditive(false);
    logger().addAppender(log);
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    logger().setAdditive(true);
    logger().setLevel(null);
    registry.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(DeliveryEngine.class);
  }

  private List<String> logged() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void closedInOrderItReportsAndCommitsWhatIsUnderWayAndStartsNothingMore() throws Exception {
    CountDownLatch underWay = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    outbox.answering(
        command -> {
          underWay.countDown();
          answer.await();
          return Outbox.accepted();
        });
    DeliveryEngine<InAppCommand> engine = engineWith("one", "two");
    assertThat(underWay.await(10, TimeUnit.SECONDS)).isTrue();

    Thread closing = new Thread(engine::close);
    closing.start();
    while (engine.health().state() != State.STOPPING) {
      Thread.onSpinWait();
    }
    answer.countDown();
    engine.await();
    closing.join();

    assertThat(outbox.given()).containsExactly("one");
    assertThat(producer.history()).hasSize(1);
    OffsetAndMetadata left = left();
    assertThat(left.offset()).isEqualTo(1);
    assertThat(Span.decode(1, left.metadata())).contains(Span.none(1));
    assertThat(consumer.closed()).isTrue();
    assertThat(producer.closed()).isTrue();
    assertThat(engine.health().state()).isEqualTo(State.STOPPED);
    assertThat(logged())
        .containsExactly(
            "in-app: asked to end; attempts under way: 1, which may take 2 s",
            "in-app: ended, all that was under way is reported");
  }

  @Test
  void anAttemptThatOutlastsTheDrainTimeIsLeftToBeLookedUp() throws Exception {
    CountDownLatch underWay = new CountDownLatch(1);
    outbox.answering(
        command -> {
          underWay.countDown();
          new CountDownLatch(1).await();
          return Outbox.accepted();
        });
    DeliveryEngine<InAppCommand> engine = engineWith("one", "two");
    assertThat(underWay.await(10, TimeUnit.SECONDS)).isTrue();

    engine.close();

    OffsetAndMetadata left = left();
    assertThat(left.offset()).isZero();
    assertThat(Span.decode(0, left.metadata()).orElseThrow().bound()).isEqualTo(1);
    assertThat(producer.history()).isEmpty();
    assertThat(logged())
        .containsExactly(
            "in-app: asked to end; attempts under way: 1, which may take 2 s",
            "in-app: attempts cut off: 1; what was not reported will be looked up",
            "in-app: ended, attempts cut off: 1");
  }

  @Test
  void whenASlotDiesTheWholeEngineEnds() throws Exception {
    outbox.answering(
        command -> {
          throw new LinkageError("half a class path");
        });
    DeliveryEngine<InAppCommand> engine = engineWith("one", "two");

    assertThatThrownBy(engine::await)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(LinkageError.class);
    assertThat(engine.health().state()).isEqualTo(State.FAILED);
    assertThat(consumer.closed()).isTrue();
    assertThat(logged()).last().isEqualTo("in-app: ended, by a failure");
  }

  @Test
  void whenPollingFailsTheWholeEngineEnds() {
    consumer.setPollException(new AuthorizationException("not yours"));
    DeliveryEngine<InAppCommand> engine = engineWith();

    assertThatThrownBy(engine::await).hasCauseInstanceOf(AuthorizationException.class);
    engine.close();
    assertThat(engine.health().state()).isEqualTo(State.FAILED);
  }

  @Test
  void whenAnOutcomeCannotBeWrittenTheWholeEngineEndsAndTheRecordIsNotDone() {
    producer.sendException = new KafkaException("no brokers");
    DeliveryEngine<InAppCommand> engine = engineWith("one");

    assertThatThrownBy(engine::await).isInstanceOf(IllegalStateException.class);
    assertThat(left().offset()).isZero();
    assertThat(Span.decode(0, left().metadata()).orElseThrow().bound()).isPositive();
  }

  private OffsetAndMetadata left() {
    OffsetAndMetadata left = committed.get(PARTITION);
    if (left == null) {
      throw new AssertionError("nothing committed");
    }
    return left;
  }

  private DeliveryEngine<InAppCommand> engineWith(String... ids) {
    EngineSettings settings =
        new EngineSettings(
            1,
            100,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2));
    Map<TopicPartition, Long> ends =
        Map.of(PARTITION, 0L, new TopicPartition(Topics.OUTCOMES.name(), 0), 0L);
    EngineEnvironment environment =
        new EngineEnvironment(
            Map.of(),
            registry,
            new FakeLedger(),
            new SimpleMeterRegistry(),
            new FakeClock(),
            new Random(1),
            null);
    DeliveryEngine<InAppCommand> engine =
        new DeliveryEngine<>(
            new DeliveryEngine.Parts<>(
                SPEC,
                outbox,
                settings,
                new Clients(consumer, producer, partitions -> ends, () -> {}),
                new Decoder<>(
                    registry.serde(SPEC.urgent()).deserializer(),
                    registry.serde(SPEC.bulk()).deserializer()),
                new Reports.Formats(
                    registry.serde(Topics.OUTCOMES).serializer(),
                    registry.serde(Topics.DEAD_LETTERS).serializer()),
                () -> {}),
            environment,
            new EngineMetrics(environment.meters(), SPEC));
    consumer.schedulePollTask(() -> bring(ids));
    engine.start();
    return engine;
  }

  private void bring(String... ids) {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.rebalance(List.of(PARTITION));
    long offset = 0;
    for (String id : ids) {
      byte[] value =
          registry.serde(SPEC.urgent()).serializer().serialize("c", Commands.command("ann", id));
      consumer.addRecord(
          new ConsumerRecord<>("c", 0, offset++, "ann".getBytes(StandardCharsets.UTF_8), value));
    }
  }
}
