package io.carillon.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.RegistrySettings.Retry;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import io.carillon.streams.deadletters.RefusingProducer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

final class StreamsAppRestartsTest {
  private static final int THREADS = 4;
  private static final int MOST = 8;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final List<Throwable> causes = new ArrayList<>();
  private final StreamsAppRestarts restarts =
      new StreamsAppRestarts(this::time, causes::add, THREADS);

  @Test
  void threadsAreReplacedUntilTooManyDie() {
    for (int i = 0; i < MOST; i++) {
      assertThat(restarts.handle(new IllegalStateException("one"))).isEqualTo(REPLACE_THREAD);
    }

    assertThat(restarts.handle(new IllegalStateException("last"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(causes).last().extracting(Throwable::getMessage).isEqualTo("last");
  }

  @Test
  void whatHappenedLongAgoDoesNotCount() {
    for (int i = 0; i < 3 * MOST; i++) {
      assertThat(restarts.handle(new IllegalStateException("one"))).isEqualTo(REPLACE_THREAD);
      now.set(time().plus(StreamsAppRestarts.WITHIN.dividedBy(MOST).plusSeconds(1)));
    }
  }

  @Test
  void everyThreadMayDieTwiceAndFiveOfFewThreads() {
    assertThat(StreamsAppRestarts.most(1)).isEqualTo(5);
    assertThat(StreamsAppRestarts.most(2)).isEqualTo(5);
    assertThat(StreamsAppRestarts.most(12)).isEqualTo(24);
  }

  @Test
  void threadsThatGaveUpWaitingForTheRegistryAreReplacedWithoutEnd() {
    Throwable away = new StreamsException("failed", new StreamsException(registryIsAway()));

    for (int i = 0; i < 3 * MOST; i++) {
      assertThat(restarts.handle(away)).isEqualTo(REPLACE_THREAD);
    }
    for (int i = 0; i < MOST; i++) {
      assertThat(restarts.handle(new IllegalStateException("one"))).isEqualTo(REPLACE_THREAD);
    }

    assertThat(restarts.handle(new IllegalStateException("last"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(restarts.handle(away)).isEqualTo(REPLACE_THREAD);
  }

  @Test
  void aThreadWhoseProducerRefusesToGoOnHangsSoThatANewProcessIsNeeded() {
    Throwable refused = new StreamsException("failed", RefusingProducer.refusal());

    assertThat(restarts.handle(refused)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(causes).containsExactly(refused);
  }

  /** What a deserializer throws that needs a schema it has never seen. */
  private static Throwable registryIsAway() {
    RegistrySettings nobody =
        RegistrySettings.of("http://127.0.0.1:9")
            .withRetry(new Retry(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1)));
    try (SchemaRegistry registry = SchemaRegistry.open(nobody)) {
      registry.stopWaiting();
      return catchThrowable(
          () ->
              registry
                  .serde(Topics.SWITCHES)
                  .deserializer()
                  .deserialize(Topics.SWITCHES.name(), new byte[] {0, 0, 0, 0, 1, 0}));
    }
  }

  private Instant time() {
    Instant instant = now.get();
    return instant == null ? Instant.EPOCH : instant;
  }
}
