package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.avro.InAppCommand;
import io.carillon.avro.Lane;
import io.carillon.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is fetched, what is committed, and in which order. */
class PollLoopTest {
  private static final ChannelSpec<InAppCommand> SPEC = Commands.plain("c");
  private static final TopicPartition URGENT = new TopicPartition("c", 0);
  private static final TopicPartition BULK = new TopicPartition("c.bulk", 0);
  private static final TopicPartition OUTCOMES = new TopicPartition(Topics.OUTCOMES.name(), 0);
  private static final int SPAN = 100;
  private static final Duration AT_EVERY_TURN = Duration.ofNanos(1);

  private final FakeClock clock = new FakeClock();
  private final Gates gates = Gates.of(EngineSettings.defaults(), clock, new Random(1));
  private final Schedule<InAppCommand> schedule = new Schedule<>(false, clock, gates.route());
  private final List<String> events = new ArrayList<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private boolean commitsFail;
  private boolean answersGetLost;
  private int timeOuts;
  private Runnable atCutOff = () -> {};

  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("earliest") {
        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
          assertThat(offsets).as("what confirms that it is ours").isNotEmpty();
          events.add("commit with " + schedule.waiting(Lane.URGENT) + " waiting");
          if (commitsFail) {
            throw new CommitFailedException();
          }
          super.commitSync(offsets);
          if (answersGetLost) {
            throw new TimeoutException("no answer");
          }
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
            Set<TopicPartition> partitions) {
          timeOut();
          return super.committed(partitions);
        }

        @Override
        public synchronized long position(TopicPartition partition) {
          timeOut();
          return super.position(partition);
        }
      };

  /** Commits are what these tests are about: none by the clock, unless a test says so. */
  private PollLoop<InAppCommand> loop = loop(Duration.ofDays(1));

  @Test
  void aBoundIsCommittedBeforeAnythingIsHandedOut() {
    assign(0);
    add(URGENT, 0, 10);

    loop.turn();

    assertThat(events).containsExactly("commit with 0 waiting");
    assertThat(committedSpan(URGENT).bound()).isEqualTo(10 + SPAN);
    assertThat(schedule.waiting(Lane.URGENT)).isEqualTo(10);
  }

  @Test
  void withinTheBoundNoCommitHoldsUpTheWork() {
    begin(1);
    events.clear();

    add(URGENT, 1, 50);
    loop.turn();

    assertThat(events).isEmpty();
    assertThat(schedule.waiting(Lane.URGENT)).isEqualTo(51);
  }

  @Test
  void withoutTheBoundNothingIsHandedOutAndTheRecordsAreFetchedAgain() {
    assign(0);
    commitsFail = true;
    add(URGENT, 0, 10);
    loop.turn();
    assertThat(schedule.waiting(Lane.URGENT)).isZero();
    assertThat(consumer.position(URGENT)).isZero();
  }

  @Test
  void aPartitionThatNeedsNoBoundIsNotHeldUpByOneThatDoes() {
    begin(1);
    commitsFail = true;
    add(URGENT, 1, 1);
    add(BULK, 0, 1);
    consumer.resume(Set.of(BULK));

    loop.turn();

    assertThat(schedule.waiting(Lane.URGENT)).isEqualTo(2);
    assertThat(schedule.waiting(Lane.BULK)).isZero();
    assertThat(consumer.position(BULK)).isZero();
  }

  @Test
  void whatThePredecessorDidCountsAsDoneForTheSuccessorToo() {
    OffsetRanges done = new OffsetRanges();
    done.add(3, 5);
    assignAfter(2, new Span(5, done), 5);
    add(URGENT, 2, 3);
    loop.turn();
    finish(taken());

    loop.onPartitionsRevoked(Set.of(URGENT));

    assertThat(committed(URGENT).offset()).isEqualTo(5);
    assertThat(committedSpan(URGENT)).isEqualTo(Span.none(5));
  }

  @Test
  void afterACrashWhatIsDoneIsSkippedAndTheRestBelowTheBoundIsSuspect() {
    OffsetRanges done = new OffsetRanges();
    done.add(3, 5);
    assignAfter(2, new Span(8, done), 100);
    add(URGENT, 2, 8);

    loop.turn();

    List<String> taken = takeAll();
    assertThat(taken).containsExactly("2 suspect", "5 suspect", "6 suspect", "7 suspect", "8", "9");
  }

  @Test
  void whatWasWrittenAfterTheCrashIsNoSuspect() {
    assignAfter(0, new Span(100, new OffsetRanges()), 2);
    add(URGENT, 0, 4);

    loop.turn();

    assertThat(takeAll()).containsExactly("0 suspect", "1 suspect", "2", "3");
  }

  @Test
  void whatNobodyCanReadMakesEverythingSuspect() {
    start(Map.of(URGENT, new OffsetAndMetadata(0, "from the future")), Map.of(URGENT, 3L));
    add(URGENT, 0, 4);

    loop.turn();

    assertThat(takeAll()).containsExactly("0 suspect", "1 suspect", "2 suspect", "3");
  }

  @Test
  void whereAnOffsetWasSetByHandEverythingIsSuspect() {
    start(Map.of(URGENT, new OffsetAndMetadata(1)), Map.of(URGENT, 3L));
    add(URGENT, 1, 3);

    loop.turn();

    assertThat(takeAll()).containsExactly("1 suspect", "2 suspect", "3");
  }

  @Test
  void whereOffsetsWereForgottenEverythingIsSuspect() {
    ends.put(OUTCOMES, 5L);
    start(Map.of(), Map.of(URGENT, 2L, BULK, 0L));
    add(URGENT, 0, 3);

    loop.turn();

    assertThat(takeAll()).containsExactly("0 suspect", "1 suspect", "2");
  }

  @Test
  void whereNobodyEverReportedNothingIsSuspect() {
    start(Map.of(), Map.of(URGENT, 2L, BULK, 0L));
    add(URGENT, 0, 3);

    loop.turn();

    assertThat(takeAll()).containsExactly("0", "1", "2");
  }

  @Test
  void brokersThatDoNotAnswerAtTheAssignmentAreAskedAgain() {
    loop.run(() -> true); // subscribes
    consumer.updateBeginningOffsets(Map.of(URGENT, 0L, BULK, 0L));
    consumer.rebalance(List.of(URGENT, BULK));
    ends.putAll(Map.of(URGENT, 0L, BULK, 0L, OUTCOMES, 0L));
    loop.run(stopsAfter(1));
    timeOuts = 4;

    loop.onPartitionsAssigned(List.of(URGENT, BULK));

    assertThat(timeOuts).isZero();
    assertThat(loop.partitions()).isEqualTo(2);
  }

  @Test
  void aWorkerThatIsToStopDoesNotWaitForBrokersThatDoNotAnswer() {
    assign(0); // was told to stop at once
    timeOuts = 1;

    assertThatThrownBy(() -> loop.onPartitionsAssigned(List.of(URGENT)))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void brokersThatDoNotAnswerAtACommitAreAskedAgainLater() {
    loop = loop(AT_EVERY_TURN);
    assign(0);
    timeOuts = 1;

    loop.turn();
    assertThat(timeOuts).isZero();
    assertThat(events).isEmpty();

    loop.turn();
    assertThat(committed(URGENT).offset()).isZero();
  }

  @Test
  void whatIsDoneIsCommittedInTimeAndOnlyOnce() {
    loop = loop(AT_EVERY_TURN);
    begin(3);
    finish(taken());
    loop.turn();
    assertThat(committed(URGENT).offset()).isEqualTo(1);
    assertThat(committedSpan(URGENT).bound()).isEqualTo(3 + SPAN);

    finish(taken());
    finish(taken());
    loop.turn();
    assertThat(committed(URGENT).offset()).isEqualTo(3);
    assertThat(committedSpan(URGENT)).isEqualTo(Span.none(3));

    events.clear();
    loop.turn();
    assertThat(events).isEmpty();
  }

  @Test
  void whatIsNoRecordIsCommittedAsDone() {
    loop = loop(AT_EVERY_TURN);
    begin(1);
    finish(taken());

    consumer.seek(URGENT, 2); // 1 is the marker of a transaction
    loop.turn();

    assertThat(committed(URGENT).offset()).isEqualTo(2);
  }

  @Test
  void aBusyPartitionsBoundMovesAlongSoThatNoWorkWaitsForIt() {
    loop = loop(AT_EVERY_TURN);
    begin(1);
    add(URGENT, 1, 50);
    loop.turn();
    assertThat(committedSpan(URGENT).bound()).isEqualTo(1 + SPAN);

    add(URGENT, 51, 1); // more than half of it is used up
    loop.turn();
    assertThat(committedSpan(URGENT).bound()).isEqualTo(52 + SPAN);

    events.clear();
    add(URGENT, 52, SPAN);
    loop.turn();
    assertThat(events).containsExactly("commit with 152 waiting");
  }

  @Test
  void aBoundThatCouldNotBeCommittedDoesNotCount() {
    loop = loop(AT_EVERY_TURN);
    begin(1);
    commitsFail = true;
    add(URGENT, 1, 51);
    loop.turn();

    commitsFail = false;
    events.clear();
    add(URGENT, 52, SPAN);
    loop.turn();

    assertThat(events).startsWith("commit with 52 waiting");
  }

  @Test
  void aBoundThatMayHaveBeenLoweredNoLongerCounts() {
    loop = loop(AT_EVERY_TURN);
    begin(1);
    finish(taken());
    answersGetLost = true;
    loop.turn();
    assertThat(committedSpan(URGENT)).isEqualTo(Span.none(1)); // though nobody told us

    answersGetLost = false;
    events.clear();
    add(URGENT, 1, 1);
    loop.turn();

    assertThat(events).startsWith("commit with 0 waiting");
    assertThat(committedSpan(URGENT).bound()).isEqualTo(2 + SPAN);
  }

  @Test
  void bulkIsNotFetchedWhileUrgentRecordsWait() {
    begin(3);
    assertThat(consumer.paused()).containsExactly(BULK);

    takeAll();
    loop.turn();
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void fetchingGoesOnOnceHalfOfTheCrowdIsGone() {
    begin(200);
    assertThat(consumer.paused()).contains(URGENT);

    for (int gone = 0; gone < 99; gone++) {
      finish(taken());
    }
    loop.turn();
    assertThat(consumer.paused()).contains(URGENT);

    finish(taken());
    loop.turn();
    assertThat(consumer.paused()).doesNotContain(URGENT);
  }

  @Test
  void nothingMoreIsFetchedThanCanBeWorkedOn() {
    begin(500);
    assertThat(consumer.paused()).contains(URGENT);

    takeAll();
    loop.turn();
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void nothingIsFetchedWhileTheRouteIsDownButPollingGoesOn() {
    assign(0);
    add(URGENT, 0, 1);
    gates.route().failed(Gate.Pass.OPEN, "refused", Duration.ZERO);
    loop.turn();
    assertThat(consumer.paused()).containsExactlyInAnyOrder(URGENT, BULK);

    gates.route().succeeded();
    takeAll();
    loop.turn();
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void whileTheRouteIsDownAndNoRecordCanTellWhetherItStillIsSomeAreFetched() {
    assign(0);
    add(URGENT, 0, 1);
    gates.route().failed(Gate.Pass.OPEN, "refused", Duration.ZERO);
    loop.turn();
    for (int failed = 0; failed < 3; failed++) {
      clock.advance(Duration.ofMinutes(1));
      loop.turn();
      Work<InAppCommand> probe = taken();
      probe.failedProbes++;
      gates.route().failed(probe.pass, "refused", Duration.ZERO);
      schedule.putBack(probe, clock.instant());
    }

    loop.turn();
    assertThat(consumer.paused()).isEmpty();

    add(BULK, 0, 1);
    loop.turn();
    assertThat(consumer.paused()).containsExactlyInAnyOrder(URGENT, BULK);
    clock.advance(Duration.ofMinutes(1));
    loop.turn();
    assertThat(taken().lane).isEqualTo(Lane.BULK);
  }

  @Test
  void suspectsThatWaitForTheLedgerDoNotKeepOthersFromBeingFetched() {
    assignAfter(0, new Span(500, new OffsetRanges()), 500);
    add(URGENT, 0, 500);
    loop.turn();
    assertThat(consumer.paused()).contains(URGENT);

    for (Work<InAppCommand> work = schedule.poll(); work != null; work = schedule.poll()) {
      work.forLedger = true;
      schedule.putBack(work, clock.instant().plusSeconds(1));
    }
    assertThat(schedule.waiting(Lane.URGENT)).isEqualTo(500);

    loop.turn();
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void aLedgerThatNobodyAsksAnyMoreIsNotHeldForAway() {
    assignAfter(0, new Span(2, new OffsetRanges()), 2);
    add(URGENT, 0, 2);
    loop.turn();
    Work<InAppCommand> waiting = taken();
    gates.ledger().failed(gates.ledger().enter(), "unreachable", Duration.ZERO);
    waiting.forLedger = true;
    schedule.putBack(waiting, gates.ledger().nextTry());
    Work<InAppCommand> underWay = taken();
    loop.turn();
    assertThat(gates.ledger().isOpen()).isFalse();

    loop.onPartitionsLost(Set.of(URGENT));
    loop.turn();
    assertThat(gates.ledger().isOpen()).isFalse(); // one is asking it still

    schedule.putBack(underWay, gates.ledger().nextTry());
    loop.turn();
    assertThat(gates.ledger().isOpen()).isTrue();
    assertThat(loop.partitions()).isEqualTo(1);
  }

  @Test
  void aWorkerWithoutPartitionsDoesNotHoldItsRouteForDown() {
    assign(0);
    gates.route().failed(gates.route().enter(), "refused", Duration.ZERO);
    loop.turn();
    loop.onPartitionsLost(Set.of(URGENT));
    loop.turn();
    assertThat(gates.route().isOpen()).isFalse();

    loop.onPartitionsLost(Set.of(BULK));
    loop.turn();
    assertThat(gates.route().isOpen()).isTrue();
  }

  @Test
  void aPartitionIsHandedOverWithWhatIsDoneAndNothingSuspect() {
    begin(10);
    Work<InAppCommand> first = taken();
    finish(taken());
    schedule.putBack(first, clock.instant());

    loop.onPartitionsRevoked(Set.of(URGENT));

    OffsetAndMetadata left = committed(URGENT);
    assertThat(left.offset()).isZero();
    assertThat(committedSpan(URGENT).bound()).isZero();
    assertThat(committedSpan(URGENT).done().contains(1)).isTrue();
    assertThat(schedule.waiting(Lane.URGENT)).isZero();
    assertThat(loop.partitions()).isEqualTo(1);
  }

  @Test
  void whatIsUnderWayAtTheHandOverIsSuspectForTheNext() {
    begin(10);
    assertThat(taken().offset()).isZero();

    loop.onPartitionsRevoked(Set.of(URGENT));

    assertThat(committedSpan(URGENT).bound()).isEqualTo(1);
    assertThat(events).containsSubsequence("cut off", "commit with 0 waiting");
  }

  @Test
  void whatIsUnderWayMayBeSentUntilTheHandOverIsOver() {
    begin(10);
    Work<InAppCommand> underWay = taken();
    List<Boolean> lost = new ArrayList<>();
    atCutOff = () -> lost.add(underWay.progress.isLost());

    loop.onPartitionsRevoked(Set.of(URGENT));

    assertThat(lost).containsExactly(false);
    assertThat(underWay.progress.isLost()).isTrue();
  }

  @Test
  void ofALostPartitionNothingIsCommittedAndNothingSent() {
    begin(10);
    events.clear();

    Work<InAppCommand> underWay = taken();

    loop.onPartitionsLost(Set.of(URGENT));

    assertThat(events).containsExactly("cut off");
    assertThat(underWay.progress.isLost()).isTrue();
    assertThat(schedule.poll()).isNull();
  }

  @Test
  void aWorkerThatStoodStillHandsNothingOutBeforeACommitShowsThatItsPartitionsAreItsOwn() {
    begin(10);
    clock.advance(Duration.ofMinutes(1));
    commitsFail = true;
    loop.turn();
    assertThat(schedule.poll()).isNull();

    commitsFail = false;
    loop.turn();
    assertThat(taken().offset()).isZero();
    assertThat(committedSpan(URGENT).bound()).isEqualTo(10 + SPAN);

    events.clear();
    loop.turn();
    assertThat(events).isEmpty();
  }

  @Test
  void aWorkerThatHadNothingToCommitYetHandsNothingOutEither() {
    assignAfter(0, new Span(500, new OffsetRanges()), 500);
    add(URGENT, 0, 10);
    clock.advance(Duration.ofMinutes(1));
    commitsFail = true;

    loop.turn();
    assertThat(schedule.poll()).isNull();

    commitsFail = false;
    loop.turn();
    assertThat(taken().offset()).isZero();
  }

  @Test
  void aWorkerThatIsCutOffFromTheBrokersHandsNothingOutThoughItsPollsReturn() {
    begin(10);
    assertThat(taken().offset()).isZero();

    commitsFail = true;
    for (int turn = 0; turn < 5; turn++) {
      clock.advance(Duration.ofSeconds(5));
      loop.turn();
    }
    assertThat(schedule.poll()).isNull();

    commitsFail = false;
    loop.turn();
    assertThat(taken().offset()).isEqualTo(1);
  }

  @Test
  void aWorkerWithNothingToCommitStillMakesSureNowAndThenThatItsPartitionsAreItsOwn() {
    begin(10);
    events.clear();

    for (int turn = 0; turn < 24; turn++) {
      clock.advance(Duration.ofSeconds(5));
      loop.turn();
      assertThat(schedule.isDoubtful()).isFalse();
    }

    assertThat(events).hasSize(8); // of two minutes, every third turn
  }

  @Test
  void whatIsLeftToALateAssignmentIsHandedOutAtOnce() {
    loop.run(() -> true);
    clock.advance(Duration.ofHours(1)); // with no partition at all
    assign(0);
    add(URGENT, 0, 1);

    loop.turn();

    assertThat(taken().offset()).isZero();
  }

  // --- a consumer with both lanes

  private PollLoop<InAppCommand> loop(Duration commitInterval) {
    return new PollLoop<>(
        SPEC,
        new EngineSettings(
            2, SPAN, commitInterval, Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(30)),
        consumer,
        partitions -> {
          timeOut();
          Map<TopicPartition, Long> asked = new HashMap<>(ends);
          asked.keySet().retainAll(partitions);
          return asked;
        },
        schedule,
        gates,
        new PollLoop.HandOver(Duration.ZERO, this::cutOff, Duration.ZERO),
        clock);
  }

  private void cutOff() {
    events.add("cut off");
    atCutOff.run();
  }

  /** The brokers are away for as many questions as a test says. */
  private void timeOut() {
    if (timeOuts > 0) {
      timeOuts--;
      throw new TimeoutException("no brokers");
    }
  }

  private static BooleanSupplier stopsAfter(int turns) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.getAndIncrement() == turns;
  }

  private void assign(long start) {
    start(Map.of(), Map.of(URGENT, start, BULK, 0L));
  }

  /** Takes the first so many urgent records. */
  private void begin(int records) {
    assign(0);
    add(URGENT, 0, records);
    loop.turn();
  }

  private void assignAfter(long committed, Span left, long end) {
    start(
        Map.of(URGENT, new OffsetAndMetadata(committed, left.encode(committed))),
        Map.of(URGENT, end));
  }

  private void start(
      Map<TopicPartition, OffsetAndMetadata> left, Map<TopicPartition, Long> ending) {
    ends.putAll(ending);
    ends.putIfAbsent(OUTCOMES, 0L);
    loop.run(() -> true); // subscribes, and is told to stop at once
    consumer.updateBeginningOffsets(Map.of(URGENT, 0L, BULK, 0L));
    consumer.rebalance(List.of(URGENT, BULK));
    if (!left.isEmpty()) {
      consumer.commitSync(left);
    }
    loop.onPartitionsAssigned(List.of(URGENT, BULK));
    left.forEach((partition, mark) -> consumer.seek(partition, mark.offset()));
    events.clear();
  }

  private void add(TopicPartition partition, long from, int count) {
    for (long offset = from; offset < from + count; offset++) {
      consumer.addRecord(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), offset, new byte[] {1}, new byte[] {1}));
    }
  }

  private Work<InAppCommand> taken() {
    Work<InAppCommand> work = schedule.poll();
    if (work == null) {
      throw new AssertionError("nothing to take");
    }
    return work;
  }

  private void finish(Work<InAppCommand> work) {
    work.progress.finish(work.offset());
    schedule.done(work);
  }

  private List<String> takeAll() {
    List<String> taken = new ArrayList<>();
    for (Work<InAppCommand> work = schedule.poll(); work != null; work = schedule.poll()) {
      taken.add(work.offset() + (work.suspect ? " suspect" : ""));
    }
    return taken;
  }

  private OffsetAndMetadata committed(TopicPartition partition) {
    OffsetAndMetadata mark = consumer.committed(Set.of(partition)).get(partition);
    if (mark == null) {
      throw new AssertionError("nothing committed");
    }
    return mark;
  }

  private Span committedSpan(TopicPartition partition) {
    OffsetAndMetadata mark = committed(partition);
    return Span.decode(mark.offset(), mark.metadata()).orElseThrow();
  }
}
