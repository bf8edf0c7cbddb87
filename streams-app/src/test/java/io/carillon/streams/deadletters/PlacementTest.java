package io.carillon.streams.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
  private final List<String> broken = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"ann", "bob", "zoë", "用户", "7b1f0c2e-5d1a-4a57-9d43-0c3f7a1e2b44", ""})
  void aMemberIsAtHomeWhereJavaClientsPutThemAndNowhereElse(String member) {
    for (int partitions : List.of(1, 4, 24, 1000)) {
      int home = javaClientsChoice(member, partitions);

      for (int here = 0; here < partitions; here++) {
        broken.clear();
        new Placement(here, partitions).check(member, member, broken);

        assertThat(broken).as("on %d of %d", here, partitions).hasSize(here == home ? 0 : 1);
      }
    }
  }

  @Test
  void theRuleSaysWhereARecordBelongsAndHowClientsOfOtherLanguagesPutItThere() {
    new Placement(3, 4).check("ann", "ann", broken);

    assertThat(broken)
        .containsExactly(
            "partition: must be 2, which murmur2 makes of the key (murmur2_random in librdkafka),"
                + " was 3");
  }

  @Test
  void ofAKeyThatIsNoMemberIdNothingElseIsSaid() {
    new Placement(3, 4).check("bob", "ann", broken);
    new Placement(3, 4).check(null, "ann", broken);

    assertThat(broken).containsExactly("key: must be the memberId", "key: must be the memberId");
  }

  @Test
  void aRecordThatSaysNothingOfAMemberIsRefused() {
    UnprocessableRecordException refused =
        catchThrowableOfType(
            UnprocessableRecordException.class, () -> new Placement(0, 1).check(null, null));

    assertThat(refused).hasMessage("key: must be the memberId");
    assertThat(refused.reason()).isEqualTo("rule-broken");
  }

  private static int javaClientsChoice(String key, int partitions) {
    try (StringSerializer serializer = new StringSerializer()) {
      return BuiltInPartitioner.partitionForKey(serializer.serialize("any", key), partitions);
    }
  }
}
