package io.carillon.streams.intake;

import io.carillon.schemas.Topic;
import io.carillon.schemas.Topics;
import io.carillon.streams.flow.Nodes;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.recipients.RecipientStore;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/** Lets events in. What breaks a rule becomes a dead letter. */
public final class Intake {
  private static final String ADMIT = "admit-member-events";

  private Intake() {}

  /**
   * Lists the events that are consumed.
   *
   * @return their record names, such as {@code NdaJoined}
   */
  public static Set<String> events() {
    Topic<SpecificRecord> topic = Topics.MEMBER_EVENTS;
    return topic.valueTypes().stream().map(Class::getSimpleName).collect(Collectors.toSet());
  }

  /**
   * Adds the stage. Its stores are there already.
   *
   * @param nodes the topology
   * @return the name of the node that forwards {@link Admitted}
   */
  public static String admit(Nodes nodes) {
    nodes
        .topology()
        .addProcessor(ADMIT, AdmitMemberEvent::new, nodes.read(Topics.MEMBER_EVENTS))
        .connectProcessorAndStateStores(
            ADMIT, RecipientStore.NAME, RecipientStore.CACHE, Ledger.NAME);
    return ADMIT;
  }
}
