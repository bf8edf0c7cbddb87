package io.carillon.schemas;

import io.carillon.avro.Channel;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.EmailChanged;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.InboxEntry;
import io.carillon.avro.Lane;
import io.carillon.avro.MemberDeleted;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.MemberUnvouched;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.NdaJoined;
import io.carillon.avro.NdaLeft;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.Preferences;
import io.carillon.avro.PreferencesReplaced;
import io.carillon.avro.SubscriberList;
import io.carillon.avro.Switch;
import io.carillon.schemas.Topic.Cleanup;
import io.carillon.schemas.Topic.Layout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * The catalogue of topics, in the order of the flow. Everything that creates, reads or writes a
 * topic takes its name and types from here.
 */
public final class Topics {
  /** Partitions of the topics keyed by member, unless configured otherwise. */
  public static final int DEFAULT_MEMBER_PARTITIONS = 24;

  /** The latest that a command may expire, counted from its event. */
  public static final Duration LONGEST_EXPIRY = Duration.ofDays(30);

  private static final Duration EVENT_RETENTION = Duration.ofDays(14);

  // A worker whose route is down takes nothing, for as long as that lasts: what waits for it must
  // not be gone before it has expired, by clocks that differ.
  private static final Duration COMMAND_RETENTION = LONGEST_EXPIRY.plusDays(1);
  private static final Duration OUTCOME_RETENTION = Duration.ofDays(7);
  private static final Duration AUDIT_RETENTION = Duration.ofDays(365);
  private static final String MEMBER_ID = "member id";

  /** What happened to members. */
  public static final Topic<SpecificRecord> MEMBER_EVENTS =
      new Topic<>(
          "events.members",
          MEMBER_ID,
          List.of(
              MemberVouched.class,
              MemberUnvouched.class,
              NdaJoined.class,
              NdaLeft.class,
              EmailChanged.class,
              MemberDeleted.class),
          Layout.BY_MEMBER,
          Cleanup.DELETE,
          EVENT_RETENTION,
          "the services that own members");

  /** Changes of what members want; folded into {@link #PREFERENCES}. */
  public static final Topic<SpecificRecord> PREFERENCE_CHANGES =
      new Topic<>(
          "preferences.changes",
          MEMBER_ID,
          List.of(PreferencesReplaced.class, PreferenceSet.class),
          Layout.BY_MEMBER,
          Cleanup.DELETE,
          EVENT_RETENTION,
          "the query API, and services that own preference pages");

  /** Who members are. */
  public static final Topic<MemberProfile> MEMBERS =
      new Topic<>(
          "tables.members",
          MEMBER_ID,
          List.of(MemberProfile.class),
          Layout.BY_MEMBER,
          Cleanup.COMPACT,
          Duration.ZERO,
          "the service that owns profiles");

  /** What members want, for other systems to read. */
  public static final Topic<Preferences> PREFERENCES =
      new Topic<>(
          "tables.preferences",
          MEMBER_ID,
          List.of(Preferences.class),
          Layout.BY_MEMBER,
          Cleanup.COMPACT,
          Duration.ZERO,
          "streams-app: decide");

  /** Lists that members can subscribe to. */
  public static final Topic<SubscriberList> LISTS =
      new Topic<>(
          "tables.lists",
          "list id",
          List.of(SubscriberList.class),
          Layout.BY_OTHER_KEY,
          Cleanup.COMPACT,
          Duration.ZERO,
          "the service that owns lists");

  /** Feature switches. */
  public static final Topic<Switch> SWITCHES =
      new Topic<>(
          "tables.switches",
          "switch name",
          List.of(Switch.class),
          Layout.WHOLE,
          Cleanup.COMPACT,
          Duration.ZERO,
          "operators");

  /** Mails to send. */
  public static final Topic<EmailCommand> EMAIL = commands("delivery.email", EmailCommand.class);

  /** Mails to send when nothing urgent waits. */
  public static final Topic<EmailCommand> EMAIL_BULK =
      commands("delivery.email.bulk", EmailCommand.class);

  /** Newsletter subscriptions to change. */
  public static final Topic<NewsletterCommand> NEWSLETTER =
      commands("delivery.newsletter", NewsletterCommand.class);

  /** Newsletter subscriptions to change when nothing urgent waits. */
  public static final Topic<NewsletterCommand> NEWSLETTER_BULK =
      commands("delivery.newsletter.bulk", NewsletterCommand.class);

  /** Inbox entries to write. */
  public static final Topic<InAppCommand> IN_APP = commands("delivery.in-app", InAppCommand.class);

  /** Inbox entries to write when nothing urgent waits. */
  public static final Topic<InAppCommand> IN_APP_BULK =
      commands("delivery.in-app.bulk", InAppCommand.class);

  /** What became of attempts. */
  public static final Topic<DeliveryOutcome> OUTCOMES =
      new Topic<>(
          "delivery.outcomes",
          MEMBER_ID,
          List.of(DeliveryOutcome.class),
          Layout.BY_MEMBER,
          Cleanup.DELETE,
          OUTCOME_RETENTION,
          "delivery-workers");

  /** What was decided, and why. */
  public static final Topic<Decision> DECISIONS =
      new Topic<>(
          "decisions",
          MEMBER_ID,
          List.of(Decision.class),
          Layout.BY_MEMBER,
          Cleanup.DELETE,
          AUDIT_RETENTION,
          "streams-app: decide");

  /** Inboxes, entry by entry. */
  public static final Topic<InboxEntry> INBOX =
      new Topic<>(
          "inbox.entries",
          MEMBER_ID,
          List.of(InboxEntry.class),
          Layout.BY_MEMBER,
          Cleanup.DELETE,
          EVENT_RETENTION,
          "delivery-workers: in-app");

  /** What could not be processed. */
  public static final Topic<DeadLetter> DEAD_LETTERS =
      new Topic<>(
          "dead-letters",
          "as the source",
          List.of(DeadLetter.class),
          Layout.BY_OTHER_KEY,
          Cleanup.DELETE,
          AUDIT_RETENTION,
          "streams-app and delivery-workers");

  private static final List<Topic<? extends SpecificRecord>> ALL =
      List.of(
          MEMBER_EVENTS,
          PREFERENCE_CHANGES,
          MEMBERS,
          PREFERENCES,
          LISTS,
          SWITCHES,
          EMAIL,
          EMAIL_BULK,
          NEWSLETTER,
          NEWSLETTER_BULK,
          IN_APP,
          IN_APP_BULK,
          OUTCOMES,
          DECISIONS,
          INBOX,
          DEAD_LETTERS);

  private static final Map<Channel, Map<Lane, Topic<? extends SpecificRecord>>> COMMANDS =
      Map.of(
          Channel.EMAIL, Map.of(Lane.URGENT, EMAIL, Lane.BULK, EMAIL_BULK),
          Channel.NEWSLETTER, Map.of(Lane.URGENT, NEWSLETTER, Lane.BULK, NEWSLETTER_BULK),
          Channel.IN_APP, Map.of(Lane.URGENT, IN_APP, Lane.BULK, IN_APP_BULK));

  private Topics() {}

  /**
   * Lists the whole catalogue.
   *
   * @return all topics, in the order of the flow
   */
  public static List<Topic<? extends SpecificRecord>> all() {
    return ALL;
  }

  /**
   * Finds a topic by its name.
   *
   * @param name a name in Kafka
   * @return the topic, or empty if the catalogue has none of that name
   */
  public static Optional<Topic<? extends SpecificRecord>> named(String name) {
    return ALL.stream()
        .filter(topic -> topic.name().equals(name))
        .<Topic<? extends SpecificRecord>>map(topic -> topic)
        .findFirst();
  }

  /**
   * Finds where the commands of a channel go.
   *
   * @param channel the channel
   * @param lane the lane
   * @return the topic, or empty if there is no worker for the channel yet
   */
  public static Optional<Topic<? extends SpecificRecord>> commands(Channel channel, Lane lane) {
    return Optional.ofNullable(COMMANDS.getOrDefault(channel, Map.of()).get(lane));
  }

  private static <C extends SpecificRecord> Topic<C> commands(String name, Class<C> type) {
    return new Topic<>(
        name,
        MEMBER_ID,
        List.of(type),
        Layout.BY_MEMBER,
        Cleanup.DELETE,
        COMMAND_RETENTION,
        "streams-app: decide");
  }
}
