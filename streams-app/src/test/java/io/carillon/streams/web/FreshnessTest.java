package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.streams.flow.Progress;
import io.carillon.streams.web.InputMarks.Marks;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds while this instance's own progress says nothing. */
final class FreshnessTest {
  private static final TopicPartition INPUT = new TopicPartition("delivery.outcomes", 3);

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
    Freshness freshness = new Freshness(progress, partition -> Optional.empty());

    assertThatThrownBy(() -> freshness.settled(3, () -> "before it started"))
        .isInstanceOf(ApiException.class);
    progress.restarted(3);
    assertThat(freshness.settled(3, () -> "while it ran")).isEqualTo("while it ran");
    assertThatThrownBy(
            () ->
                freshness.settled(
                    3,
                    () -> {
                      progress.stopped(3);
                      progress.restarted(3);
                      return "across a restart";
                    }))
        .isInstanceOf(ApiException.class);
    progress.stopped(3);
    assertThatThrownBy(() -> freshness.settled(3, () -> "while it was restored"))
        .isInstanceOf(ApiException.class);
  }

  private static Freshness knowing(@Nullable Marks marks) {
    return new Freshness(new Progress(), partition -> Optional.ofNullable(marks));
  }
}
