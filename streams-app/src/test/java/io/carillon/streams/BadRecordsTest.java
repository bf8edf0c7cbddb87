package io.carillon.streams;

import static io.carillon.streams.Events.emailChanged;
import static io.carillon.streams.Events.ndaLeft;
import static io.carillon.streams.Events.unvouched;
import static io.carillon.streams.Events.vouched;
import static io.carillon.streams.Flow.NOW;
import static io.carillon.streams.Flow.profileOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.EmailChanged;
import io.carillon.avro.InboxEntry;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.NdaLeft;
import io.carillon.avro.NdaStatus;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.PreferencesReplaced;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be processed becomes a dead letter, and the next record is processed. */
class BadRecordsTest {
  private static final byte[] GARBAGE = "no avro at all".getBytes(UTF_8);

  @TempDir Path stateDir;
  private Flow flow;

  @BeforeEach
  void start() {
    flow = Flow.start(stateDir).member("ann");
  }

  @AfterEach
  void stop() {
    flow.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "events.members",
        "tables.members",
        "preferences.changes",
        "delivery.outcomes",
        "inbox.entries"
      })
  @Behaviour("XC-7")
  void bytesThatAreNoRecordAreKeptWithTheirCoordinates(String topic) {
    flow.bytes(topic, "ann".getBytes(UTF_8), GARBAGE);

    DeadLetter letter = flow.deadLetter();
    assertThat(letter.getReason()).isEqualTo("not-avro");
    assertThat(letter.getSourceTopic()).isEqualTo(topic);
    assertThat(letter.getSourcePartition()).isZero();
    assertThat(letter.getSourceOffset()).isNotNegative();
    assertThat(letter.getSourceTimestamp()).isEqualTo(NOW);
    assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap("ann".getBytes(UTF_8)));
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(GARBAGE));
    assertThat(flow.counted()).containsExactly("not-avro");
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-7")
  void theNextRecordIsProcessed() {
    flow.bytes("events.members", "ann".getBytes(UTF_8), GARBAGE);
    flow.event(vouched("e1", "ann"));

    flow.deadLetter();
    flow.decision();
    flow.email();
    flow.newsletter();
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-7")
  void whatALetterCannotHoldStaysWhereItWas() {
    byte[] large = new byte[950_000];

    flow.bytes("events.members", "ann".getBytes(UTF_8), large);
    flow.bytes("events.members", large, large);

    DeadLetter first = flow.deadLetter();
    assertThat(first.getValue()).isNull();
    assertThat(first.getKey()).isEqualTo(ByteBuffer.wrap("ann".getBytes(UTF_8)));
    assertThat(first.getSourceOffset()).isNotNegative();
    assertThat(first.getDetail()).endsWith("; its value of 950000 bytes did not fit in here");
    DeadLetter second = flow.deadLetter();
    assertThat(second.getKey()).isNull();
    assertThat(second.getDetail()).endsWith("; its key of 950000 bytes did not fit in here");
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-7")
  void textsThatWouldMakeARowTooLargeAreRefused() {
    String giant = "a".repeat(10_001);
    MemberProfile.Builder ann = MemberProfile.newBuilder(profileOf("ann", "ann@example.org"));

    flow.event(new EmailChanged("e1", NOW, "ann", giant, "new@example.org", null, null));
    flow.event(new NdaLeft("e2", NOW, "ann", NdaStatus.MEMBER, NdaStatus.NONE, giant));
    flow.profile(ann.setFullName(giant).build());
    flow.change(new PreferenceSet("c", NOW, "ann", giant, null, null, Choice.OFF));
    flow.outcome(DeliveryOutcome.newBuilder(Events.accepted("ann")).setDetail(giant).build());
    flow.send(
        Topics.INBOX,
        "ann",
        InboxEntry.newBuilder(Events.inboxEntry("entry", "ann", NOW)).setTitle(giant).build());

    assertThat(flow.deadLetter().getDetail())
        .isEqualTo("oldEmail: must be at most 10000 characters");
    assertThat(flow.deadLetter().getDetail()).isEqualTo("reason: must be at most 10000 characters");
    assertThat(flow.deadLetter().getDetail())
        .isEqualTo("fullName: must be at most 10000 characters");
    assertThat(flow.deadLetter().getDetail())
        .contains("messageType: must be at most 200 characters");
    assertThat(flow.deadLetter().getDetail()).isEqualTo("detail: must be at most 10000 characters");
    assertThat(flow.deadLetter().getDetail()).isEqualTo("title: must be at most 10000 characters");
    assertThat(flow.inbox("ann")).isEmpty();
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-7")
  void choicesThatWouldMakeARowTooLargeAreRefusedAndOldOnesStayChangeable() {
    List<PreferenceEntry> all =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new PreferenceEntry("type-" + i, null, null, false, NOW))
            .toList();
    flow.change(new PreferencesReplaced("c1", NOW, "ann", all));
    assertThat(flow.preferences().getEntries()).hasSize(1_000);

    flow.change(new PreferenceSet("c2", NOW, "ann", "one-more", null, null, Choice.OFF));
    assertThat(flow.deadLetter().getDetail())
        .isEqualTo("entries: a member can make at most 1000 choices");

    flow.change(new PreferenceSet("c3", NOW, "ann", "type-7", null, null, Choice.ON));
    assertThat(flow.preferences().getEntries()).hasSize(1_000);

    flow.change(new PreferenceSet("c4", NOW, "ann", "type-7", null, null, Choice.DEFAULT));
    assertThat(flow.preferences().getEntries()).hasSize(999);
    flow.change(new PreferenceSet("c5", NOW, "ann", "one-more", null, null, Choice.OFF));
    assertThat(flow.deadLetter().getDetail())
        .as("what was taken back counts, as it is kept too")
        .isEqualTo("entries: a member can make at most 1000 choices");
    flow.nothingElse();
  }

  @Test
  void aSchemaIdNobodyKnowsIsADeadLetter() {
    flow.bytes("events.members", "ann".getBytes(UTF_8), new byte[] {0, 0, 0, 77, 77, 1, 2});

    assertThat(flow.deadLetter().getReason()).isEqualTo("unknown-schema-id");
    flow.nothingElse();
  }

  @Test
  void aRecordThatBreaksRulesNamesThemAllAndKeepsItsBytes() {
    flow.send(
        Topics.MEMBER_EVENTS,
        "bob",
        new MemberVouched(" ", NOW.plus(Duration.ofHours(1)), "ann", 2, 1, null));

    DeadLetter letter = flow.deadLetter();
    assertThat(letter.getReason()).isEqualTo("rule-broken");
    assertThat(letter.getStage()).isEqualTo("admit-member-events");
    assertThat(letter.getDetail())
        .contains("key: must be the memberId")
        .contains("eventId: must be 1 to 200 characters")
        .contains("occurredAt: must not be in the future")
        .contains("vouches: must be more than vouchesBefore");
    assertThat(letter.getValue()).isNotNull();
    flow.nothingElse();
  }

  @ParameterizedTest
  @MethodSource
  @Behaviour({"MOZ-3", "MOZ-4", "MOZ-8", "XC-7"})
  void anEventThatContradictsItselfIsADeadLetter(SpecificRecord event, String rule) {
    flow.event(event);

    assertThat(flow.deadLetter().getDetail()).isEqualTo(rule);
    flow.nothingElse();
  }

  static List<Arguments> anEventThatContradictsItselfIsADeadLetter() {
    String more = "vouches: must be more than vouchesBefore, which must be 0 or more";
    String less = "vouches: must be 0 or more, and less than vouchesBefore";
    String lower = "to: must be NONE or PENDING (MOZ-8)";
    return List.of(
        arguments(vouched("e1", "ann", 1, 1, NOW), more),
        arguments(vouched("e1", "ann", -1, 1, NOW), more),
        arguments(unvouched("e1", "ann", 1, 1, NOW), less),
        arguments(unvouched("e1", "ann", 1, -1, NOW), less),
        arguments(ndaLeft("e1", "ann", NdaStatus.MEMBER, NdaStatus.MEMBER, NOW), lower),
        arguments(ndaLeft("e1", "ann", NdaStatus.MEMBER, NdaStatus.PENDING_TERMS, NOW), lower),
        arguments(emailChanged("e1", "ann", "a@example.org", " ", NOW), "newEmail: must be given"));
  }

  @Test
  @Behaviour("XC-7")
  void anIdIsAtMost200CharactersNoneOfThemAControlCharacter() {
    String longest = "e " + "1".repeat(198);
    flow.event(vouched(longest, "ann"));
    assertThat(flow.decision().getEventId()).isEqualTo(longest);
    flow.ignoreOutput();

    flow.event(vouched(longest + "1", "ann"));
    flow.event(vouched("e\u0000", "ann"));
    flow.event(vouched("e1", "ann\n"));

    String rule = "must be 1 to 200 characters, none a control character";
    assertThat(flow.deadLetter().getDetail()).isEqualTo("eventId: " + rule);
    assertThat(flow.deadLetter().getDetail()).isEqualTo("eventId: " + rule);
    assertThat(flow.deadLetter().getDetail()).isEqualTo("memberId: " + rule);
    flow.nothingElse();
  }

  @Test
  void aReplacementThatChoosesTheSameTwiceIsADeadLetter() {
    PreferenceEntry once = new PreferenceEntry(null, "community", null, false, NOW);
    PreferenceEntry twice = new PreferenceEntry(null, "community", null, true, NOW);
    flow.change(new PreferencesReplaced("c", NOW, "ann", List.of(once, twice)));

    assertThat(flow.deadLetter().getDetail())
        .isEqualTo("entries[1]: chooses what an earlier entry chose");
    flow.nothingElse();
  }

  @Test
  void aPreferenceAboutNothingIsADeadLetterAndChangesNothing() {
    flow.change(new PreferenceSet("c", NOW, "ann", null, null, null, Choice.OFF));
    flow.change(new PreferenceSet("c", NOW, "ann", "vouched", "community", null, Choice.OFF));

    assertThat(flow.deadLetter().getDetail()).contains("at least one must be given");
    assertThat(flow.deadLetter().getDetail()).contains("must not be given together");
    flow.nothingElse();
  }

  @Test
  void aPreferenceOnAChannelOfALaterReleaseIsADeadLetter() {
    flow.change(new PreferenceSet("c", NOW, "ann", "vouched", null, Channel.UNKNOWN, Choice.OFF));

    assertThat(flow.deadLetter().getDetail()).isEqualTo("channel: must be one this release knows");
    flow.nothingElse();
  }

  @Test
  void aPreferenceOfTheFutureIsADeadLetterAndDoesNotHoldForEver() {
    Instant ahead = NOW.plus(Duration.ofMinutes(11));
    PreferenceEntry later = new PreferenceEntry(null, "community", null, false, ahead);
    flow.change(new PreferenceSet("c", ahead, "ann", "vouched", null, null, Choice.OFF));
    flow.change(new PreferencesReplaced("c", ahead, "ann", List.of()));
    flow.change(new PreferencesReplaced("c", NOW, "ann", List.of(later)));

    assertThat(flow.deadLetter().getDetail())
        .isEqualTo("changedAt: must not be in the future, was " + ahead);
    assertThat(flow.deadLetter().getDetail())
        .isEqualTo("changedAt: must not be in the future, was " + ahead);
    assertThat(flow.deadLetter().getDetail())
        .isEqualTo(
            "entries[0].changedAt: must not be after the changedAt of the replacement, was "
                + ahead);
    flow.nothingElse();
  }

  @Test
  void aPreferenceOfAClockThatIsALittleAheadCounts() {
    Instant ahead = NOW.plus(Duration.ofMinutes(9));
    flow.change(new PreferenceSet("c", ahead, "ann", "vouched", null, null, Choice.OFF));

    assertThat(flow.preferences().getUpdatedAt()).isEqualTo(ahead);
    flow.nothingElse();
  }

  @ParameterizedTest
  @CsvSource({
    "events.members,value: an event must not be null",
    "preferences.changes,value: must be PreferenceSet or PreferencesReplaced",
    "delivery.outcomes,key: must be the memberId",
    "inbox.entries,key: must be the memberId"
  })
  @Behaviour("XC-7")
  void whereThereAreNoTombstonesOneIsADeadLetter(String topic, String rule) {
    flow.bytes(topic, "ann".getBytes(UTF_8), null);

    DeadLetter letter = flow.deadLetter();
    assertThat(letter.getReason()).isEqualTo("rule-broken");
    assertThat(letter.getDetail()).isEqualTo(rule);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"XC-1", "XC-7"})
  void whatBelongsOnAnotherPartitionIsADeadLetterWhereverItComesFrom(@TempDir Path dir) {
    // Of four partitions, eve's is the first and ann's is the third.
    try (Flow own = Flow.startFirstOf(4, dir)) {
      own.member("ann");
      own.send(Topics.MEMBERS, "ann", null);
      own.change(Events.off("ann", "vouched", null, null));
      own.event(vouched("e1", "ann"));
      own.outcome(Events.accepted("ann"));
      own.send(Topics.INBOX, "ann", Events.inboxEntry("entry", "ann", NOW));

      for (int letter = 1; letter <= 6; letter++) {
        assertThat(own.deadLetter().getDetail())
            .isEqualTo(
                "partition: must be 2, which murmur2 makes of the key (murmur2_random in"
                    + " librdkafka), was 0");
      }
      own.nothingElse();
      assertThat(own.inbox("ann")).isEmpty();
    }
  }

  @Test
  void whatIsWhereItBelongsIsProcessed(@TempDir Path dir) {
    try (Flow own = Flow.startFirstOf(4, dir)) {
      own.member("eve").event(vouched("e1", "eve"));

      assertThat(own.decision().getMemberId()).isEqualTo("eve");
      assertThat(own.email().getTo()).isEqualTo("eve@example.org");
      own.newsletter();
      own.inApp();
      own.nothingElse();
    }
  }

  @Test
  void aProfileUnderAnotherKeyIsADeadLetter() {
    flow.send(Topics.MEMBERS, "bob", Flow.profileOf("ann", "ann@example.org"));

    assertThat(flow.deadLetter().getDetail()).isEqualTo("key: must be the memberId");
    flow.nothingElse();
  }
}
