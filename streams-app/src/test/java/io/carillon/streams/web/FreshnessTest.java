package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.streams.flow.Progress;
import io.carillon.streams.web.InputMarks.Marks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds while this instance's own progress says nothing. */
final class FreshnessTest {
  private static final TopicPartition INPUT = new TopicPartition("preferences.changes", 3);
  private static final TaskId TASK = new TaskId(0, 3);
  private static final TaskId INBOX_TASK = new TaskId(1, 3);

  private Instant now = Instant.EPOCH;

  @Test
  void whatIsCommittedHasBeenRead() {
    Freshness freshness = knowing(new Marks(0, 12, 10));

    assertThat(freshness.hasRead(INPUT, 10)).isTrue();
    assertThat(freshness.hasRead(INPUT, 11)).isFalse();
  }

  @Test
  void whatWasDeletedBeforeAnybodyReadItNeedNotBeWaitedFor() {
    Freshness freshness = knowing(new Marks(10, 10, 0));

    assertThat(freshness.hasRead(INPUT, 10)).isTrue();
    assertThat(freshness.isCaughtUp(INPUT)).isTrue();
  }

  @Test
  void aTaskThatIsYetToReadWhatWasShownBeforeItDiedIsBehind() {
    assertThat(knowing(new Marks(0, 12, 11)).isCaughtUp(INPUT)).isFalse();
    assertThat(knowing(new Marks(0, 12, 12)).isCaughtUp(INPUT)).isTrue();
  }

  @Test
  void aTaskIsBehindUntilTheLastOfWhatWasShownBeforeItDiedIsReadAgain() {
    Progress progress = new Progress();
    AtomicReference<Marks> marks = new AtomicReference<>(new Marks(0, 12, 10));
    Freshness freshness =
        new Freshness(progress, (partition, life) -> Optional.ofNullable(marks.get()), this::time);
    progress.restarted(INPUT.topic(), TASK);

    assertThat(freshness.isCaughtUp(INPUT)).isFalse();
    progress.done(reading(10));
    assertThat(freshness.isCaughtUp(INPUT)).as("one of two is read").isFalse();
    assertThat(freshness.awaitCaughtUp(INPUT, Duration.ofMillis(5))).isFalse();
    marks.set(new Marks(0, 20, 10));
    progress.done(reading(11));
    assertThat(freshness.isCaughtUp(INPUT)).as("what came later was never shown").isTrue();

    progress.stopped(INPUT.topic(), TASK);
    assertThat(freshness.isCaughtUp(INPUT)).isFalse();
    progress.restarted(INPUT.topic(), TASK);
    progress.done(reading(11));
    assertThat(freshness.isCaughtUp(INPUT)).as("another life, another goal").isFalse();
  }

  @Test
  void whoIsCaughtUpDoesNotAskTheBrokerAgain() {
    Progress progress = new Progress();
    List<Integer> asked = new ArrayList<>();
    Freshness freshness =
        new Freshness(
            progress,
            (partition, life) -> {
              asked.add(life);
              return Optional.of(new Marks(0, 12, 12));
            },
            this::time);
    progress.restarted(INPUT.topic(), TASK);

    assertThat(freshness.isCaughtUp(INPUT)).isTrue();
    assertThat(freshness.isCaughtUp(INPUT)).isTrue();

    assertThat(asked).hasSize(1);
  }

  @Test
  void anInstanceThatIsCutOffIsNotBelievedForLongerThanItsTasksAreSurelyItsOwn() {
    Progress progress = new Progress();
    AtomicReference<Marks> marks = new AtomicReference<>(new Marks(0, 12, 12));
    Freshness freshness =
        new Freshness(progress, (partition, life) -> Optional.ofNullable(marks.get()), this::time);
    progress.restarted(INPUT.topic(), TASK);
    assertThat(freshness.isCaughtUp(INPUT)).isTrue();

    marks.set(null);
    now = now.plus(Freshness.BELIEVED);
    assertThat(freshness.isCaughtUp(INPUT)).as("nobody else can have the task yet").isTrue();
    now = now.plusMillis(1);
    assertThat(freshness.isCaughtUp(INPUT)).isFalse();

    marks.set(new Marks(0, 20, 12));
    assertThat(freshness.isCaughtUp(INPUT)).as("what came later was never shown").isTrue();
  }

  @Test
  void anInboxIsOnlyBelievedIfItsOwnTaskRunsWhateverOthersDo() {
    Progress progress = new Progress();
    Freshness freshness =
        new Freshness(progress, (partition, life) -> Optional.empty(), this::time);
    progress.restarted(INPUT.topic(), TASK);
    progress.done(reading(10));

    assertThatThrownBy(() -> freshness.settledInbox(3, () -> "while it is restored"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("being restored");
    progress.restarted("inbox.entries", INBOX_TASK);
    assertThat(freshness.settledInbox(3, () -> "all of it")).isEqualTo("all of it");

    progress.stopped("inbox.entries", INBOX_TASK);
    assertThat(freshness.settled(3, () -> "goes on")).isEqualTo("goes on");
    assertThat(progress.next(INPUT)).as("read by another task").isEqualTo(11);
  }

  @Test
  void waitingEndsAsSoonAsTheTaskHasReadItOrItIsCommitted() {
    Progress progress = new Progress();
    Freshness silent = new Freshness(progress, (partition, life) -> Optional.empty(), this::time);
    progress.restarted(INPUT.topic(), TASK);
    progress.done(reading(9));

    assertThat(silent.await(INPUT, 10, Duration.ZERO)).as("read").isTrue();
    assertThat(silent.await(INPUT, 11, Duration.ZERO)).isFalse();
    assertThat(knowing(new Marks(0, 12, 10)).await(INPUT, 10, Duration.ZERO))
        .as("committed")
        .isTrue();
    assertThat(knowing(new Marks(0, 12, 12)).awaitCaughtUp(INPUT, Duration.ZERO)).isTrue();
  }

  @Test
  void nothingIsTakenForReadWhileTheBrokerDoesNotTell() {
    Freshness freshness = knowing(null);

    assertThat(freshness.hasRead(INPUT, 1)).isFalse();
    assertThat(freshness.hasRead(INPUT, 0)).as("before the first record").isTrue();
    assertThat(freshness.isCaughtUp(INPUT)).isFalse();
    assertThat(freshness.await(INPUT, 1, Duration.ofMillis(5))).isFalse();
  }

  @Test
  void aStoreIsOnlyBelievedIfItsTaskRanAllTheTime() {
    Progress progress = new Progress();
    Freshness freshness =
        new Freshness(progress, (partition, life) -> Optional.empty(), this::time);

    assertThatThrownBy(() -> freshness.settled(3, () -> "before it started"))
        .isInstanceOf(ApiException.class);
    progress.restarted(INPUT.topic(), TASK);
    assertThat(freshness.settled(3, () -> "while it ran")).isEqualTo("while it ran");
    assertThatThrownBy(
            () ->
                freshness.settled(
                    3,
                    () -> {
                      progress.stopped(INPUT.topic(), TASK);
                      progress.restarted(INPUT.topic(), TASK);
                      return "across a restart";
                    }))
        .isInstanceOf(ApiException.class);
    progress.stopped(INPUT.topic(), TASK);
    assertThatThrownBy(() -> freshness.settled(3, () -> "while it was restored"))
        .isInstanceOf(ApiException.class);
  }

  private Instant time() {
    return now;
  }

  private Freshness knowing(@Nullable Marks marks) {
    Progress progress = new Progress();
    progress.restarted(INPUT.topic(), TASK);
    return new Freshness(progress, (partition, life) -> Optional.ofNullable(marks), this::time);
  }

  private static MockProcessorContext<Void, Void> reading(long offset) {
    Properties config = new Properties();
    config.put("application.id", "test");
    config.put("bootstrap.servers", "localhost:1");
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>(config, TASK, null);
    context.setRecordMetadata(INPUT.topic(), INPUT.partition(), offset);
    return context;
  }
}
