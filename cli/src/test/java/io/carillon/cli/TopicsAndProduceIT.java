package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.MemberVouched;
import io.carillon.localstack.LocalStack;
import io.carillon.localstack.LocalStackOptions;
import io.carillon.localstack.Part;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that talk to a cluster of anybody's, with a real one. One test builds on the other. */
@TestMethodOrder(MethodName.class)
final class TopicsAndProduceIT {
  // Of its own, since a topic is spoilt.
  private static final LocalStack STACK =
      LocalStack.start(LocalStackOptions.anyPorts().only(Part.KAFKA, Part.REGISTRY));

  private final Terminal terminal = new Terminal();

  @AfterAll
  static void end() {
    STACK.close();
  }

  @Test
  void aBeforeThereAreTopicsTheFirstLineIsToldAndNoOther(@TempDir Path folder) throws Exception {
    Path impatient = folder.resolve("settings");
    Files.writeString(impatient, "max.block.ms=2000\n");
    Path file = folder.resolve("lines");
    String line = "{\"type\":\"MemberProfile\",\"memberId\":\"ann\",\"tombstone\":true}\n";
    Files.writeString(file, line.repeat(50));

    assertThat(
            terminal.run(
                "produce",
                "--bootstrap",
                STACK.bootstrapServers(),
                "--command-config",
                impatient.toString(),
                file.toString()))
        .isEqualTo(1);

    assertThat(terminal.err().lines())
        .singleElement()
        .asString()
        .contains("Topic tables.members not present")
        .endsWith("were the topics created (./carillon topics create)?");
    assertThat(terminal.out()).isEqualTo("sent 0, bad 0\n");
  }

  @Test
  void aTopicsAreCreatedOnceAndFoundAsTheyShouldBe() {
    assertThat(topics("create", 4)).isZero();
    assertThat(terminal.out())
        .contains("created events.members")
        .endsWith("16 topics as they should be, 16 created\n");

    assertThat(topics("create", 4)).isZero();
    assertThat(terminal.out()).endsWith("16 topics as they should be, 0 created\n");

    assertThat(terminal.run("topics", "verify", "--bootstrap", STACK.bootstrapServers()))
        .as("as many partitions as there are")
        .isZero();
  }

  @Test
  void bLinesGoToTheirTopicsAsAvroAndBadOnesAreAnswered(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("lines");
    Files.writeString(
        file,
        """
        {"type":"MemberVouched","eventId":"e","memberId":"ann","vouchesBefore":0,"vouches":1}
        {"type":"MemberVouched","eventId":"f","memberId":"ann","vouchesBefore":0}
        {"type":"MemberProfile","memberId":"ann","tombstone":true}
        """);

    assertThat(
            terminal.run(
                "produce",
                "--bootstrap",
                STACK.bootstrapServers(),
                "--registry",
                STACK.registryUrl().toString(),
                file.toString()))
        .isEqualTo(1);

    assertThat(terminal.err()).isEqualTo("line 2: vouches: must be given\n");
    assertThat(terminal.out()).isEqualTo("sent 2, bad 1\n");
    assertThat(firstRecord())
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("ann");
              assertThat(record.value())
                  .isInstanceOfSatisfying(
                      MemberVouched.class, e -> assertThat(e.getEventId()).isEqualTo("e"));
            });
  }

  @Test
  void cWhatDiffersIsSaidAndLeftAlone() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", STACK.bootstrapServers()))) {
      admin.createPartitions(Map.of("decisions", NewPartitions.increaseTo(5))).all().get();
    }

    assertThat(topics("verify", 4)).isEqualTo(1);

    assertThat(terminal.out()).contains("differs: decisions has 5 partitions instead of 4");
    assertThat(terminal.err())
        .isEqualTo("carillon: 2 differences; nothing that existed was changed\n");
  }

  private ConsumerRecord<String, ? extends SpecificRecord> firstRecord() {
    List<ConsumerRecord<String, ? extends SpecificRecord>> records = new ArrayList<>();
    try (SchemaRegistry registry =
            SchemaRegistry.open(RegistrySettings.of(STACK.registryUrl().toString()));
        var consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", STACK.bootstrapServers()),
                new StringDeserializer(),
                registry.serde(Topics.MEMBER_EVENTS).deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.MEMBER_EVENTS.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return !records.isEmpty();
              });
    }
    return records.get(0);
  }

  private int topics(String verb, int partitions) {
    return terminal.run(
        "topics",
        verb,
        "--bootstrap",
        STACK.bootstrapServers(),
        "--partitions",
        Integer.toString(partitions));
  }
}
