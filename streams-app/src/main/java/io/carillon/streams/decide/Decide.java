package io.carillon.streams.decide;

import io.carillon.avro.Candidate;
import io.carillon.avro.Channel;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.Decision;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.Lane;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.Recipient;
import io.carillon.avro.Standing;
import io.carillon.schemas.Topics;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.catalog.NewsletterAction;
import io.carillon.streams.flow.Nodes;
import io.carillon.streams.intake.Finding;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.recipients.RecipientStore;
import io.carillon.streams.unsubscribe.UnsubscribeLinks;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Decides who is told of what, on which channel, and why not. */
public final class Decide {
  private static final String DECIDE = "decide";
  private static final String RECONSIDER = "reconsider";

  /**
   * What decisions rest on besides records and stores.
   *
   * @param catalog the message types
   * @param site what notifications say about the site
   * @param newsletters the managed newsletters
   * @param unsubscribeLinks makes the links of one-click unsubscription; null if they are not
   *     served
   * @param decided is told of each decision, once more if its transaction is aborted
   */
  public record Rules(
      Catalog catalog,
      SiteSettings site,
      NewsletterSettings newsletters,
      @Nullable UnsubscribeLinks unsubscribeLinks,
      Consumer<Decision> decided) {}

  private Decide() {}

  /**
   * Adds the stage.
   *
   * @param nodes the topology
   * @param rules what decisions rest on
   * @param candidacies the node that forwards recipients with what they could be sent
   */
  public static void decide(Nodes nodes, Rules rules, String candidacies) {
    SwitchTable.add(nodes);
    CommandFactory commands = commands(rules);
    nodes
        .topology()
        .addProcessor(
            DECIDE,
            () ->
                new DecideCandidacy(
                    context -> new Decider(rules.catalog(), policies(rules, context), commands),
                    rules.decided()),
            candidacies)
        .connectProcessorAndStateStores(
            DECIDE, RecipientStore.NAME, RecipientStore.CACHE, Ledger.NAME);
  }

  /**
   * Adds the part that decides again about what is due.
   *
   * @param nodes the topology
   * @param rules what decisions rest on
   * @param due the node that forwards due items
   */
  public static void reconsider(Nodes nodes, Rules rules, String due) {
    CommandFactory commands = commands(rules);
    nodes
        .topology()
        .addProcessor(
            RECONSIDER,
            () ->
                new Reconsider(
                    rules.catalog(),
                    commands,
                    context -> policies(rules, context),
                    rules.decided()),
            due)
        .connectProcessorAndStateStores(
            RECONSIDER, RecipientStore.NAME, RecipientStore.CACHE, Ledger.NAME);
  }

  /**
   * Adds the sinks of decisions and commands.
   *
   * @param nodes the topology, with both parts added
   */
  public static void write(Nodes nodes) {
    nodes.write(Topics.DECISIONS, DECIDE, RECONSIDER);
    nodes.write(Topics.EMAIL, DECIDE, RECONSIDER);
    nodes.write(Topics.EMAIL_BULK, DECIDE, RECONSIDER);
    nodes.write(Topics.NEWSLETTER, DECIDE, RECONSIDER);
    nodes.write(Topics.NEWSLETTER_BULK, DECIDE, RECONSIDER);
    nodes.write(Topics.IN_APP, DECIDE, RECONSIDER);
    nodes.write(Topics.IN_APP_BULK, DECIDE, RECONSIDER);
  }

  /**
   * Names the node that decides again, for what it writes besides decisions and commands.
   *
   * @return its name
   */
  public static String reconsiders() {
    return RECONSIDER;
  }

  private static CommandFactory commands(Rules rules) {
    return new CommandFactory(
        rules.catalog(), rules.site(), rules.newsletters(), rules.unsubscribeLinks());
  }

  private static PolicyChain policies(Rules rules, ProcessorContext<?, ?> context) {
    return PolicyChain.of(rules.newsletters(), switches(context.getStateStore(SwitchTable.NAME)));
  }

  /** Reads switches from their table. */
  static Switches switches(KeyValueStore<String, Boolean> table) {
    return name -> {
      // Its thread may have ended before ours: then it would say that nobody ever set any switch.
      if (!table.isOpen()) {
        throw new InvalidStateStoreException(table.name() + " is closed");
      }
      return table.get(name);
    };
  }

  /**
   * The question of a later attempt: the event itself has long been let in. If the account has
   * ended since, though, it says nothing of a member who came back (XC-3).
   */
  static Question again(
      MessageType type, Channel channel, Candidate candidate, Recipient recipient, Instant now) {
    Standing standing = RecipientStore.standing(recipient);
    Instant deletedAt = standing.getDeletedAt();
    boolean ended =
        deletedAt != null
            && candidate.getOccurredAt().isBefore(deletedAt)
            && !type.reachesDeparted()
            && !onlyLeavesOrMoves(type, channel);
    return new Question(
        type,
        channel,
        candidate,
        recipient,
        standing,
        ended ? Finding.OVERTAKEN : Finding.TRANSITION,
        ended ? "the account ended at " + deletedAt : "",
        now);
  }

  /** What is left behind at a provider is in nobody's interest. */
  private static boolean onlyLeavesOrMoves(MessageType type, Channel channel) {
    NewsletterAction action = type.newsletter();
    return channel == Channel.NEWSLETTER && action != null && !action.needsConsent();
  }

  /** The sink of a command, by its channel and lane. */
  static String sink(SpecificRecord command) {
    if (command instanceof EmailCommand email) {
      return bulk(email.getHeader()) ? Nodes.writer(Topics.EMAIL_BULK) : Nodes.writer(Topics.EMAIL);
    }
    if (command instanceof InAppCommand inApp) {
      return bulk(inApp.getHeader())
          ? Nodes.writer(Topics.IN_APP_BULK)
          : Nodes.writer(Topics.IN_APP);
    }
    return bulk(((NewsletterCommand) command).getHeader())
        ? Nodes.writer(Topics.NEWSLETTER_BULK)
        : Nodes.writer(Topics.NEWSLETTER);
  }

  private static boolean bulk(CommandHeader header) {
    return header.getLane() == Lane.BULK;
  }
}
