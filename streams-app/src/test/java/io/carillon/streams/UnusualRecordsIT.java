package io.carillon.streams;

import static io.carillon.streams.Events.emailChanged;
import static io.carillon.streams.Events.vouched;
import static io.carillon.streams.Flow.verdict;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.Decision;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.Switch;
import io.carillon.avro.VerdictKind;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.Topics;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** What a broker accepts and an app must survive, with the transactions of a real broker. */
final class UnusualRecordsIT {
  /** Fits into a record, but not together with where it came from. */
  private static final int NEARLY_A_MEGABYTE = 1_048_400;

  private final Instant now = Instant.now();

  @Test
  @Behaviour("XC-7")
  void whatIsTooLargeIsADeadLetterAndTheNextEventIsDecided() throws Exception {
    try (StreamsAppSite site = new StreamsAppSite().withTopics();
        StreamsApp app = StreamsApp.start(site.settings("carillon-1", Map.of()))) {
      app.awaitRunning(StreamsAppSite.PATIENCE);
      byte[] garbage = new byte[NEARLY_A_MEGABYTE];
      Arrays.fill(garbage, (byte) 'x');

      site.send(Topics.MEMBERS, "ann", Flow.profileOf("ann", "ann@example.org"));
      RecordMetadata large = site.send(Topics.MEMBER_EVENTS.name(), "ann", garbage);
      site.send(
          Topics.MEMBER_EVENTS,
          "ann",
          emailChanged("e1", "ann", "ann@example.org", "a".repeat(350_000), now));
      site.send(Topics.MEMBER_EVENTS, "ann", vouched("e2", "ann", 0, 1, now));

      List<Decision> decisions = site.read(Topics.DECISIONS, read -> !read.isEmpty());
      assertThat(decisions).extracting(Decision::getEventId).containsExactly("e2");
      List<DeadLetter> letters = site.read(Topics.DEAD_LETTERS, read -> read.size() >= 2);
      assertThat(letters).hasSize(2);
      assertThat(letters)
          .filteredOn(letter -> letter.getSourceOffset() == large.offset())
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.getReason()).isEqualTo("not-avro");
                assertThat(letter.getValue()).isNull();
                assertThat(letter.getDetail()).contains("1048400 bytes");
              });
      assertThat(letters)
          .filteredOn(letter -> letter.getReason().equals("rule-broken"))
          .singleElement()
          .extracting(DeadLetter::getDetail)
          .isEqualTo("newEmail: must be at most 10000 characters");
    }
  }

  @Test
  @Behaviour({"XC-1", "XC-7"})
  void anOptOutThatCameToTheWrongPartitionIsADeadLetterAndCountsOnceItIsOnTheRightOne()
      throws Exception {
    try (StreamsAppSite site = new StreamsAppSite().withTopics();
        StreamsApp app = StreamsApp.start(site.settings("carillon-1", Map.of()))) {
      app.awaitRunning(StreamsAppSite.PATIENCE);
      PreferenceSet off = Events.choice("ann", null, "community", null, Choice.OFF, now);
      int home =
          site.send(Topics.MEMBERS, "ann", Flow.profileOf("ann", "ann@example.org")).partition();
      int elsewhere = withLibrdkafkasDefault("ann");
      assertThat(elsewhere).isNotEqualTo(home);

      site.sendTo(elsewhere, Topics.PREFERENCE_CHANGES, "ann", off);
      DeadLetter letter = site.read(Topics.DEAD_LETTERS, read -> !read.isEmpty()).get(0);
      site.send(Topics.PREFERENCE_CHANGES, "ann", off);
      site.read(Topics.PREFERENCES, read -> !read.isEmpty());
      site.send(Topics.MEMBER_EVENTS, "ann", vouched("e1", "ann", 0, 1, now));

      assertThat(letter.getReason()).isEqualTo("rule-broken");
      assertThat(letter.getSourceTopic()).isEqualTo(Topics.PREFERENCE_CHANGES.name());
      assertThat(letter.getSourcePartition()).isEqualTo(elsewhere);
      assertThat(letter.getDetail())
          .isEqualTo(
              "partition: must be %d, which murmur2 makes of the key (murmur2_random in"
                      .formatted(home)
                  + " librdkafka), was %d".formatted(elsewhere));
      Decision decision = site.read(Topics.DECISIONS, read -> !read.isEmpty()).get(0);
      assertThat(verdict(decision, Channel.EMAIL).getReason()).isEqualTo("opted-out");
      assertThat(site.read(Topics.PREFERENCES, read -> !read.isEmpty())).hasSize(1);
      assertThat(site.read(Topics.DEAD_LETTERS, read -> !read.isEmpty())).hasSize(1);
    }
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
    try (StreamsAppSite site = new StreamsAppSite().withTopics()) {
      site.send(Topics.SWITCHES, "vouched.email", new Switch("vouched.in-app", false, now, null));

      try (StreamsApp app = StreamsApp.start(site.settings("carillon-1", Map.of()))) {
        app.awaitRunning(StreamsAppSite.PATIENCE);
        site.send(Topics.SWITCHES, "vouched.in-app", new Switch("vouched.email", false, now, null));
        List<DeadLetter> letters = site.read(Topics.DEAD_LETTERS, read -> read.size() >= 2);
        site.send(Topics.MEMBERS, "ann", Flow.profileOf("ann", "ann@example.org"));
        site.send(Topics.MEMBER_EVENTS, "ann", vouched("e1", "ann", 0, 1, now));

        assertThat(letters)
            .extracting(
                DeadLetter::getSourceTopic, DeadLetter::getSourceOffset, DeadLetter::getDetail)
            .containsExactlyInAnyOrder(
                tuple(Topics.SWITCHES.name(), 0L, "key: must be the name"),
                tuple(Topics.SWITCHES.name(), 1L, "key: must be the name"));
        Decision decision = site.read(Topics.DECISIONS, read -> !read.isEmpty()).get(0);
        assertThat(verdict(decision, Channel.EMAIL).getKind()).isEqualTo(VerdictKind.SEND);
        assertThat(verdict(decision, Channel.IN_APP).getKind()).isEqualTo(VerdictKind.SEND);
        assertThat(site.read(Topics.DEAD_LETTERS, read -> !read.isEmpty())).hasSize(2);
      }
    }
  }

  @Test
  void recordsWithoutATimeAreProcessed() throws Exception {
    try (StreamsAppSite site = new StreamsAppSite().withTopics();
        StreamsApp app = StreamsApp.start(site.settings("carillon-1", Map.of()))) {
      app.awaitRunning(StreamsAppSite.PATIENCE);

      site.sendWithoutTime(
          Topics.SWITCHES, "vouched.email", new Switch("vouched.email", false, now, null));
      site.send(Topics.SWITCHES.name(), "vouched.email", "no avro".getBytes(UTF_8));
      site.read(Topics.DEAD_LETTERS, read -> !read.isEmpty());
      site.sendWithoutTime(Topics.MEMBERS, "ann", Flow.profileOf("ann", "ann@example.org"));
      site.sendWithoutTime(Topics.MEMBER_EVENTS, "ann", vouched("e1", "ann", 0, 1, now));

      Decision decision = site.read(Topics.DECISIONS, read -> !read.isEmpty()).get(0);
      assertThat(verdict(decision, Channel.EMAIL).getReason()).isEqualTo("switch-off");
      assertThat(verdict(decision, Channel.IN_APP).getKind()).isEqualTo(VerdictKind.SEND);
    }
  }
}
