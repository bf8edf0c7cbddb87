package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.DeliveryStatus;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.Lane;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.SuppressionAdvice;
import io.carillon.avro.SuppressionScope;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of one record. */
class SlotTest {
  private static final int COMMAND_PARTITION = 3;

  private final FakeClock clock = new FakeClock();
  private final SchemaRegistry registry =
      SchemaRegistry.open(RegistrySettings.of("mock://slot-test"));
  private final Gates gates = Gates.of(EngineSettings.defaults(), clock, new Random(1));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Outbox outbox = new Outbox();
  private final FakeLedger ledger = new FakeLedger();
  private final List<Throwable> failures = new ArrayList<>();
  private MockProducer<byte[], byte[]> producer = producer(true);
  private Progress progress = progress(0);
  private Schedule<InAppCommand> schedule = new Schedule<>(false, clock, gates.route());
  private long offset;

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  @Test
  void anAttemptIsReportedWithWhatTheProviderSaid() throws Exception {
    outbox.answering(command -> new Outcome.Delivered("id-7", Level.CONFIRMED));

    run(Commands.plain("c"), Commands.command("ann", "one"));

    DeliveryOutcome outcome = onlyOutcome();
    assertThat(outcome.getCommandId()).isEqualTo("one");
    assertThat(outcome.getEventId()).isEqualTo("event-of-one");
    assertThat(outcome.getMemberId()).isEqualTo("ann");
    assertThat(outcome.getMessageType()).isEqualTo("welcome");
    assertThat(outcome.getAttempt()).isEqualTo(1);
    assertThat(outcome.getAt()).isEqualTo(FakeClock.START);
    assertThat(outcome.getRoute()).isEqualTo("route-66");
    assertThat(outcome.getStatus()).isEqualTo(OutcomeStatus.CONFIRMED);
    assertThat(outcome.getProviderId()).isEqualTo("id-7");
    assertThat(producer.history().get(0).key()).isEqualTo("ann".getBytes(StandardCharsets.UTF_8));
    assertThat(progress.lowWater()).isEqualTo(1);
  }

  @Test
  void everyKindOfOutcomeIsReportedAsItIs() throws Exception {
    Instant later = FakeClock.START.plusSeconds(60);
    SuppressionAdvice dead =
        SuppressionAdvice.newBuilder()
            .setAddress("ann@example.org")
            .setScope(SuppressionScope.ALL)
            .setCause("bounce")
            .build();
    Reason reason = new Reason("smtp-550", "no ann@example.org here");

    DeliveryOutcome retry = reported(new Outcome.RetryLater(later, reason, BackOffScope.TARGET));
    assertThat(retry.getStatus()).isEqualTo(OutcomeStatus.RETRY_LATER);
    assertThat(retry.getNotBefore()).isEqualTo(later);
    assertThat(retry.getScope()).isEqualTo(BackOffScope.TARGET);
    assertThat(retry.getReason()).isEqualTo("smtp-550");

    DeliveryOutcome rejected = reported(new Outcome.Rejected(reason, dead, false));
    assertThat(rejected.getStatus()).isEqualTo(OutcomeStatus.REJECTED);
    assertThat(rejected.getSuppression()).isEqualTo(dead);
    assertThat(rejected.getOurFault()).isFalse();
    assertThat(rejected.getDetail()).isEqualTo("no a***@example.org here");

    assertThat(reported(new Outcome.Overtaken(reason)).getStatus())
        .isEqualTo(OutcomeStatus.OVERTAKEN);
    assertThat(reported(new Outcome.Delivered(null, Level.SANDBOXED)).getStatus())
        .isEqualTo(OutcomeStatus.SANDBOXED);
    assertThat(reported(new Outcome.Ambiguous(reason)).getStatus())
        .isEqualTo(OutcomeStatus.AMBIGUOUS);
  }

  @Test
  @Behaviour("ACE-19")
  void anExpiredCommandIsRejectedAndNobodyIsContacted() throws Exception {
    InAppCommand expired =
        Commands.command(Commands.header("ann", "late").setExpiresAt(FakeClock.START).build());

    run(Commands.marking("c"), expired);

    assertThat(outbox.given()).isEmpty();
    assertThat(onlyOutcome().getStatus()).isEqualTo(OutcomeStatus.REJECTED);
    assertThat(onlyOutcome().getReason()).isEqualTo("expired");
    assertThat(progress.lowWater()).isEqualTo(1);
  }

  @Test
  void aCommandThatIsEarlyWaitsWithoutASlot() throws Exception {
    CommandHeader.Builder header = Commands.header("ann", "early");
    header.setNotBefore(FakeClock.START.plusSeconds(2));

    run(Commands.plain("c"), Commands.command(header.build()));
    assertThat(outbox.given()).isEmpty();
    assertThat(schedule.poll()).isNull();

    clock.advance(Duration.ofSeconds(2));
    runNext(Commands.plain("c"));
    assertThat(outbox.given()).containsExactly("early");
  }

  @Test
  @Behaviour("XC-10")
  void aChannelThatThrowsFailsThatCommandOnlyAndTellsNoAddress() throws Exception {
    outbox.answering(
        command -> {
          if (command.getHeader().getMemberId().equals("ann")) {
            throw new IllegalArgumentException("cannot mail ann@example.org");
          }
          return Outbox.accepted();
        });
    ChannelSpec<InAppCommand> spec = Commands.plain("c");
    add(spec, Commands.command("ann", "one"));
    add(spec, Commands.command("ben", "two"));
    Slot<InAppCommand> slot = slot(spec);

    slot.handle(next());
    slot.handle(next());

    assertThat(outcomes())
        .extracting(DeliveryOutcome::getMemberId, DeliveryOutcome::getStatus)
        .containsExactly(
            tuple("ann", OutcomeStatus.REJECTED), tuple("ben", OutcomeStatus.ACCEPTED));
    DeliveryOutcome failed = outcomes().get(0);
    assertThat(failed.getReason()).isEqualTo("channel-failure");
    assertThat(failed.getDetail()).isEqualTo("java.lang.IllegalArgumentException");
    assertThat(failed.getOurFault()).isTrue();
    assertThat(progress.lowWater()).isEqualTo(2);
    assertThat(producer.history()).hasSize(2);
    assertThat(failures).isEmpty();
  }

  @Test
  void anAttemptIsRecordedBeforeItIsMadeWhereTheProviderWouldNotNoticeTwo() throws Exception {
    outbox.answering(
        command -> {
          assertThat(onlyOutcome().getStatus()).isEqualTo(OutcomeStatus.BEGUN);
          return Outbox.accepted();
        });

    run(Commands.marking("c"), Commands.command("ann", "one"));

    assertThat(outcomes().stream().map(DeliveryOutcome::getStatus))
        .containsExactly(OutcomeStatus.BEGUN, OutcomeStatus.ACCEPTED);
  }

  @Test
  void whatIsNotSentIsNotRecordedAsBegun() throws Exception {
    outbox.endingBeforeItSends(new Outcome.RouteDown(Reason.of("refused")));

    run(Commands.marking("c"), Commands.command("ann", "one"));

    assertThat(outcomes()).isEmpty();
  }

  @Test
  void anAttemptThatCannotBeRecordedIsNotMadeAndNotReportedEither() throws Exception {
    producer = producer(true);
    producer.sendException = new AuthorizationException("not yours");

    assertThatThrownBy(() -> run(Commands.marking("c"), Commands.command("ann", "one")))
        .isInstanceOf(Reports.NotRecordedException.class);

    assertThat(outbox.given()).isEmpty();
    assertThat(failures).hasSize(1);
    assertThat(progress.lowWater()).isZero();
    assertThat(meters.get("carillon.delivery.in.flight").gauge().value()).isZero();
    producer.sendException = null;
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void anAttemptCutOffBeforeItSendsLeavesNoSuspect() throws Exception {
    producer = producer(false); // BEGUN is never acknowledged
    ChannelSpec<InAppCommand> spec = Commands.marking("c");
    add(spec, Commands.command("ann", "one"));

    Thread slot = new Thread(slot(spec));
    slot.start();
    await().until(() -> !producer.history().isEmpty());
    slot.interrupt();
    slot.join();

    assertThat(outbox.given()).isEmpty();
    assertThat(progress.closingBound()).isZero();
  }

  @Test
  void whatIsRecordedTooLateIsSentOnlyOnceItIsKnownToBeOursStill() throws Exception {
    ChannelSpec<InAppCommand> spec = Commands.marking("c");
    Thread slot = slotThatWaitsForItsRecord(spec);

    clock.advance(Duration.ofSeconds(21)); // the brokers were away
    producer.completeNext();
    await().until(() -> progress.awaitIdle(Duration.ZERO));
    assertThat(outbox.given()).isEmpty();
    assertThat(progress.closingBound()).isZero();

    schedule.confirm(clock.instant());
    await().until(() -> outcomes().size() == 2);
    schedule.stop();
    slot.join();

    assertThat(outbox.given()).containsExactly("one");
    assertThat(outcomes().stream().map(DeliveryOutcome::getStatus))
        .containsExactly(OutcomeStatus.BEGUN, OutcomeStatus.ACCEPTED);
    assertThat(failures).isEmpty();
  }

  @Test
  void whatIsRecordedAfterItsPartitionWasLostIsNotSent() throws Exception {
    ChannelSpec<InAppCommand> spec = Commands.marking("c");
    Thread slot = slotThatWaitsForItsRecord(spec);

    progress.lose();
    schedule.drop(Map.of(new TopicPartition("c", COMMAND_PARTITION), progress));
    schedule.confirm(clock.instant()); // of other partitions
    producer.completeNext();
    await().until(() -> progress.awaitIdle(Duration.ZERO));
    schedule.stop();
    slot.join();

    assertThat(outbox.given()).isEmpty();
    assertThat(onlyOutcome().getStatus()).isEqualTo(OutcomeStatus.BEGUN);
    assertThat(schedule.waiting(Lane.URGENT)).isZero();
    assertThat(failures).isEmpty();
  }

  @Test
  void aRecordIsNotDoneBeforeItsOutcomeIsSafe() throws Exception {
    producer = producer(false);

    run(Commands.plain("c"), Commands.command("ann", "one"));
    assertThat(progress.lowWater()).isZero();

    producer.completeNext();
    assertThat(progress.lowWater()).isEqualTo(1);
  }

  @Test
  void anOutcomeThatCannotBeWrittenFailsTheEngine() throws Exception {
    producer = producer(false);
    run(Commands.plain("c"), Commands.command("ann", "one"));

    producer.errorNext(new AuthorizationException("not yours"));

    assertThat(failures).hasSize(1);
    assertThat(progress.lowWater()).isZero();
  }

  @Test
  void whileTheRouteIsDownNothingIsReportedAndTheSameRecordProbes() throws Exception {
    outbox.answering(command -> new Outcome.RouteDown(Reason.of("refused")));
    ChannelSpec<InAppCommand> spec = Commands.marking("c");

    run(spec, Commands.command("ann", "one"));
    add(spec, Commands.command("ben", "two"));
    assertThat(gates.route().state().reason()).isEqualTo("refused");
    assertThat(schedule.poll()).isNull();

    clock.advance(Duration.ofSeconds(1));
    runNext(spec);
    clock.advance(Duration.ofSeconds(2));
    outbox.answering(command -> Outbox.accepted());
    runNext(spec);
    runNext(spec);

    assertThat(outbox.given()).containsExactly("one", "one", "one", "two");
    assertThat(gates.route().isOpen()).isTrue();
    assertThat(outcomes().stream().map(DeliveryOutcome::getStatus))
        .containsExactly(
            OutcomeStatus.BEGUN,
            OutcomeStatus.ACCEPTED,
            OutcomeStatus.BEGUN,
            OutcomeStatus.ACCEPTED);
  }

  @Test
  void aMistakeOfOursDoesNotShowThatTheRouteIsUp() throws Exception {
    gates.route().failed(Gate.Pass.OPEN, "refused", Duration.ZERO);
    clock.advance(Duration.ofSeconds(1));
    outbox.answering(command -> new Outcome.Rejected(Reason.of("template"), null, true));

    run(Commands.plain("c"), Commands.command("ann", "one"));

    assertThat(gates.route().isOpen()).isFalse();
  }

  @Test
  void onlyWhatReachedTheProviderShowsThatTheRouteIsUp() throws Exception {
    gates.route().failed(Gate.Pass.OPEN, "refused", Duration.ZERO);
    clock.advance(Duration.ofSeconds(1));
    for (Outcome nobodyWasContacted :
        List.of(
            new Outcome.Delivered(null, Level.SANDBOXED),
            new Outcome.Overtaken(Reason.of("newer")),
            new Outcome.Rejected(Reason.of("invalid-address"), null, false))) {
      outbox.endingBeforeItSends(nobodyWasContacted);
      run(Commands.plain("c"), Commands.command("ann", "one"));
      assertThat(gates.route().isOpen()).isFalse();
    }

    outbox.endingBeforeItSends(null);
    outbox.answering(command -> new Outcome.Delivered(null, Level.SANDBOXED)); // to a substitute
    run(Commands.plain("c"), Commands.command("ann", "two"));
    assertThat(gates.route().isOpen()).isTrue();
  }

  @Test
  void aFailureOfTheWholeRouteIsReportedAndHoldsTheOthersUntilItsTime() throws Exception {
    Instant later = FakeClock.START.plusSeconds(60);
    outbox.answering(
        command -> new Outcome.RetryLater(later, Reason.of("smtp-421"), BackOffScope.ROUTE));
    run(Commands.plain("c"), Commands.command("ann", "one"));
    assertThat(onlyOutcome().getStatus()).isEqualTo(OutcomeStatus.RETRY_LATER);
    assertThat(gates.route().state().reason()).isEqualTo("smtp-421");

    outbox.answering(command -> Outbox.accepted());
    add(Commands.plain("c"), Commands.command("ben", "two"));
    clock.advance(Duration.ofSeconds(59));
    assertThat(schedule.poll()).isNull();
    clock.advance(Duration.ofSeconds(1));
    runNext(Commands.plain("c"));

    assertThat(outbox.given()).containsExactly("one", "two");
    assertThat(gates.route().isOpen()).isTrue();
    assertThat(progress.lowWater()).isEqualTo(2);
  }

  @Test
  void ofAProviderThatFallsSilentOneProbeAfterTheOtherIsInDoubtNotEverything() throws Exception {
    outbox.answering(command -> new Outcome.Ambiguous(Reason.of("time-out")));
    ChannelSpec<InAppCommand> spec = Commands.marking("c");
    run(spec, Commands.command("ann", "one"));
    add(spec, Commands.command("ben", "two"));
    add(spec, Commands.command("cyd", "three"));
    assertThat(gates.route().state().reason()).isEqualTo("time-out");
    assertThat(schedule.poll()).isNull();

    clock.advance(Duration.ofSeconds(1));
    runNext(spec);
    assertThat(gates.route().isOpen()).isFalse();
    assertThat(schedule.poll()).isNull();

    clock.advance(Duration.ofSeconds(2));
    outbox.answering(command -> Outbox.accepted());
    runNext(spec);

    assertThat(gates.route().isOpen()).isTrue();
    assertThat(outcomes())
        .filteredOn(outcome -> outcome.getStatus() != OutcomeStatus.BEGUN)
        .extracting(DeliveryOutcome::getCommandId, DeliveryOutcome::getStatus)
        .containsExactly(
            tuple("one", OutcomeStatus.AMBIGUOUS),
            tuple("two", OutcomeStatus.AMBIGUOUS),
            tuple("three", OutcomeStatus.ACCEPTED));
  }

  @Test
  void anAttemptWhosePartitionMovedIsCutOffAndTheSlotGoesOn() throws Exception {
    Progress moving = progress;
    outbox.answering(
        command -> {
          if (command.getHeader().getCommandId().equals("slow")) {
            new CountDownLatch(1).await();
          }
          return Outbox.accepted();
        });
    ChannelSpec<InAppCommand> spec = Commands.marking("c");
    add(spec, Commands.command("ann", "slow"));
    Slot<InAppCommand> slot = slot(spec);
    Thread thread = new Thread(slot);
    thread.start();
    await().until(() -> outbox.given().contains("slow"));

    slot.cutOff(); // its partition is still ours
    schedule.drop(Map.of(new TopicPartition("c", COMMAND_PARTITION), moving));
    slot.cutOff();
    await().until(() -> moving.awaitIdle(Duration.ZERO));
    progress = progress(0);
    add(spec, Commands.command("ben", "next"));
    await().until(() -> outcomes().size() == 3);
    schedule.stop();
    thread.join();

    assertThat(moving.closingBound()).isEqualTo(1); // suspect for the next worker
    assertThat(outcomes())
        .extracting(DeliveryOutcome::getCommandId, DeliveryOutcome::getStatus)
        .containsExactly(
            tuple("slow", OutcomeStatus.BEGUN),
            tuple("next", OutcomeStatus.BEGUN),
            tuple("next", OutcomeStatus.ACCEPTED));
    assertThat(failures).isEmpty();
  }

  @Test
  void aSuspectIsSentOnlyIfTheLedgerSaysItWasNot() throws Exception {
    progress = progress(100);
    ledger.knows("sent", DeliveryStatus.ACCEPTED, 1).knows("issued", DeliveryStatus.ISSUED, 1);

    run(Commands.marking("c"), Commands.command("ann", "sent"));
    run(Commands.marking("c"), Commands.command("ann", "issued"));
    run(Commands.marking("c"), Commands.command("ann", "unknown"));

    assertThat(outbox.given()).containsExactly("issued", "unknown");
    assertThat(ledger.asked().get(0))
        .isEqualTo(new Ledger.Question("ann", "event-of-sent", "sent", COMMAND_PARTITION, 77));
    assertThat(progress.lowWater()).isEqualTo(3);
  }

  @Test
  void aSuspectThatWasBegunIsReportedAmbiguousAndNotSent() throws Exception {
    progress = progress(100);
    ledger.knows("one", DeliveryStatus.BEGUN, 1);

    run(Commands.marking("c"), Commands.command("ann", "one"));

    assertThat(outbox.given()).isEmpty();
    assertThat(onlyOutcome().getStatus()).isEqualTo(OutcomeStatus.AMBIGUOUS);
    assertThat(onlyOutcome().getReason()).isEqualTo("worker-died");
  }

  @Test
  void aSuspectThatExpiredMeanwhileIsLookedUpFirst() throws Exception {
    progress = progress(100);
    ledger.knows("one", DeliveryStatus.ACCEPTED, 1);
    CommandHeader header = Commands.header("ann", "one").setExpiresAt(FakeClock.START).build();

    run(Commands.marking("c"), Commands.command(header));

    assertThat(outcomes()).isEmpty();
    assertThat(progress.lowWater()).isEqualTo(1);
  }

  @Test
  void whileTheLedgerIsAwaySuspectsWaitAndTheOthersGoOn() throws Exception {
    progress = progress(1);
    ledger.fails(new IOException("no answer"));

    run(Commands.plain("c"), Commands.command("ann", "suspect"));
    run(Commands.plain("c"), Commands.command("ben", "fresh"));
    assertThat(outbox.given()).containsExactly("fresh");
    assertThat(gates.ledger().state().reason()).isEqualTo("unreachable");

    ledger.fails(null);
    clock.advance(Duration.ofSeconds(1));
    runNext(Commands.plain("c"));
    assertThat(outbox.given()).containsExactly("fresh", "suspect");
    assertThat(gates.ledger().isOpen()).isTrue();
  }

  @Test
  void aLedgerThatRefusesUsIsNotCalledUnreachable() throws Exception {
    progress = progress(1);
    ledger.fails(new Ledger.BadAnswerException("http-401", "the ledger answered http-401"));

    run(Commands.plain("c"), Commands.command("ann", "suspect"));

    assertThat(gates.ledger().state().reason()).isEqualTo("http-401");
    assertThat(outbox.given()).isEmpty();
    assertThat(schedule.waiting(Lane.URGENT)).isEqualTo(1);
  }

  @Test
  void aLedgerThatIsBehindIsAskedAgainWhenItSaid() throws Exception {
    progress = progress(1);
    ledger.fails(new Ledger.BehindException(Duration.ofSeconds(5)));

    run(Commands.plain("c"), Commands.command("ann", "suspect"));
    assertThat(gates.ledger().state().reason()).isEqualTo("behind");
    clock.advance(Duration.ofSeconds(4));
    assertThat(schedule.poll()).isNull();

    ledger.fails(null);
    clock.advance(Duration.ofSeconds(1));
    runNext(Commands.plain("c"));
    assertThat(outbox.given()).containsExactly("suspect");
  }

  @Test
  @Behaviour("XC-7")
  void bytesThatAreNoCommandGoToTheDeadLettersAsTheyAre() throws Exception {
    ConsumerRecord<byte[], byte[]> source = record("c", new byte[] {9, 9});
    source.headers().add("traceparent", new byte[] {1});

    runRecord(Commands.plain("c"), source);

    DeadLetter letter = onlyDeadLetter();
    assertThat(letter.getStage()).isEqualTo("worker-in-app");
    assertThat(letter.getReason()).isEqualTo("not-avro");
    assertThat(letter.getSourceTopic()).isEqualTo("c");
    assertThat(letter.getSourcePartition()).isEqualTo(COMMAND_PARTITION);
    assertThat(letter.getSourceOffset()).isZero();
    assertThat(letter.getValue().array()).containsExactly(9, 9);
    assertThat(letter.getHeaders()).containsKey("traceparent");
    assertThat(progress.lowWater()).isEqualTo(1);
    assertThat(outcomes()).isEmpty();
  }

  @Test
  void aRecordWithoutAValueGoesToTheDeadLetters() throws Exception {
    runRecord(Commands.plain("c"), record("c", null));

    assertThat(onlyDeadLetter().getReason()).isEqualTo("no-value");
    assertThat(onlyDeadLetter().getValue()).isNull();
  }

  @Test
  void aRecordTooLargeForTheDeadLettersLeavesItsCoordinatesThere() throws Exception {
    producer = producer(false);
    runRecord(Commands.plain("c"), record("c", new byte[] {9, 9}));

    producer.errorNext(new RecordTooLargeException());
    producer.completeNext();

    DeadLetter stub = deadLetters().get(1);
    assertThat(stub.getValue()).isNull();
    assertThat(stub.getSourceOffset()).isZero();
    assertThat(failures).isEmpty();
    assertThat(progress.lowWater()).isEqualTo(1);
  }

  @Test
  void attemptsAreCountedByOutcomeAndReasonAndNoLabelNamesAnybody() throws Exception {
    outbox.answering(
        command -> new Outcome.Rejected(Reason.of("no ann@example.org here"), null, false));

    run(Commands.plain("c"), Commands.command("ann", "one"));

    assertThat(
            meters
                .get("carillon.delivery.attempts")
                .tags("channel", "in-app", "outcome", "rejected", "reason", "other")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(meters.get("carillon.delivery.in.flight").gauge().value()).isZero();
    assertThat(meters.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .isNotEmpty()
        .noneMatch(tag -> tag.getValue().contains("ann"));
  }

  // --- one record through one slot

  /** A slot that has written BEGUN, which no broker has acknowledged yet. */
  private Thread slotThatWaitsForItsRecord(ChannelSpec<InAppCommand> spec) {
    producer = producer(false);
    schedule.confirm(clock.instant());
    add(spec, Commands.command("ann", "one"));
    Thread slot = new Thread(slot(spec));
    slot.start();
    await().until(() -> !producer.history().isEmpty());
    return slot;
  }

  private DeliveryOutcome reported(Outcome outcome) throws InterruptedException {
    producer = producer(true);
    outbox.answering(command -> outcome);
    run(Commands.plain("c"), Commands.command("ann", "any"));
    return onlyOutcome();
  }

  private void run(ChannelSpec<InAppCommand> spec, InAppCommand command)
      throws InterruptedException {
    add(spec, command);
    runNext(spec);
  }

  private void add(ChannelSpec<InAppCommand> spec, InAppCommand command) {
    String topic = spec.urgent().name();
    add(record(topic, registry.serde(spec.urgent()).serializer().serialize(topic, command)));
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    progress.admit(record.offset());
    schedule.add(
        List.of(new Work<>(record, Lane.URGENT, progress, progress.isSuspect(record.offset()))));
  }

  private void runRecord(ChannelSpec<InAppCommand> spec, ConsumerRecord<byte[], byte[]> record)
      throws InterruptedException {
    add(record);
    runNext(spec);
  }

  private void runNext(ChannelSpec<InAppCommand> spec) throws InterruptedException {
    slot(spec).handle(next());
  }

  private Work<InAppCommand> next() {
    Work<InAppCommand> work = schedule.poll();
    if (work == null) {
      throw new AssertionError("nothing to take");
    }
    return work;
  }

  private Slot<InAppCommand> slot(ChannelSpec<InAppCommand> spec) {
    Reports reports =
        new Reports(
            spec,
            "route-66",
            producer,
            new Reports.Formats(
                registry.serde(Topics.OUTCOMES).serializer(),
                registry.serde(Topics.DEAD_LETTERS).serializer()),
            clock,
            failures::add);
    return new Slot<>(
        new Slot.Desk<>(
            spec,
            outbox,
            new Decoder<>(
                registry.serde(spec.urgent()).deserializer(),
                registry.serde(spec.bulk()).deserializer()),
            ledger,
            gates,
            reports,
            new EngineMetrics(meters, spec),
            clock,
            Duration.ofSeconds(1)),
        schedule);
  }

  private ConsumerRecord<byte[], byte[]> record(String topic, byte @Nullable [] value) {
    return new ConsumerRecord<>(
        topic, COMMAND_PARTITION, offset++, "ann".getBytes(StandardCharsets.UTF_8), value);
  }

  private DeliveryOutcome onlyOutcome() {
    assertThat(outcomes()).hasSize(1);
    return outcomes().get(0);
  }

  private DeadLetter onlyDeadLetter() {
    assertThat(deadLetters()).hasSize(1);
    return deadLetters().get(0);
  }

  private List<DeliveryOutcome> outcomes() {
    String topic = Topics.OUTCOMES.name();
    return producer.history().stream()
        .filter(record -> record.topic().equals(topic))
        .map(
            record ->
                registry.serde(Topics.OUTCOMES).deserializer().deserialize(topic, record.value()))
        .toList();
  }

  private List<DeadLetter> deadLetters() {
    String topic = Topics.DEAD_LETTERS.name();
    return producer.history().stream()
        .filter(record -> record.topic().equals(topic))
        .map(
            record ->
                registry
                    .serde(Topics.DEAD_LETTERS)
                    .deserializer()
                    .deserialize(topic, record.value()))
        .toList();
  }

  private static Progress progress(long suspectsEnd) {
    return new Progress(
        0, Span.none(0), suspectsEnd, new Progress.OutcomesMark(COMMAND_PARTITION, 77));
  }

  private static MockProducer<byte[], byte[]> producer(boolean answersAtOnce) {
    return new MockProducer<>(
        answersAtOnce, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
