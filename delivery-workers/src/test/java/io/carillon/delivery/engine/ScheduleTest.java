package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.InAppCommand;
import io.carillon.avro.Lane;
import io.carillon.delivery.engine.Progress.OutcomesMark;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeClock clock = new FakeClock();
  private final Gate route = new Gate(clock, new Random(1), SECOND, Duration.ofSeconds(30));
  private final Schedule<InAppCommand> unordered = new Schedule<>(false, clock, route);
  private final Schedule<InAppCommand> ordered = new Schedule<>(true, clock, route);
  private final Progress progress = new Progress(0, Span.none(0), 0, new OutcomesMark(0, 0));
  private long offset;

  @Test
  void urgentGoesBeforeBulkHoweverLateItComes() {
    unordered.add(List.of(work(Lane.BULK, "ann"), work(Lane.BULK, "ben")));
    unordered.add(List.of(work(Lane.URGENT, "cyd")));

    assertThat(next(unordered)).isEqualTo("cyd");
    assertThat(next(unordered)).isEqualTo("ann");
    assertThat(next(unordered)).isEqualTo("ben");
    assertThat(next(unordered)).isNull();
  }

  @Test
  void whereOrderDoesNotMatterCommandsOfAMemberRunAtOnce() {
    unordered.add(List.of(work(Lane.URGENT, "ann"), work(Lane.URGENT, "ann")));

    assertThat(unordered.poll()).isNotNull();
    assertThat(unordered.poll()).isNotNull();
  }

  @Test
  void whereOrderMattersTheNextOfAMemberWaitsForTheOneBefore() {
    Work<InAppCommand> first = work(Lane.URGENT, "ann");
    Work<InAppCommand> second = work(Lane.URGENT, "ann");
    ordered.add(List.of(first, second, work(Lane.URGENT, "ben")));

    assertThat(ordered.poll()).isSameAs(first);
    assertThat(next(ordered)).isEqualTo("ben");
    assertThat(ordered.poll()).isNull();

    ordered.done(first);
    assertThat(ordered.poll()).isSameAs(second);
  }

  @Test
  void theLanesOfAMemberDoNotRunAtOnceEither() {
    Work<InAppCommand> bulk = work(Lane.BULK, "ann");
    Work<InAppCommand> urgent = work(Lane.URGENT, "ann");
    ordered.add(List.of(bulk));
    assertThat(ordered.poll()).isSameAs(bulk);
    ordered.add(List.of(urgent));
    assertThat(ordered.poll()).isNull();

    ordered.done(bulk);
    assertThat(ordered.poll()).isSameAs(urgent);
  }

  @Test
  void aRecordPutBackComesAgainAtItsTimeAndHoldsItsMembersOthers() {
    Work<InAppCommand> first = work(Lane.URGENT, "ann");
    ordered.add(List.of(first, work(Lane.URGENT, "ann")));
    Work<InAppCommand> taken = ordered.poll();
    assertThat(taken).isSameAs(first);

    ordered.putBack(first, clock.instant().plus(SECOND));
    assertThat(ordered.poll()).isNull();
    assertThat(ordered.hasReady(Lane.URGENT)).isFalse();
    assertThat(ordered.waiting(Lane.URGENT)).isEqualTo(2);

    clock.advance(SECOND);
    assertThat(ordered.poll()).isSameAs(first);
  }

  @Test
  void aRecordPutBackOccupiesNobodyElse() {
    Work<InAppCommand> first = work(Lane.URGENT, "ann");
    unordered.add(List.of(first, work(Lane.URGENT, "ben"), work(Lane.BULK, "cyd")));
    assertThat(unordered.poll()).isSameAs(first);

    unordered.putBack(first, clock.instant().plus(SECOND));

    assertThat(next(unordered)).isEqualTo("ben");
    assertThat(next(unordered)).isEqualTo("cyd");
  }

  @Test
  void whileTheRouteIsDownTheRecordThatMetItIsTheOneThatProbes() {
    Work<InAppCommand> first = work(Lane.URGENT, "ann");
    unordered.add(List.of(first, work(Lane.URGENT, "ben"), work(Lane.URGENT, "cyd")));
    assertThat(unordered.poll()).isSameAs(first);
    route.failed(first.pass, "refused", Duration.ZERO);
    unordered.putBack(first, clock.instant());
    assertThat(unordered.poll()).isNull();

    clock.advance(SECOND);
    assertThat(unordered.poll()).isSameAs(first);
    assertThat(unordered.poll()).isNull();

    route.succeeded();
    assertThat(next(unordered)).isEqualTo("ben");
    assertThat(next(unordered)).isEqualTo("cyd");
  }

  @Test
  void aRecordThatKeepsFindingTheRouteDownMakesRoomForAnotherProbe() {
    Work<InAppCommand> unlucky = work(Lane.URGENT, "ann");
    unordered.add(List.of(unlucky, work(Lane.BULK, "ben"), work(Lane.BULK, "cyd")));
    assertThat(unordered.poll()).isSameAs(unlucky);
    route.failed(unlucky.pass, "refused", Duration.ZERO);
    unordered.putBack(unlucky, clock.instant());
    for (int failed = 0; failed < 3; failed++) {
      clock.advance(Duration.ofMinutes(1));
      assertThat(unordered.poll()).isSameAs(unlucky);
      unlucky.failedProbes++;
      route.failed(unlucky.pass, "refused", Duration.ZERO);
      unordered.putBack(unlucky, clock.instant());
    }

    clock.advance(Duration.ofMinutes(1));
    assertThat(next(unordered)).isEqualTo("ben");
    route.succeeded();

    assertThat(next(unordered)).isEqualTo("ann"); // urgent again
    assertThat(next(unordered)).isEqualTo("cyd");
    assertThat(next(unordered)).isNull();
  }

  @Test
  void whatWaitsForAPoorProbeOfItsMemberIsNoProbeEither() {
    Work<InAppCommand> unlucky = work(Lane.URGENT, "ann");
    ordered.add(List.of(unlucky, work(Lane.URGENT, "ann")));
    route.failed(Gate.Pass.OPEN, "refused", Duration.ZERO);
    assertThat(ordered.hasProbe()).isTrue();
    for (int failed = 0; failed < 3; failed++) {
      clock.advance(Duration.ofMinutes(1));
      assertThat(ordered.poll()).isSameAs(unlucky);
      unlucky.failedProbes++;
      route.failed(unlucky.pass, "refused", Duration.ZERO);
      ordered.putBack(unlucky, clock.instant());
    }

    assertThat(ordered.hasProbe()).isFalse();

    ordered.add(List.of(work(Lane.BULK, "ben")));
    assertThat(ordered.hasProbe()).isTrue();
  }

  @Test
  void aRecordUnderWayIsTheProbeUnlessItWasAPoorOneTooOften() {
    Work<InAppCommand> underWay = work(Lane.URGENT, "ann");
    unordered.add(List.of(underWay));
    assertThat(unordered.poll()).isSameAs(underWay);
    assertThat(unordered.hasProbe()).isTrue();

    underWay.failedProbes = 3;
    assertThat(unordered.hasProbe()).isFalse();

    underWay.failedProbes = 0;
    unordered.done(underWay);
    assertThat(unordered.hasProbe()).isFalse();
  }

  @Test
  void aProbeThatNeverReachedTheRouteMakesRoomForAnother() {
    Work<InAppCommand> expired = work(Lane.URGENT, "ann");
    unordered.add(List.of(expired, work(Lane.URGENT, "ben")));
    route.failed(Gate.Pass.OPEN, "refused", Duration.ZERO);
    clock.advance(SECOND);
    assertThat(unordered.poll()).isSameAs(expired);

    unordered.done(expired);

    assertThat(next(unordered)).isEqualTo("ben");
  }

  @Test
  void whatWaitsOfALostPartitionIsForgottenAndWhatIsUnderWayDoesNotReturn() {
    Work<InAppCommand> underWay = work(Lane.URGENT, "ann");
    unordered.add(List.of(underWay, work(Lane.URGENT, "ben")));
    assertThat(unordered.poll()).isSameAs(underWay);

    unordered.drop(Map.of(underWay.partition(), progress));
    unordered.putBack(underWay, clock.instant());

    assertThat(unordered.poll()).isNull();
    assertThat(unordered.waiting(Lane.URGENT)).isZero();
  }

  @Test
  void theRecordsOfOtherPartitionsStay() {
    Progress other = new Progress(0, Span.none(0), 0, new OutcomesMark(1, 0));
    ordered.add(List.of(work(Lane.URGENT, "ann"), work(Lane.URGENT, "ben", other)));

    ordered.drop(Map.of(new TopicPartition("commands", 0), progress));

    assertThat(next(ordered)).isEqualTo("ben");
    assertThat(next(ordered)).isNull();
  }

  @Test
  void nothingStartsUnlessItIsKnownWhosePartitionsTheseAre() {
    unordered.add(List.of(work(Lane.URGENT, "ann")));
    unordered.confirm(clock.instant());
    assertThat(unordered.needsConfirmation()).isFalse();

    clock.advance(Duration.ofSeconds(11));
    assertThat(unordered.needsConfirmation()).isTrue();
    assertThat(unordered.isDoubtful()).isFalse();

    clock.advance(Duration.ofSeconds(10));
    assertThat(unordered.isDoubtful()).isTrue();
    assertThat(unordered.poll()).isNull();

    unordered.confirm(clock.instant().minusSeconds(21)); // an answer that took too long
    assertThat(unordered.poll()).isNull();

    unordered.confirm(clock.instant());
    assertThat(next(unordered)).isEqualTo("ann");
  }

  @Test
  void nothingStartsOnceItIsStopped() throws InterruptedException {
    unordered.add(List.of(work(Lane.URGENT, "ann")));

    unordered.stop();

    assertThat(unordered.poll()).isNull();
    assertThat(unordered.take()).isNull();
  }

  @Test
  void whateverHappensEveryRecordRunsOnceAndAMembersInOrder() {
    Random random = new Random(7);
    List<Work<InAppCommand>> running = new ArrayList<>();
    List<Work<InAppCommand>> ended = new ArrayList<>();
    int issued = 0;
    while (issued < 500 || ended.size() < 500) {
      int what = random.nextInt(4);
      if (what == 0 && issued < 500) {
        ordered.add(List.of(work(Lane.URGENT, "member-" + random.nextInt(5))));
        issued++;
      } else if (what == 1) {
        Work<InAppCommand> work = ordered.poll();
        if (work != null) {
          running.add(work);
        }
      } else if (what == 2 && !running.isEmpty()) {
        Work<InAppCommand> work = running.remove(random.nextInt(running.size()));
        ended.add(work);
        ordered.done(work);
      } else if (what == 3 && !running.isEmpty()) {
        Work<InAppCommand> work = running.remove(random.nextInt(running.size()));
        ordered.putBack(work, clock.instant().plusMillis(random.nextInt(3)));
      }
      clock.advance(Duration.ofMillis(1));
    }

    assertThat(ended).doesNotHaveDuplicates().hasSize(500);
    for (int member = 0; member < 5; member++) {
      String name = "member-" + member;
      assertThat(ended.stream().filter(work -> member(work).equals(name)).map(Work::offset))
          .isSorted();
    }
  }

  private @Nullable String next(Schedule<InAppCommand> schedule) {
    Work<InAppCommand> work = schedule.poll();
    return work == null ? null : member(work);
  }

  private static String member(Work<InAppCommand> work) {
    return new String(work.record.key(), StandardCharsets.UTF_8);
  }

  private Work<InAppCommand> work(Lane lane, String member) {
    return work(lane, member, progress);
  }

  private Work<InAppCommand> work(Lane lane, String member, Progress of) {
    byte[] key = member.getBytes(StandardCharsets.UTF_8);
    int partition = of.mark().partition();
    of.admit(offset);
    return new Work<>(
        new ConsumerRecord<>("commands", partition, offset++, key, new byte[0]), lane, of, false);
  }
}
