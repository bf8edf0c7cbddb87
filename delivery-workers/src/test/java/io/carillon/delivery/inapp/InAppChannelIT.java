package io.carillon.delivery.inapp;

import static io.carillon.delivery.inapp.InboxCommands.toAnn;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.CommandHeader;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.InboxEntry;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.RetryLater;
import io.carillon.delivery.templates.Templates;
import io.carillon.localstack.LocalStack;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries as they arrive in the real topic. */
final class InAppChannelIT {
  private static final Channel.Begin NOT_RECORDED = () -> {};
  private static final LocalStack STACK = LocalStack.shared();
  private static final Map<String, String> KAFKA =
      Map.of("bootstrap.servers", STACK.bootstrapServers());
  private static final RegistrySettings REGISTRY =
      RegistrySettings.of(STACK.registryUrl().toString());

  /** The topic is everybody's, the member is not. */
  private final String member = "ann-" + UUID.randomUUID();

  @SuppressWarnings("NullAway.Init")
  private InAppChannel channel;

  @BeforeEach
  void start() throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(KAFKA))) {
      Set<String> existing = admin.listTopics().names().get();
      if (!existing.contains(Topics.INBOX.name())) {
        admin.createTopics(List.of(new NewTopic(Topics.INBOX.name(), 4, (short) 1))).all().get();
      }
    }
    channel = channel(Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    channel.close();
  }

  private static InAppChannel channel(Duration ackTimeout) {
    return InAppChannel.open(
        KAFKA, REGISTRY, new InAppSettings(ackTimeout, null), Templates.builtIn());
  }

  private InAppCommand command(String commandId) {
    InAppCommand.Builder command = toAnn();
    CommandHeader header =
        CommandHeader.newBuilder(command.getHeader())
            .setMemberId(member)
            .setCommandId(commandId)
            .build();
    return command.setHeader(header).build();
  }

  /** Everything in the inbox of the member, in order. */
  private List<InboxEntry> inbox() {
    List<InboxEntry> entries = new ArrayList<>();
    try (SchemaRegistry registry = SchemaRegistry.open(REGISTRY);
        KafkaConsumer<String, InboxEntry> consumer =
            new KafkaConsumer<>(
                Map.<String, Object>copyOf(KAFKA),
                new StringDeserializer(),
                registry.serde(Topics.INBOX).deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.INBOX.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(
                found -> {
                  if (member.equals(found.key())) {
                    entries.add(found.value());
                  }
                });
      }
    }
    return entries;
  }

  @Test
  @Behaviour("COB-3")
  void anEntryIsInTheMembersInboxOnceItIsDelivered() throws InterruptedException {
    Outcome outcome = channel.deliver(command("first"), NOT_RECORDED);

    assertThat(outcome).isEqualTo(new Delivered("first", Level.ACCEPTED));
    assertThat(inbox())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.getEntryId()).isEqualTo("first");
              assertThat(entry.getMemberId()).isEqualTo(member);
              assertThat(entry.getMessage()).isEqualTo("Bob vouched for you");
              assertThat(entry.getCreatedAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
              assertThat(entry.getIsRead()).isFalse();
            });
  }

  @Test
  @Behaviour("XC-4")
  void aRepeatedCommandRepeatsTheSameEntry() throws InterruptedException {
    channel.deliver(command("same"), NOT_RECORDED);
    channel.deliver(command("same"), NOT_RECORDED);

    List<InboxEntry> entries = inbox();
    assertThat(entries).hasSize(2);
    assertThat(entries.get(0)).isEqualTo(entries.get(1));
  }

  @Test
  void aBrokerThatDoesNotAnswerIsWaitedForAndTriedAgain() throws InterruptedException {
    try (InAppChannel impatient = channel(Duration.ofSeconds(1))) {
      STACK.broker().pause();
      try {
        assertThat(impatient.deliver(command("late"), NOT_RECORDED)).isInstanceOf(RetryLater.class);
      } finally {
        STACK.broker().resume();
      }
    }

    assertThat(channel.deliver(command("late"), NOT_RECORDED))
        .isEqualTo(new Delivered("late", Level.ACCEPTED));
    assertThat(inbox()).extracting(InboxEntry::getEntryId).contains("late").containsOnly("late");
  }
}
