package io.carillon.streams;

import static io.carillon.streams.Flow.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Channel;
import io.carillon.avro.Decision;
import io.carillon.avro.VerdictKind;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.Test;

/** What a transaction had done that is aborted is gone, in memory too. */
final class AbortedTransactionIT {
  private static final int MEMBERS = 10;
  private static final int EVENTS = 3000;

  /** How often the app loses its right to write. */
  private static final int ABORTS = 3;

  @Test
  @Behaviour("XC-4")
  void eachEventIsDecidedOnceAndAsIfNothingHadHappened() throws Exception {
    try (StreamsAppSite site = new StreamsAppSite().withTopics();
        Admin admin = site.admin();
        StreamsApp app = StreamsApp.start(site.settings("carillon-1", Map.of()))) {
      app.awaitRunning(StreamsAppSite.PATIENCE);
      for (int member = 0; member < MEMBERS; member++) {
        String id = "m" + member;
        site.send(Topics.MEMBERS, id, Flow.profileOf(id, id + "@example.org"));
      }

      Instant start = Instant.now().minusSeconds(EVENTS);
      for (int number = 0; number < EVENTS; number++) {
        SpecificRecord event = transition(number, start.plusSeconds(number));
        site.send(Topics.MEMBER_EVENTS, event.get(2).toString(), event);
        if (number % (EVENTS / ABORTS) == EVENTS / ABORTS / 2) {
          takeAwayTheRightToWrite(admin);
        }
      }

      List<Decision> decisions = site.read(Topics.DECISIONS, read -> read.size() >= EVENTS);
      assertThat(decisions).extracting(Decision::getEventId).doesNotHaveDuplicates();
      // Whoever remembers what was never committed finds no transition, or a repetition.
      assertThat(decisions)
          .allSatisfy(
              decision ->
                  assertThat(verdict(decision, Channel.EMAIL).getKind())
                      .isEqualTo(VerdictKind.SEND));
      assertThat(decisions).hasSize(EVENTS);
    }
  }

  /** A member is vouched for and not vouched for in turn. */
  private static SpecificRecord transition(int number, Instant at) {
    String member = "m" + number % MEMBERS;
    return number / MEMBERS % 2 == 0
        ? Events.vouched("e" + number, member, 0, 1, at)
        : Events.unvouched("e" + number, member, 1, 0, at);
  }

  private static void takeAwayTheRightToWrite(Admin admin) throws Exception {
    List<String> writers =
        admin.listTransactions().all().get().stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> id.startsWith(KafkaProperties.APPLICATION_ID))
            .toList();
    assertThat(writers).isNotEmpty();
    admin.fenceProducers(writers).all().get();
  }
}
