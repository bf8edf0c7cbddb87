package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.Lane;
import io.carillon.avro.OutcomeStatus;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.engine.LedgerServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker dies as suddenly as a process can, with attempts under way. */
class EngineCrashIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int COMMANDS = 2000;
  private static final int ANSWERED = 500;
  private static final Pattern QUESTION =
      Pattern.compile("/v1/members/[^/]+/deliveries\\?event=event-of-(.+)&outcomes=\\d+:\\d+");

  private final String name = "crash-" + UUID.randomUUID();

  @TempDir Path folder;

  @Test
  @Behaviour("XC-4")
  void nothingIsLostAndNothingIsSentTwiceWhenAWorkerIsKilled() throws Exception {
    Path sent = folder.resolve("sent");
    try (Site site = new Site(Commands.marking(name))) {
      Process victim = EngineProcess.start(name, sent, ANSWERED);
      Set<String> issued;
      try {
        site.awaitWorkers();
        issued = issue(site);
        // Every slot holds a command that the provider has and never answers.
        await().atMost(PATIENCE).until(() -> lines(sent).size() >= ANSWERED + 8);
        await().atMost(PATIENCE).until(() -> site.ends().size() >= ANSWERED);
      } finally {
        victim.destroyForcibly().waitFor();
      }
      List<String> sentByVictim = lines(sent);
      Map<String, OutcomeStatus> known = new HashMap<>();
      site.outcomes().forEach(one -> known.put(one.getCommandId(), one.getStatus()));

      Outbox successor = new Outbox();
      try (LedgerServer ledger = new LedgerServer(uri -> answer(uri, known));
          DeliveryEngine<?> engine =
              site.engine(
                  successor,
                  Ledger.http(ledger.url(), null, Duration.ofSeconds(5)),
                  EngineProcess.settings())) {
        await().atMost(PATIENCE).until(() -> site.ends().size() >= COMMANDS);
        assertThat(engine.health().state()).isEqualTo(EngineHealth.State.RUNNING);

        assertThat(site.ends().stream().map(DeliveryOutcome::getCommandId))
            .containsExactlyInAnyOrderElementsOf(issued);
        assertThat(successor.given()).doesNotContainAnyElementsOf(sentByVictim);
        Set<String> everSent = new HashSet<>(sentByVictim);
        everSent.addAll(successor.given());
        assertThat(everSent).isEqualTo(issued);
        assertThat(ambiguous(site)).hasSize(8).isSubsetOf(sentByVictim);
        assertThat(ledger.asked()).hasSizeLessThan(COMMANDS / 2);
      }
    }
  }

  private static List<String> ambiguous(Site site) {
    return site.ends().stream()
        .filter(one -> one.getStatus() == OutcomeStatus.AMBIGUOUS)
        .filter(one -> "worker-died".equals(one.getReason()))
        .map(DeliveryOutcome::getCommandId)
        .toList();
  }

  private static Answer answer(URI uri, Map<String, OutcomeStatus> known) {
    Matcher question = QUESTION.matcher(uri.toString());
    if (!question.matches()) {
      return new Answer(400, "", null);
    }
    String id = question.group(1);
    OutcomeStatus status = known.get(id);
    return Answer.ok(
        """
        {"memberId":"m","eventId":"event-of-%s","deliveries":[
         {"commandId":"%s","messageType":"welcome","channel":"IN_APP","status":"%s","attempt":1}]}
        """
            .formatted(id, id, status == null ? "ISSUED" : status.name()));
  }

  private static Set<String> issue(Site site) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < COMMANDS; i++) {
      String id = UUID.randomUUID().toString();
      site.issue(i % 4 == 0 ? Lane.BULK : Lane.URGENT, Commands.command("member-" + i % 50, id));
      ids.add(id);
    }
    site.flush();
    return ids;
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
