package io.carillon.streams;

import io.carillon.avro.AgendaItem;
import io.carillon.avro.InboxEntry;
import io.carillon.avro.LedgerRow;
import io.carillon.avro.Recipient;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import io.carillon.streams.agenda.Agenda;
import io.carillon.streams.agenda.AgendaSettings;
import io.carillon.streams.agenda.DueItems;
import io.carillon.streams.audience.Audience;
import io.carillon.streams.decide.Decide;
import io.carillon.streams.flow.Nodes;
import io.carillon.streams.flow.Progress;
import io.carillon.streams.inbox.Inbox;
import io.carillon.streams.inbox.InboxStore;
import io.carillon.streams.intake.Intake;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.recipients.RecipientStore;
import io.carillon.streams.recipients.Recipients;
import io.carillon.streams.tracking.RetrySettings;
import io.carillon.streams.tracking.Tracking;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/**
 * The whole topology, stage by stage. It does no input or output of its own: what it reads and
 * writes is records and stores, and the time comes from Kafka Streams.
 */
public final class NotificationTopology {
  private NotificationTopology() {}

  /**
   * Builds the topology.
   *
   * @param kafka the settings of Kafka Streams, some of which shape the topology
   * @param registry where the serdes come from
   * @param rules what decisions rest on
   * @param retries when each channel tries again
   * @param agenda how often to look for what is due
   * @param cachedMembers how many members are held in memory as objects, 0 or more
   * @param progress is told how far the inputs have been read
   * @return the topology
   */
  public static Topology build(
      Map<String, Object> kafka,
      SchemaRegistry registry,
      Decide.Rules rules,
      RetrySettings retries,
      AgendaSettings agenda,
      int cachedMembers,
      Progress progress) {
    Topology topology = new Topology(new TopologyConfig(new StreamsConfig(kafka)));
    Nodes nodes = new Nodes(topology, registry);
    topology
        .addStateStore(RecipientStore.builder(registry))
        .addStateStore(RecipientStore.cache(cachedMembers))
        .addStateStore(Ledger.builder(registry))
        .addStateStore(Agenda.builder(registry))
        .addStateStore(InboxStore.builder(registry));

    Recipients.fold(nodes, progress);
    String admitted = Intake.admit(nodes);
    String candidacies = Audience.subject(nodes, rules.catalog(), admitted);
    Decide.decide(nodes, rules, candidacies);
    String outcomes = Tracking.track(nodes, rules.catalog(), retries, progress);
    String due = DueItems.take(nodes, agenda, outcomes);
    Decide.reconsider(nodes, rules, due);
    Decide.write(nodes);
    nodes.write(Topics.DEAD_LETTERS, outcomes, Decide.reconsiders());
    Inbox.fold(nodes, progress);
    return topology;
  }

  /**
   * Lists what is kept in stores with a changelog.
   *
   * @return the record type of each store, by the store's name
   */
  public static Map<String, Class<? extends SpecificRecord>> stored() {
    return Map.of(
        RecipientStore.NAME, Recipient.class,
        Ledger.NAME, LedgerRow.class,
        Agenda.NAME, AgendaItem.class,
        InboxStore.NAME, InboxEntry.class);
  }
}
