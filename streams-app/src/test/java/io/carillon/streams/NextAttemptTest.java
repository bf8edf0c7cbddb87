package io.carillon.streams;

import static io.carillon.streams.Flow.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.carillon.avro.AgendaItem;
import io.carillon.avro.AgendaKind;
import io.carillon.avro.Channel;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryStatus;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.NdaStatus;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.Verdict;
import io.carillon.behaviours.Behaviour;
import io.carillon.streams.ledger.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from what a worker reports. The schedule for mail is 1 min, 5 min, then no more. */
class NextAttemptTest {
  /** The longest a delay can become by its jitter. */
  private static final Duration LONGEST = Duration.ofSeconds(73);

  @TempDir Path stateDir;
  private Flow flow;
  private EmailCommand mail;

  @BeforeEach
  void start() {
    flow = Flow.start(stateDir).member("ann").event(Events.vouched("e1", "ann"));
    mail = flow.email();
    flow.ignoreOutput();
  }

  @AfterEach
  void stop() {
    flow.close();
  }

  @Test
  @Behaviour({"XC-6", "ACE-20"})
  void anAttemptToBeMadeLaterIsMadeAtItsTimeWithTheSameId() {
    report(OutcomeStatus.RETRY_LATER);
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.RETRYING);
    assertThat(delivery().nextAttemptAt())
        .isCloseTo(NOW.plusSeconds(60), within(12, ChronoUnit.SECONDS));

    flow.passes(Duration.ofSeconds(47));
    flow.nothingElse();
    flow.passes(LONGEST.minusSeconds(47));

    EmailCommand again = flow.email();
    assertThat(again.getHeader().getCommandId()).isEqualTo(mail.getHeader().getCommandId());
    assertThat(again.getHeader().getAttempt()).isEqualTo(2);
    assertThat(again.getModel()).isEqualTo(mail.getModel());
    assertThat(again.getHeader().getNotBefore()).isEqualTo(NOW.plus(LONGEST));
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.ISSUED);
    assertThat(delivery().attempt()).isEqualTo(2);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"XC-4", "XC-6"})
  void everyAttemptSaysWhenTheFirstWasDecided() {
    // The Date of a mail, the age of a full mailbox and the place in the inbox hang on it.
    for (int attempt = 1; attempt <= 2; attempt++) {
      report(OutcomeStatus.RETRY_LATER);
      flow.passes(Duration.ofMinutes(7));
      mail = flow.email();
      assertThat(mail.getHeader().getAttempt()).isEqualTo(attempt + 1);
      assertThat(mail.getHeader().getCreatedAt()).isEqualTo(NOW);
    }
    flow.nothingElse();
  }

  @Test
  @Behaviour({"XC-6", "ACE-20"})
  void itIsNeverMadeBeforeTheTimeTheProviderAskedFor() {
    flow.outcome(
        flow.outcomeOf(mail, OutcomeStatus.RETRY_LATER)
            .setNotBefore(NOW.plus(Duration.ofHours(1)))
            .build());

    flow.passes(Duration.ofMinutes(59));
    flow.nothingElse();
    flow.passes(Duration.ofMinutes(2));

    assertThat(flow.email().getHeader().getAttempt()).isEqualTo(2);
    flow.nothingElse();
  }

  @Test
  @Behaviour("ACE-20")
  void aTimeInThePastMeansTheOrdinarySchedule() {
    flow.outcome(
        flow.outcomeOf(mail, OutcomeStatus.RETRY_LATER)
            .setNotBefore(NOW.minus(Duration.ofHours(1)))
            .build());

    flow.passes(LONGEST);

    assertThat(flow.email().getHeader().getAttempt()).isEqualTo(2);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"XC-6", "MOZ-19", "BAS-25"})
  void whenTheAttemptsAreExhaustedADeadLetterNamesTheCommandAndMasksWhatAProviderQuoted() {
    for (int attempt = 1; attempt <= 2; attempt++) {
      report(OutcomeStatus.RETRY_LATER);
      flow.passes(Duration.ofMinutes(7));
      mail = flow.email();
    }
    flow.outcome(
        flow.outcomeOf(mail, OutcomeStatus.RETRY_LATER)
            .setReason("smtp-451")
            .setDetail("4.2.2 <ann@example.org>: mailbox full")
            .build());

    DeadLetter letter = flow.deadLetter();
    assertThat(letter.getReason()).isEqualTo("attempts-exhausted");
    assertThat(letter.getStage()).isEqualTo("tracking");
    assertThat(letter.getCommandId()).isEqualTo(mail.getHeader().getCommandId());
    assertThat(letter.getAttempts()).isEqualTo(3);
    assertThat(letter.getDetail()).isEqualTo("smtp-451: 4.2.2 <a***@example.org>: mailbox full");
    assertThat(letter.toString()).doesNotContain("ann@");
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.EXHAUSTED);
    flow.passes(Duration.ofHours(1));
    flow.nothingElse();
  }

  @Test
  @Behaviour({"ACE-19", "ACE-20", "XC-6"})
  void anAttemptThatWouldComeAfterTheExpiryIsNotPlanned() {
    flow.outcome(
        flow.outcomeOf(mail, OutcomeStatus.RETRY_LATER)
            .setNotBefore(NOW.plus(Duration.ofDays(8)))
            .build());

    assertThat(flow.deadLetter().getReason()).isEqualTo("expired");
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.EXPIRED);
    flow.nothingElse();
  }

  @Test
  @Behaviour("ACE-19")
  void anAttemptThatComesTooLateAfterADowntimeExpires() {
    report(OutcomeStatus.RETRY_LATER);

    flow.passes(Duration.ofDays(9));

    Decision decision = flow.decision();
    assertThat(decision.getVerdicts()).extracting(Verdict::getReason).containsExactly("expired");
    assertThat(flow.deadLetter().getReason()).isEqualTo("expired");
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.EXPIRED);
    flow.nothingElse();
  }

  @Test
  void whatALaterReleasePutOnTheAgendaIsLeftToIt() {
    Bytes due = Bytes.wrap(new byte[Long.BYTES + 1]);
    AgendaItem item =
        new AgendaItem(
            AgendaKind.UNKNOWN,
            "ann",
            mail.getHeader().getEventId(),
            mail.getHeader().getCommandId(),
            2);
    flow.agenda().put(due, item);

    flow.passes(LONGEST);

    assertThat(flow.agenda().get(due)).isEqualTo(item);
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-7")
  void anAttemptOfWhichTheLedgerKnowsNothingAnyMoreIsADeadLetterThatNamesIt() {
    Bytes due = Bytes.wrap(new byte[Long.BYTES + 1]);
    flow.agenda().put(due, new AgendaItem(AgendaKind.RETRY, "ann", "old event", "old command", 2));

    flow.passes(LONGEST);

    DeadLetter letter = flow.deadLetter();
    assertThat(letter.getReason()).isEqualTo("ledger-expired");
    assertThat(letter.getSourceTopic()).isNull();
    assertThat(letter.getMemberId()).isEqualTo("ann");
    assertThat(letter.getEventId()).isEqualTo("old event");
    assertThat(letter.getCommandId()).isEqualTo("old command");
    assertThat(flow.agenda().get(due)).isNull();
    flow.nothingElse();
  }

  @ParameterizedTest
  @CsvSource({"retired,EMAIL", "vouched,SMS"})
  @Behaviour("XC-1")
  void anAttemptOfAMessageTypeOrChannelThatIsGoneIsWithdrawnAndSaysSo(
      String type, Channel channel) {
    report(OutcomeStatus.RETRY_LATER);
    flow.rewriteLedger(
        row -> {
          row.put("lines", row.getLines().subList(0, 1));
          row.getLines().forEach(line -> line.put("messageType", type));
          row.getLines().forEach(line -> line.put("channel", channel));
          row.getCandidates().forEach(candidate -> candidate.put("messageType", type));
        });
    Delivery waiting = onlyOneOfTheRow();
    flow.agenda()
        .put(
            Bytes.wrap(new byte[Long.BYTES + 1]),
            new AgendaItem(AgendaKind.RETRY, "ann", "e1", waiting.commandId(), 2));

    flow.passes(LONGEST);

    assertThat(flow.decision().getVerdicts())
        .extracting(
            Verdict::getMessageType, Verdict::getChannel, Verdict::getPolicy, Verdict::getReason)
        .containsExactly(tuple(type, channel, "catalog", "message-type-gone"));
    assertThat(onlyOneOfTheRow().status()).isEqualTo(DeliveryStatus.WITHDRAWN);
    assertThat(onlyOneOfTheRow().reason()).isEqualTo("message-type-gone");
    flow.nothingElse();
  }

  @Test
  @Behaviour({"ACE-19", "XC-6"})
  void whatReachesTheWorkerTooLateExpiresToo() {
    flow.outcome(flow.outcomeOf(mail, OutcomeStatus.REJECTED).setReason("expired").build());

    DeadLetter letter = flow.deadLetter();
    assertThat(letter.getReason()).isEqualTo("expired");
    assertThat(letter.getCommandId()).isEqualTo(mail.getHeader().getCommandId());
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.EXPIRED);
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-1")
  void anOptOutMadeMeanwhileCounts() {
    report(OutcomeStatus.RETRY_LATER);
    flow.change(Events.off("ann", null, "community", null));
    flow.preferences();

    flow.passes(LONGEST);

    Decision decision = flow.decision();
    assertThat(decision.getVerdicts())
        .singleElement()
        .satisfies(
            verdict -> {
              assertThat(verdict.getReason()).isEqualTo("opted-out");
              assertThat(verdict.getAttempt()).isEqualTo(2);
              assertThat(verdict.getCommandId()).isEqualTo(mail.getHeader().getCommandId());
            });
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.WITHDRAWN);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-9", "XC-3"})
  void whatWasToBeToldOfAnAccountThatHasEndedIsNotToldToWhoCameBack() {
    report(OutcomeStatus.RETRY_LATER);
    flow.event(Events.deleted("e2", "ann", null, NOW.plusSeconds(1)));
    flow.profile(
        MemberProfile.newBuilder(Flow.profileOf("ann", "ann@new.example"))
            .setUpdatedAt(NOW.plusSeconds(2))
            .build());
    flow.ignoreOutput();

    flow.passes(LONGEST);

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getPolicy, Verdict::getReason)
        .containsExactly(tuple("duplicate", "overtaken"));
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.OVERTAKEN);
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-5")
  void acceptedIsNotDeliveredUntilAReceiptSaysSo() {
    report(OutcomeStatus.BEGUN);
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.BEGUN);
    flow.outcome(
        flow.outcomeOf(mail, OutcomeStatus.ACCEPTED).setProviderId("<1@example.org>").build());
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.ACCEPTED);
    flow.outcome(
        flow.outcomeOf(mail, OutcomeStatus.ACCEPTED).setProviderId("<2@example.org>").build());
    report(OutcomeStatus.CONFIRMED);
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.CONFIRMED);
    assertThat(delivery().providerId()).as("of the first acceptance").isEqualTo("<1@example.org>");
    report(OutcomeStatus.ACCEPTED);
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.CONFIRMED);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"XC-8", "MOZ-27"})
  void whatWentToTheSandboxDidNotArriveWhereItShould() {
    report(OutcomeStatus.SANDBOXED);

    assertThat(delivery().status()).isEqualTo(DeliveryStatus.SANDBOXED);
    flow.nothingElse();
  }

  @Test
  @Behaviour("BAS-24")
  void whatItsWorkerFoundOvertakenEndsThere() {
    report(OutcomeStatus.OVERTAKEN);

    assertThat(delivery().status()).isEqualTo(DeliveryStatus.OVERTAKEN);
    flow.passes(Duration.ofHours(1));
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-3")
  void aRepeatedOrLateOutcomeChangesNothing() {
    report(OutcomeStatus.RETRY_LATER);
    Delivery waiting = delivery();
    flow.passes(Duration.ofSeconds(10));
    report(OutcomeStatus.RETRY_LATER);
    assertThat(delivery()).isEqualTo(waiting);
    flow.passes(LONGEST);
    flow.email();

    report(OutcomeStatus.REJECTED);

    assertThat(delivery().status()).isEqualTo(DeliveryStatus.ISSUED);
    flow.passes(Duration.ofHours(1));
    flow.nothingElse();
  }

  @Test
  void aMailFoundDeliveredAfterAllIsNotSentAgain() {
    report(OutcomeStatus.AMBIGUOUS);
    report(OutcomeStatus.CONFIRMED);

    flow.passes(Duration.ofHours(1));

    assertThat(delivery().status()).isEqualTo(DeliveryStatus.CONFIRMED);
    flow.nothingElse();
  }

  @Test
  @Behaviour("ACE-23")
  void whatMayHaveBeenSentIsHeldIfItsMessageTypeSaysSo(@TempDir Path dir, @TempDir Path catalog)
      throws IOException {
    Files.writeString(catalog.resolve("categories.yaml"), "community: {kind: bulk}");
    Files.writeString(
        catalog.resolve("vouched.yaml"),
        """
        event: MemberVouched
        category: community
        channels: [email]
        on-ambiguous: hold
        expires-after: 7d
        """);
    try (Flow own = Flow.start(dir, Map.of("catalog-dir", catalog.toString())).member("ann")) {
      own.event(Events.vouched("e1", "ann"));
      EmailCommand only = own.email();
      own.ignoreOutput();

      own.outcome(own.outcomeOf(only, OutcomeStatus.BEGUN).build());
      own.outcome(own.outcomeOf(only, OutcomeStatus.AMBIGUOUS).build());
      own.passes(Duration.ofDays(8));

      assertThat(own.ledger("ann", "e1").deliveries())
          .singleElement()
          .extracting(Delivery::status)
          .isEqualTo(DeliveryStatus.UNKNOWN);
      own.nothingElse();
    }
  }

  @Test
  @Behaviour("ACE-23")
  void whatMayHaveBeenSentIsHeldIfItsMessageTypeIsGone() {
    flow.rewriteLedger(
        row -> {
          row.put("lines", row.getLines().subList(0, 1));
          row.getLines().forEach(line -> line.put("messageType", "retired"));
        });
    flow.outcome(
        flow.outcomeOf(mail, OutcomeStatus.AMBIGUOUS)
            .setCommandId(onlyOneOfTheRow().commandId())
            .build());

    assertThat(onlyOneOfTheRow().status()).isEqualTo(DeliveryStatus.UNKNOWN);
    flow.passes(Duration.ofHours(1));
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-6")
  void whatMayHaveBeenSentIsSentAgainOnceAfterAPauseAndThenLeftUnknown() {
    report(OutcomeStatus.AMBIGUOUS);
    flow.passes(Duration.ofMinutes(9));
    flow.nothingElse();
    flow.passes(Duration.ofMinutes(2));
    mail = flow.email();
    assertThat(mail.getHeader().getAttempt()).isEqualTo(2);

    report(OutcomeStatus.AMBIGUOUS);

    assertThat(delivery().status()).isEqualTo(DeliveryStatus.UNKNOWN);
    flow.passes(Duration.ofHours(1));
    flow.nothingElse();
  }

  @Test
  void aRejectionEndsItAndOnlyOurOwnFaultIsADeadLetter() {
    report(OutcomeStatus.REJECTED);
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.REJECTED);
    flow.nothingElse();

    flow.member("bob").event(Events.vouched("e2", "bob"));
    EmailCommand second = flow.email();
    flow.ignoreOutput();
    flow.outcome(
        flow.outcomeOf(second, OutcomeStatus.REJECTED)
            .setReason("template")
            .setOurFault(true)
            .build());

    assertThat(flow.deadLetter().getReason()).isEqualTo("rejected");
    flow.nothingElse();
  }

  @Test
  void anOutcomeOfACommandThatNeverWasIsADeadLetter() {
    flow.outcome(flow.outcomeOf(mail, OutcomeStatus.ACCEPTED).setCommandId("another").build());

    DeadLetter letter = flow.deadLetter();
    assertThat(letter.getReason()).isEqualTo("unknown-command");
    assertThat(letter.getSourceTopic()).isEqualTo("delivery.outcomes");
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-11", "BAS-24"})
  void aNewsletterAttemptThatALaterChangeHasOvertakenIsDropped(@TempDir Path dir) {
    try (Flow own = Flow.start(dir).member("ann")) {
      own.event(Events.vouched("e1", "ann"));
      NewsletterCommand subscribe = own.newsletter();
      own.ignoreOutput();
      own.outcome(own.outcomeOf(subscribe, OutcomeStatus.RETRY_LATER).build());
      own.event(Events.unvouched("e2", "ann", 1, 0, NOW.plusSeconds(1)));
      own.ignoreOutput();

      own.passes(Duration.ofMinutes(3));

      assertThat(own.decision().getVerdicts())
          .extracting(Verdict::getPolicy, Verdict::getReason)
          .containsExactly(tuple("newsletters", "overtaken"));
      assertThat(own.ledger("ann", "e1").delivery(subscribe.getHeader().getCommandId()))
          .extracting(Delivery::status, Delivery::reason)
          .containsExactly(DeliveryStatus.OVERTAKEN, "overtaken");
      own.nothingElse();
    }
  }

  @Test
  @Behaviour("MOZ-11")
  void aNewsletterAttemptIsNotOvertakenByAChangeOfAnotherNewsletter(@TempDir Path dir) {
    try (Flow own = Flow.start(dir).member("ann")) {
      own.event(Events.vouched("e1", "ann"));
      NewsletterCommand subscribe = own.newsletter();
      own.ignoreOutput();
      own.outcome(own.outcomeOf(subscribe, OutcomeStatus.RETRY_LATER).build());
      own.event(Events.ndaJoined("e2", "ann", NdaStatus.PENDING, NdaStatus.MEMBER, NOW));
      own.ignoreOutput();

      own.passes(Duration.ofMinutes(3));

      NewsletterCommand again = own.newsletter();
      assertThat(again.getSlugs()).containsExactly("mozilla-phone");
      assertThat(again.getVersion()).isGreaterThan(subscribe.getVersion() + 1);
      own.nothingElse();
    }
  }

  @Test
  @Behaviour("MOZ-10")
  void whatAMoveLeftBehindGoesToWhereTheMemberIsByThen(@TempDir Path dir) {
    try (Flow own = Flow.start(dir).member("ann")) {
      own.event(Events.emailChanged("e1", "ann", "a@example.org", "b@example.org", NOW));
      NewsletterCommand move = own.newsletter();
      own.ignoreOutput();
      own.outcome(own.outcomeOf(move, OutcomeStatus.RETRY_LATER).build());
      own.event(
          Events.emailChanged("e2", "ann", "b@example.org", "c@example.org", NOW.plusSeconds(1)));
      own.profile(
          MemberProfile.newBuilder(Flow.profileOf("ann", "c@example.org"))
              .setUpdatedAt(NOW.plusSeconds(1))
              .build());
      own.ignoreOutput();

      own.passes(Duration.ofMinutes(3));

      NewsletterCommand again = own.newsletter();
      assertThat(again.getOldEmail()).isEqualTo("a@example.org");
      assertThat(again.getEmail()).isEqualTo("c@example.org");
      own.nothingElse();
    }
  }

  @Test
  void manyDueAtOnceAreTakenOverSeveralLooks(@TempDir Path dir) {
    try (Flow own =
        Flow.start(dir, Map.of("agenda.most", "2", "agenda.interval", "1s")).member("ann")) {
      for (int i = 0; i < 5; i++) {
        String member = "m" + i;
        own.member(member).event(Events.vouched("e" + i, member));
        EmailCommand command = own.email();
        own.ignoreOutput();
        own.outcome(own.outcomeOf(command, OutcomeStatus.RETRY_LATER).build());
      }

      own.passes(LONGEST);
      own.email();
      own.email();
      own.nothingElse();
      own.passes(Duration.ofSeconds(1));
      own.email();
      own.email();
      own.passes(Duration.ofSeconds(1));
      own.email();
      own.nothingElse();
    }
  }

  private void report(OutcomeStatus status) {
    flow.outcome(flow.outcomeOf(mail, status).setReason("smtp-451").build());
  }

  private Delivery onlyOneOfTheRow() {
    return flow.ledger("ann", "e1").deliveries().get(0);
  }

  private Delivery delivery() {
    Delivery delivery = flow.ledger("ann", "e1").delivery(mail.getHeader().getCommandId());
    assertThat(Objects.requireNonNull(delivery).channel()).isEqualTo(Channel.EMAIL);
    return delivery;
  }
}
