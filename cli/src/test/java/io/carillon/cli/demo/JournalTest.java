package io.carillon.cli.demo;

import static io.carillon.cli.demo.Records.deadLetter;
import static io.carillon.cli.demo.Records.decision;
import static io.carillon.cli.demo.Records.email;
import static io.carillon.cli.demo.Records.outcome;
import static io.carillon.cli.demo.Records.send;
import static io.carillon.cli.demo.Records.skip;
import static io.carillon.cli.demo.Records.vouched;
import static io.carillon.cli.demo.Records.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Channel;
import io.carillon.avro.OutcomeStatus;
import org.junit.jupiter.api.Test;

final class JournalTest {
  private final Journal journal = new Journal();
  private final Produced event = vouched("e");

  @Test
  void anEventWithoutDecisionIsOpen() {
    journal.sent(event);

    assertThat(journal.unsettled()).containsExactly("MemberVouched of ann: no decision");
  }

  @Test
  void aDecisionNotToSendSettlesAnEvent() {
    journal.sent(event);
    journal.heard(decision("e", skip(Channel.EMAIL, "opted-out")));

    assertThat(journal.unsettled()).isEmpty();
    assertThat(Row.of(journal))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.decision()).isEqualTo("skip: opted-out (channel email = off)");
              assertThat(row.outcome()).isEmpty();
              assertThat(row.latency()).isNull();
            });
  }

  @Test
  void aCommandIsOpenUntilItsLastAttemptHasEnded() {
    journal.sent(event);
    journal.heard(decision("e", send(Channel.EMAIL, "c")));
    journal.heard(outcome(Channel.EMAIL, "c", OutcomeStatus.BEGUN, 1));
    journal.heard(outcome(Channel.EMAIL, "c", OutcomeStatus.RETRY_LATER, 1));

    assertThat(journal.unsettled())
        .containsExactly("MemberVouched of ann: vouched by email: RETRY_LATER");

    journal.heard(outcome(Channel.EMAIL, "c", OutcomeStatus.ACCEPTED, 2));

    assertThat(journal.unsettled()).isEmpty();
    assertThat(Row.of(journal))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.outcome()).isEqualTo("accepted, attempt 2");
              assertThat(row.latency()).hasMillis(250);
            });
  }

  @Test
  void aCommandThatIsGivenUpEndsWithItsDeadLetter() {
    journal.sent(event);
    journal.heard(decision("e", send(Channel.EMAIL, "c")));
    journal.heard(outcome(Channel.EMAIL, "c", OutcomeStatus.RETRY_LATER, 4));
    journal.heard(deadLetter(null, "c", "attempts-exhausted"));

    assertThat(journal.unsettled()).isEmpty();
    assertThat(Row.of(journal))
        .singleElement()
        .extracting(Row::outcome)
        .isEqualTo("given up attempts-exhausted, attempt 4");
  }

  @Test
  void aCommandThatIsWithdrawnBeforeItsNextAttemptEndsWithThatDecision() {
    journal.sent(event);
    journal.heard(decision("e", send(Channel.EMAIL, "c")));
    journal.heard(outcome(Channel.EMAIL, "c", OutcomeStatus.RETRY_LATER, 1));
    journal.heard(decision("e", withdrawn(Channel.EMAIL, "opted-out", "c")));

    assertThat(journal.unsettled()).isEmpty();
    assertThat(journal.decisions()).hasSize(1);
    assertThat(Row.of(journal))
        .singleElement()
        .extracting(Row::outcome)
        .isEqualTo("given up opted-out");
  }

  @Test
  void anEventSentTwiceNeedsTwoDecisions() {
    Produced again = vouched("e");
    journal.sent(event);
    journal.sent(again);
    journal.heard(decision("e", skip(Channel.EMAIL, "opted-out")));

    assertThat(journal.unsettled()).containsExactly("MemberVouched of ann: no decision");

    journal.heard(decision("e", skip(Channel.EMAIL, "duplicate")));

    assertThat(journal.unsettled()).isEmpty();
    assertThat(Row.of(journal)).extracting(Row::reason).containsExactly("opted-out", "duplicate");
  }

  @Test
  void whatIsNoEventIsSettledByTheDeadLetterWithItsCoordinates() {
    journal.sent(event);
    Produced other = vouched("e2");
    journal.heard(deadLetter(other, null, "not-avro"));
    assertThat(journal.unsettled()).hasSize(1);

    journal.heard(deadLetter(event, null, "not-avro"));

    assertThat(journal.unsettled()).isEmpty();
    assertThat(Row.of(journal))
        .singleElement()
        .extracting(Row::decision)
        .isEqualTo("dead letter: not-avro");
  }

  @Test
  void commandsOfAllAttemptsAreKept() {
    journal.heard(email("c", "ann@example.org"));
    journal.heard(email("c", "ann@example.org"));

    assertThat(journal.commands()).hasEntrySatisfying("c", all -> assertThat(all).hasSize(2));
  }
}
