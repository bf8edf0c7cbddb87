package io.carillon.streams;

import static io.carillon.streams.Events.emailChanged;
import static io.carillon.streams.Events.ndaJoined;
import static io.carillon.streams.Events.vouched;
import static io.carillon.streams.Flow.verdict;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.Decision;
import io.carillon.avro.NdaStatus;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.Switch;
import io.carillon.avro.VerdictKind;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.Topic;
import io.carillon.schemas.Topics;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a broker accepts and an app must survive, with the transactions of a real broker. */
final class UnusualRecordsIT {
  /** Fits into a record, but not together with where it came from. */
  private static final int NEARLY_A_MEGABYTE = 1_048_400;

  private static StreamsAppSite site;
  private static StreamsApp app;

  /** Was there before the app was, which reads such a table before it does anything else. */
  private static RecordMetadata earlierSwitch;

  private final Instant now = Instant.now();

  @BeforeAll
  static void start() throws Exception {
    site = new StreamsAppSite().withTopics();
    earlierSwitch =
        site.send(
            Topics.SWITCHES,
            "vouched.email",
            new Switch("vouched.in-app", false, Instant.now(), null));
    app = StreamsApp.start(site.settings("carillon-1", Map.of()));
    app.awaitRunning(StreamsAppSite.PATIENCE);
  }

  @AfterAll
  static void stop() {
    app.close();
    site.close();
  }

  @Test
  @Behaviour("XC-7")
  void whatIsTooLargeIsADeadLetterAndTheNextEventIsDecided() throws Exception {
    byte[] garbage = new byte[NEARLY_A_MEGABYTE];
    Arrays.fill(garbage, (byte) 'x');

    site.send(Topics.MEMBERS, "ann", Flow.profileOf("ann", "ann@example.org"));
    RecordMetadata large = site.send(Topics.MEMBER_EVENTS.name(), "ann", garbage);
    RecordMetadata lengthy =
        site.send(
            Topics.MEMBER_EVENTS,
            "ann",
            emailChanged("e1", "ann", "ann@example.org", "a".repeat(350_000), now));
    site.send(Topics.MEMBER_EVENTS, "ann", vouched("e2", "ann", 0, 1, now));

    assertThat(decision("ann").getEventId()).isEqualTo("e2");
    DeadLetter letter = letterOf(large);
    assertThat(letter.getReason()).isEqualTo("not-avro");
    assertThat(letter.getValue()).isNull();
    assertThat(letter.getDetail()).contains("1048400 bytes");
    assertThat(letterOf(lengthy).getReason()).isEqualTo("rule-broken");
    assertThat(letterOf(lengthy).getDetail())
        .isEqualTo("newEmail: must be at most 10000 characters");
  }

  @Test
  @Behaviour({"XC-1", "XC-7"})
  void anOptOutThatCameToTheWrongPartitionIsADeadLetterAndCountsOnceItIsOnTheRightOne()
      throws Exception {
    PreferenceSet off = Events.choice("bob", null, "community", null, Choice.OFF, now);
    int home =
        site.send(Topics.MEMBERS, "bob", Flow.profileOf("bob", "bob@example.org")).partition();
    int elsewhere = withLibrdkafkasDefault("bob");
    assertThat(elsewhere).isNotEqualTo(home);

    DeadLetter letter = letterOf(site.sendTo(elsewhere, Topics.PREFERENCE_CHANGES, "bob", off));
    site.send(Topics.PREFERENCE_CHANGES, "bob", off);
    site.read(Topics.PREFERENCES, read -> !read.isEmpty());
    site.send(Topics.MEMBER_EVENTS, "bob", vouched("e1", "bob", 0, 1, now));

    assertThat(letter.getReason()).isEqualTo("rule-broken");
    assertThat(letter.getDetail())
        .isEqualTo(
            "partition: must be %d, which murmur2 makes of the key (murmur2_random in librdkafka),"
                    .formatted(home)
                + " was %d".formatted(elsewhere));
    assertThat(verdict(decision("bob"), Channel.EMAIL).getReason()).isEqualTo("opted-out");
    assertThat(site.read(Topics.PREFERENCES, read -> !read.isEmpty())).hasSize(1);
    assertThat(lettersOf(Topics.PREFERENCE_CHANGES)).containsExactly(letter);
  }

  /** The partition that clients choose which are built on librdkafka, unless told otherwise. */
  private static int withLibrdkafkasDefault(String key) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(UTF_8));
    return (int) (crc.getValue() % StreamsAppSite.PARTITIONS);
  }

  @Test
  @Behaviour("XC-7")
  void aSwitchUnderAnotherKeyIsADeadLetterBothWhenTheTableIsReadAnewAndLater() throws Exception {
    RecordMetadata laterSwitch =
        site.send(Topics.SWITCHES, "vouched.in-app", new Switch("vouched.email", false, now, null));
    DeadLetter earlier = letterOf(earlierSwitch);
    DeadLetter later = letterOf(laterSwitch);
    site.send(Topics.MEMBERS, "cleo", Flow.profileOf("cleo", "cleo@example.org"));
    site.send(Topics.MEMBER_EVENTS, "cleo", vouched("e1", "cleo", 0, 1, now));

    assertThat(List.of(earlier, later))
        .extracting(DeadLetter::getDetail)
        .containsOnly("key: must be the name");
    Decision decision = decision("cleo");
    assertThat(verdict(decision, Channel.EMAIL).getKind()).isEqualTo(VerdictKind.SEND);
    assertThat(verdict(decision, Channel.IN_APP).getKind()).isEqualTo(VerdictKind.SEND);
  }

  @Test
  void recordsWithoutATimeAreProcessed() throws Exception {
    site.sendWithoutTime(
        Topics.SWITCHES, "nda-joined.email", new Switch("nda-joined.email", false, now, null));
    letterOf(site.send(Topics.SWITCHES.name(), "nda-joined.email", "no avro".getBytes(UTF_8)));
    site.sendWithoutTime(Topics.MEMBERS, "dan", Flow.profileOf("dan", "dan@example.org"));
    site.sendWithoutTime(
        Topics.MEMBER_EVENTS, "dan", ndaJoined("e1", "dan", NdaStatus.NONE, NdaStatus.MEMBER, now));

    Decision decision = decision("dan");
    assertThat(verdict(decision, Channel.EMAIL).getReason()).isEqualTo("switch-off");
    assertThat(verdict(decision, Channel.IN_APP).getKind()).isEqualTo(VerdictKind.SEND);
  }

  /** The only decision about a member. */
  private static Decision decision(String memberId) {
    Predicate<Decision> theirs = decision -> decision.getMemberId().equals(memberId);
    List<Decision> all = site.read(Topics.DECISIONS, read -> read.stream().anyMatch(theirs));
    assertThat(all).filteredOn(theirs).hasSize(1);
    return all.stream().filter(theirs).findFirst().orElseThrow();
  }

  /** The only dead letter of a record. */
  private static DeadLetter letterOf(RecordMetadata record) {
    Predicate<DeadLetter> its =
        letter ->
            letter.getSourceTopic().equals(record.topic())
                && letter.getSourcePartition() == record.partition()
                && letter.getSourceOffset() == record.offset();
    List<DeadLetter> all = site.read(Topics.DEAD_LETTERS, read -> read.stream().anyMatch(its));
    assertThat(all).filteredOn(its).hasSize(1);
    return all.stream().filter(its).findFirst().orElseThrow();
  }

  /** What a topic had that could not be processed. */
  private static List<DeadLetter> lettersOf(Topic<?> topic) {
    Predicate<DeadLetter> its = letter -> letter.getSourceTopic().equals(topic.name());
    return site.read(Topics.DEAD_LETTERS, read -> read.stream().anyMatch(its)).stream()
        .filter(its)
        .toList();
  }
}
