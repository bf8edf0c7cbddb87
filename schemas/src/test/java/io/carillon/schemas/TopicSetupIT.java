package io.carillon.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.localstack.LocalStack;
import io.carillon.localstack.LocalStackOptions;
import io.carillon.localstack.Part;
import io.carillon.schemas.TopicDifference.Missing;
import io.carillon.schemas.TopicDifference.Partitions;
import io.carillon.schemas.TopicDifference.Setting;
import io.carillon.schemas.TopicDifference.UnequalPartitions;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One broker, from bare to complete: each test goes on where the one before it ended. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopicSetupIT {
  private static final short ONE_COPY = 1;

  private static LocalStack stack;
  private static Admin admin;
  private static TopicSetup setup;

  @BeforeAll
  static void start() {
    stack = LocalStack.start(LocalStackOptions.anyPorts().only(Part.KAFKA));
    admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    setup = new TopicSetup(admin);
  }

  @AfterAll
  static void stop() {
    admin.close();
    stack.close();
  }

  @Test
  @Order(1)
  void aBareClusterMissesEverything() throws Exception {
    assertThat(setup.verify(4)).hasSize(Topics.all().size()).allMatch(Missing.class::isInstance);
    assertThat(setup.memberPartitions()).isEmpty();
  }

  @Test
  @Order(2)
  void whatSomebodyElseMadeIsReportedAndNotTouched() throws Exception {
    admin
        .createTopics(
            List.of(
                new NewTopic("tables.members", 3, ONE_COPY),
                new NewTopic("decisions", 4, ONE_COPY).configs(Map.of("retention.ms", "1000"))))
        .all()
        .get();

    List<String> created = setup.create(4, ONE_COPY);

    assertThat(created)
        .hasSize(Topics.all().size() - 2)
        .doesNotContain("tables.members", "decisions");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(setup.verify(4))
                    .hasSize(4)
                    .contains(
                        new Partitions("tables.members", 4, 3),
                        new Setting("tables.members", "cleanup.policy", "compact", "delete"),
                        new Setting("decisions", "retention.ms", "31536000000", "1000"))
                    .last()
                    .isInstanceOf(UnequalPartitions.class));
    assertThat(setup.verify(4))
        .extracting(TopicDifference::text)
        .contains(
            "tables.members has 3 partitions instead of 4",
            "decisions has retention.ms=1000 instead of 31536000000")
        .last()
        .asString()
        .startsWith("topics keyed by member must have equal numbers of partitions")
        .contains("tables.members=3");
  }

  @Test
  @Order(3)
  void aClusterMadeFromTheCatalogueHasNoDifferences() throws Exception {
    admin.deleteTopics(List.of("tables.members", "decisions")).all().get();
    Awaitility.await()
        .until(() -> admin.listTopics().names().get().size() == Topics.all().size() - 2);

    assertThat(setup.create(4, ONE_COPY)).containsExactly("tables.members", "decisions");

    Awaitility.await().untilAsserted(() -> assertThat(setup.verify(4)).isEmpty());
    assertThat(setup.create(4, ONE_COPY)).isEmpty();
  }

  @Test
  @Order(4)
  void anotherNumberOfPartitionsForAllIsNotUnequal() throws Exception {
    assertThat(setup.verify(8)).isNotEmpty().allMatch(Partitions.class::isInstance);
  }

  @Test
  @Order(5)
  void theNumberOfMostTopicsCountsEvenAgainstThatOfTheEvents() throws Exception {
    admin.createPartitions(Map.of("events.members", NewPartitions.increaseTo(6))).all().get();

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(setup.verify(setup.memberPartitions().orElseThrow()))
                    .first()
                    .isEqualTo(new Partitions("events.members", 4, 6)));
  }
}
