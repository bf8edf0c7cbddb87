package io.carillon.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
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

  private Instant time() {
    Instant instant = now.get();
    return instant == null ? Instant.EPOCH : instant;
  }
}
