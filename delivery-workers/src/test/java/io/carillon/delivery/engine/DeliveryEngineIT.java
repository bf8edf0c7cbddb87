package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.Lane;
import io.carillon.avro.OutcomeStatus;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The engine against a real broker and a real registry. */
class DeliveryEngineIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final String name = "it-" + UUID.randomUUID();

  @Test
  void everyCommandHasExactlyOneOutcomeHoweverSlowAndFaultyTheProvider() throws Exception {
    Outbox moody = new Outbox().answering(DeliveryEngineIT::moodily);

    try (Site site = new Site(Commands.plain(name))) {
      Set<String> issued = issue(site, 3000);
      try (DeliveryEngine<?> engine = site.engine(moody, new FakeLedger())) {
        await().atMost(PATIENCE).until(() -> site.ends().size() >= issued.size());
        assertThat(engine.health().state()).isEqualTo(EngineHealth.State.RUNNING);
      }

      assertThat(ids(site.ends())).containsExactlyInAnyOrderElementsOf(issued);
      assertThat(moody.given()).containsExactlyInAnyOrderElementsOf(issued);
      assertThat(site.ends().stream().map(DeliveryOutcome::getStatus).distinct())
          .contains(OutcomeStatus.ACCEPTED, OutcomeStatus.RETRY_LATER, OutcomeStatus.REJECTED);
    }
  }

  @Test
  void whatWasDoneIsNotDoneAgainByTheNextWorkerAndNothingIsLookedUp() throws Exception {
    FakeLedger ledger = new FakeLedger();
    try (Site site = new Site(Commands.plain(name))) {
      Set<String> issued;
      Outbox first = new Outbox().answering(DeliveryEngineIT::moodily);
      try (DeliveryEngine<?> engine = site.engine(first, ledger)) {
        site.awaitWorkers();
        issued = issue(site, 500);
        await().atMost(PATIENCE).until(() -> first.given().size() >= 200);
        assertThat(engine.health().partitions()).isEqualTo(2 * Site.PARTITIONS);
      }

      Outbox second = new Outbox();
      try (DeliveryEngine<?> engine = site.engine(second, ledger)) {
        await().atMost(PATIENCE).until(() -> site.ends().size() >= issued.size());
        assertThat(engine.health().ledger().up()).isTrue();
      }

      assertThat(ids(site.ends())).containsExactlyInAnyOrderElementsOf(issued);
      assertThat(ledger.asked()).isEmpty();
    }
  }

  @Test
  void twoWorkersShareTheCommandsAndHandThemOver() throws Exception {
    Outbox one = new Outbox().answering(DeliveryEngineIT::slowly);
    Outbox other = new Outbox().answering(DeliveryEngineIT::slowly);
    try (Site site = new Site(Commands.plain(name));
        DeliveryEngine<?> first = site.engine(one, new FakeLedger())) {
      Set<String> issued = issue(site, 2000);
      await().atMost(PATIENCE).until(() -> one.given().size() >= 100);

      try (DeliveryEngine<?> second = site.engine(other, new FakeLedger())) {
        await().atMost(PATIENCE).until(() -> second.health().partitions() > 0);
        assertThat(first.health().partitions()).isLessThan(2 * Site.PARTITIONS);
        issued.addAll(issue(site, 1000));
        await().atMost(PATIENCE).until(() -> other.given().size() >= 100);
      }
      await().atMost(PATIENCE).until(() -> site.ends().size() >= issued.size());

      assertThat(ids(site.ends())).containsExactlyInAnyOrderElementsOf(issued);
      List<String> given = new ArrayList<>(one.given());
      given.addAll(other.given());
      assertThat(given).containsExactlyInAnyOrderElementsOf(issued);
    }
  }

  @Test
  @Behaviour("XC-7")
  void aRecordThatIsNoCommandBecomesADeadLetterAndTheOthersGoOn() throws Exception {
    Outbox outbox = new Outbox();
    try (Site site = new Site(Commands.plain(name))) {
      site.issue(Lane.URGENT, Commands.command("ann", "before"));
      site.issueBytes(Lane.URGENT, "ann", new byte[] {1, 2, 3});
      site.issue(Lane.URGENT, Commands.command("ann", "after"));
      site.flush();
      try (DeliveryEngine<?> engine = site.engine(outbox, new FakeLedger())) {
        await().atMost(PATIENCE).until(() -> site.ends().size() >= 2);
        await().atMost(PATIENCE).until(() -> !site.deadLetters().isEmpty());
        assertThat(engine.health().state()).isEqualTo(EngineHealth.State.RUNNING);
      }

      assertThat(ids(site.ends())).containsExactlyInAnyOrder("before", "after");
      DeadLetter letter = site.deadLetters().get(0);
      assertThat(letter.getStage()).isEqualTo("worker-in-app");
      assertThat(letter.getReason()).isEqualTo("not-avro");
      assertThat(letter.getSourceTopic()).isEqualTo(name);
      assertThat(letter.getSourceOffset()).isEqualTo(1);
      assertThat(letter.getValue().array()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void whereOrderMattersTheCommandsOfAMemberAreDeliveredInTheirOrder() throws Exception {
    Outbox slow = new Outbox().answering(DeliveryEngineIT::slowly);
    try (Site site = new Site(Commands.ordered(name))) {
      Map<String, List<String>> issued = new HashMap<>();
      for (int i = 0; i < 1000; i++) {
        String member = "member-" + i % 20;
        String id = member + "/" + i;
        site.issue(Lane.URGENT, Commands.command(member, id));
        issued.computeIfAbsent(member, any -> new ArrayList<>()).add(id);
      }
      site.flush();
      try (DeliveryEngine<?> engine = site.engine(slow, new FakeLedger())) {
        await().atMost(PATIENCE).until(() -> site.ends().size() >= 1000);
        assertThat(engine.health().route().up()).isTrue();
      }

      issued.forEach(
          (member, ids) -> {
            assertThat(slow.given().stream().filter(id -> id.startsWith(member + "/")))
                .containsExactlyElementsOf(ids);
            assertThat(ids(site.outcomes()).stream().filter(id -> id.startsWith(member + "/")))
                .containsExactlyElementsOf(ids);
          });
    }
  }

  private Set<String> issue(Site site, int count) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String id = UUID.randomUUID().toString();
      site.issue(i % 3 == 0 ? Lane.BULK : Lane.URGENT, Commands.command("member-" + i % 97, id));
      ids.add(id);
    }
    site.flush();
    return ids;
  }

  private static List<String> ids(List<DeliveryOutcome> outcomes) {
    return outcomes.stream().map(DeliveryOutcome::getCommandId).toList();
  }

  private static Outcome slowly(InAppCommand command) throws InterruptedException {
    // A permit that never comes: two milliseconds of a provider thinking about it.
    boolean granted = new Semaphore(0).tryAcquire(2, TimeUnit.MILLISECONDS);
    return granted ? new Outcome.Ambiguous(Reason.of("impossible")) : Outbox.accepted();
  }

  private static Outcome moodily(InAppCommand command) throws InterruptedException {
    return switch (Math.floorMod(command.getHeader().getCommandId().hashCode(), 10)) {
      case 0 -> new Outcome.RetryLater(null, Reason.of("busy"), BackOffScope.TARGET);
      case 1 -> new Outcome.Rejected(Reason.of("no-such-member"), null, false);
      case 2 -> throw new IllegalArgumentException("a bug, met by ann@example.org");
      case 3 -> slowly(command);
      default -> Outbox.accepted();
    };
  }
}
