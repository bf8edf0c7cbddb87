package io.carillon.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.avro.Channel;
import io.carillon.avro.Lane;
import io.carillon.avro.Switch;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.Topic.Cleanup;
import io.carillon.schemas.Topic.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** The catalogue keeps its own rules. */
class TopicsTest {
  @Test
  void namesAreLowerCaseWordsWithDotsAndDashes() {
    assertThat(Topics.all())
        .extracting(Topic::name)
        .allMatch(name -> name.matches("[a-z]+(-[a-z]+)*([.][a-z]+(-[a-z]+)*)*"));
  }

  @Test
  void namesAreUniqueAlsoInMetricsWhereDotAndUnderscoreAreTheSame() {
    assertThat(Topics.all())
        .extracting(topic -> topic.name().replace('.', '_'))
        .doesNotHaveDuplicates();
  }

  @Test
  void noNameLooksLikeThatOfAnInternalTopic() {
    assertThat(Topics.all())
        .extracting(Topic::name)
        .noneMatch(name -> name.endsWith("-changelog") || name.endsWith("-repartition"));
  }

  @Test
  void aRecordTypeIsInOneTopicExceptThatACommandIsInBothLanes() {
    List<Class<?>> once = new ArrayList<>();
    for (Topic<?> topic : Topics.all()) {
      if (!topic.name().endsWith(".bulk")) {
        once.addAll(topic.valueTypes());
      }
    }

    assertThat(once).doesNotHaveDuplicates();
  }

  @Test
  void theLanesOfAChannelDifferInNothingButTheName() {
    for (Channel channel : Channel.values()) {
      Topics.commands(channel, Lane.BULK)
          .ifPresent(
              bulk -> {
                Topic<? extends SpecificRecord> urgent =
                    Topics.commands(channel, Lane.URGENT).orElseThrow();
                assertThat(bulk.name()).isEqualTo(urgent.name() + ".bulk");
                assertThat(bulk.valueTypes()).isEqualTo(urgent.valueTypes());
                assertThat(bulk)
                    .usingRecursiveComparison()
                    .ignoringFields("name", "valueTypes")
                    .isEqualTo(urgent);
              });
    }
  }

  @Test
  void whatIsKeyedByMemberIsLaidOutByMember() {
    assertThat(Topics.all())
        .allMatch(topic -> topic.key().equals("member id") == (topic.layout() == Layout.BY_MEMBER));
    assertThat(Topics.all())
        .filteredOn(topic -> topic.layout() == Layout.BY_MEMBER)
        .extracting(topic -> topic.partitions(7))
        .containsOnly(7);
  }

  @Test
  void aTableIsCompactedAndNothingElse() {
    assertThat(Topics.all())
        .allMatch(
            topic -> topic.name().startsWith("tables.") == (topic.cleanup() == Cleanup.COMPACT));
  }

  @Test
  void whatIsDeletedIsKeptForAWhileFirst() {
    assertThat(Topics.all())
        .allMatch(topic -> topic.retention().isZero() == (topic.cleanup() == Cleanup.COMPACT))
        .noneMatch(topic -> topic.retention().isNegative());
  }

  @Test
  @Behaviour("ACE-19")
  void aCommandIsThereUntilItHasExpired() {
    assertThat(Topics.all())
        .filteredOn(topic -> topic.name().startsWith("delivery."))
        .filteredOn(topic -> !topic.equals(Topics.OUTCOMES))
        .isNotEmpty()
        .allMatch(topic -> topic.retention().compareTo(Topics.LONGEST_EXPIRY) > 0);
  }

  @Test
  void smallReferenceDataHasOnePartition() {
    assertThat(Topics.SWITCHES.partitions(24)).isOne();
  }

  @Test
  void everyEventAndChangeHasAnIdAndATime() {
    hasIdAndTime(Topics.MEMBER_EVENTS, "eventId", "occurredAt");
    hasIdAndTime(Topics.PREFERENCE_CHANGES, "changeId", "changedAt");
  }

  @Test
  void severalTypesInATopicHaveSubjectsByRecord() {
    assertThat(Topics.MEMBER_EVENTS.subjects()).isEqualTo(SubjectStrategy.TOPIC_RECORD_NAME);
    assertThat(Topics.SWITCHES.subjects()).isEqualTo(SubjectStrategy.TOPIC_NAME);
  }

  @Test
  void aTopicIsFoundByItsName() {
    assertThat(Topics.named("tables.switches")).containsSame(Topics.SWITCHES);
    assertThat(Topics.named("tables.unheard-of")).isEmpty();
  }

  @Test
  void aTopicWithoutATypeIsRefused() {
    assertThatThrownBy(
            () ->
                new Topic<Switch>(
                    "empty",
                    "none",
                    List.of(),
                    Layout.WHOLE,
                    Cleanup.DELETE,
                    Duration.ofDays(1),
                    "nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
  }

  private static void hasIdAndTime(Topic<?> topic, String id, String time) {
    for (Class<? extends SpecificRecord> type : topic.valueTypes()) {
      Schema schema = RecordTypes.schema(type);
      assertThat(schema.getField(id).schema().getType()).isEqualTo(Schema.Type.STRING);
      assertThat(schema.getField(time).schema().getLogicalType().getName())
          .isEqualTo("timestamp-millis");
    }
  }
}
