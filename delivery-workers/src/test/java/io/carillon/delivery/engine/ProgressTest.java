package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.delivery.engine.Progress.OutcomesMark;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final OutcomesMark MARK = new OutcomesMark(0, 0);

  @Test
  void theLowWaterMarkIsTheFirstRecordThatIsNotDone() {
    Progress progress = fresh(10);
    admit(progress, 10, 11, 12, 13);

    progress.finish(11);
    progress.finish(13);
    assertThat(progress.lowWater()).isEqualTo(10);

    progress.finish(10);
    assertThat(progress.lowWater()).isEqualTo(12);

    progress.finish(12);
    assertThat(progress.lowWater()).isEqualTo(14);
  }

  @Test
  void offsetsWithoutARecordDoNotHoldTheMark() {
    Progress progress = fresh(10);
    admit(progress, 10, 15); // 11 to 14 are a transaction's markers, or compacted away
    progress.advance(17);

    progress.finish(10);
    progress.finish(15);

    assertThat(progress.lowWater()).isEqualTo(17);
  }

  @Test
  void whatIsDoneBeyondTheMarkIsToldToTheSuccessor() {
    Progress progress = fresh(0);
    admit(progress, 0, 1, 2, 3, 4);
    progress.finish(1);
    progress.finish(2);
    progress.finish(4);

    Progress.Mark mark = progress.mark(1_000);
    Progress successor = resumed(mark, 1_000);

    assertThat(mark.offset()).isZero();
    assertThat(successor.isDone(1)).isTrue();
    assertThat(successor.isDone(2)).isTrue();
    assertThat(successor.isDone(3)).isFalse();
    assertThat(successor.isDone(4)).isTrue();
  }

  @Test
  void whatWasDoneTwoWorkersAgoIsNotForgottenBeforeItIsPassed() {
    Progress first = fresh(0);
    admit(first, 0, 1, 2, 3, 4);
    first.finish(4);
    Progress second = resumed(first.mark(5), 5);
    admit(second, 0, 1); // the poll has not reached the others

    Progress third = resumed(second.mark(5), 5);

    assertThat(third.isDone(4)).isTrue();
    assertThat(third.isDone(3)).isFalse();
  }

  @Test
  void recordsBelowTheBoundThatAreNotDoneAreSuspects() {
    Progress progress = new Progress(100, Span.none(100), 200, MARK);

    assertThat(progress.isSuspect(199)).isTrue();
    assertThat(progress.isSuspect(200)).isFalse();
    assertThat(progress.bound()).isEqualTo(200);
  }

  @Test
  void aQuietPartitionHasNothingReserved() {
    Progress progress = fresh(0);
    progress.reserved(1_000);
    admit(progress, 0);
    assertThat(progress.idleBound()).isEqualTo(1_000);

    progress.finish(0);

    assertThat(progress.idleBound()).isEqualTo(1);
  }

  @Test
  void suspectsThatWereNotReadYetStaySuspects() {
    Progress progress = new Progress(0, Span.none(0), 50, MARK);
    admit(progress, 0);
    progress.finish(0);

    assertThat(progress.idleBound()).isEqualTo(50);
    assertThat(progress.closingBound()).isEqualTo(50);
  }

  @Test
  void afterAnOrderlyEndNothingIsSuspect() {
    Progress progress = fresh(0);
    progress.reserved(1_000);
    admit(progress, 0, 1, 2);
    progress.start(1);
    progress.finish(1);

    assertThat(progress.closingBound()).isZero();
  }

  @Test
  void whatIsStillUnderWayAtTheEndIsSuspect() {
    Progress progress = fresh(0);
    progress.reserved(1_000);
    admit(progress, 0, 1, 2, 3);
    progress.start(1);
    progress.start(2);
    progress.giveBack(2);

    assertThat(progress.closingBound()).isEqualTo(2);
  }

  @Test
  void whatWasCutOffIsSuspectForTheNextUnlessItIsReportedAfterAll() throws InterruptedException {
    Progress progress = fresh(0);
    progress.reserved(1_000);
    admit(progress, 0, 1, 2);
    progress.start(1);
    progress.cutOff(1);
    assertThat(progress.awaitIdle(Duration.ZERO)).isTrue();
    assertThat(progress.closingBound()).isEqualTo(2);

    progress.finish(1);

    assertThat(progress.closingBound()).isZero();
  }

  @Test
  void waitingEndsWhenNothingIsUnderWay() throws InterruptedException {
    Progress progress = fresh(0);
    admit(progress, 0);
    progress.start(0);
    assertThat(progress.awaitIdle(Duration.ofMillis(1))).isFalse();

    progress.finish(0);

    assertThat(progress.awaitIdle(Duration.ZERO)).isTrue();
  }

  private static Progress fresh(long start) {
    return new Progress(start, Span.none(start), start, MARK);
  }

  private static Progress resumed(Progress.Mark mark, long suspectsEnd) {
    return new Progress(mark.offset(), mark.span(), suspectsEnd, MARK);
  }

  private static void admit(Progress progress, long... offsets) {
    for (long offset : offsets) {
      progress.admit(offset);
    }
  }
}
