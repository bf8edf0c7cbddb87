package io.carillon.streams;

import static io.carillon.streams.Flow.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.DeadLetter;
import io.carillon.avro.InboxEntry;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.Topics;
import io.carillon.streams.flow.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of entries on their way into the inbox. */
final class InboxTest {
  private static final TopicPartition INPUT = new TopicPartition("inbox.entries", 0);

  @TempDir Path stateDir;
  private Flow flow;

  @BeforeEach
  void start() {
    flow = Flow.start(stateDir);
  }

  @AfterEach
  void stop() {
    flow.close();
  }

  @Test
  @Behaviour("COB-5")
  void anEntryIsThereForThreeMonths() {
    put("e1", NOW.minus(Duration.ofDays(91)));
    put("e2", NOW);

    assertThat(flow.inbox("ann")).extracting(InboxEntry::getEntryId).containsExactly("e2", "e1");
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-7")
  void anEntryThatWouldHaveExpiredIsADeadLetterInsteadOfNothing() {
    Instant tooOld = NOW.minus(Duration.ofDays(93));

    put("e1", tooOld);

    DeadLetter letter = flow.deadLetter();
    assertThat(letter.getReason()).isEqualTo("rule-broken");
    assertThat(letter.getDetail())
        .isEqualTo("createdAt: must not be more than 92 days ago, was " + tooOld);
    assertThat(flow.inbox("ann")).isEmpty();
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-7")
  void anEntryOfTheFutureDoesNotExpireThoseOfEverybodyElse() {
    Instant ahead = NOW.plus(Duration.ofDays(400));
    put("e1", NOW);

    put("e2", ahead);
    put("e3", NOW);

    assertThat(flow.deadLetter().getDetail())
        .isEqualTo("createdAt: must not be in the future, was " + ahead);
    assertThat(flow.inbox("ann")).extracting(InboxEntry::getEntryId).containsExactly("e3", "e1");
    flow.nothingElse();
  }

  @Test
  void whoeverReadsAnInboxCanTellWhetherItsTaskRuns(@TempDir Path otherDir) {
    Progress progress;
    try (Flow other = Flow.start(otherDir)) {
      progress = other.progress;
      assertThat(progress.life(INPUT)).isPresent();
    }
    assertThat(progress.life(INPUT)).isEmpty();
  }

  private void put(String id, Instant createdAt) {
    flow.send(Topics.INBOX, "ann", Events.inboxEntry(id, "ann", createdAt));
  }
}
