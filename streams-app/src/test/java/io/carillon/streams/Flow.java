package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.AccountStatus;
import io.carillon.avro.AgendaItem;
import io.carillon.avro.Channel;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.InboxEntry;
import io.carillon.avro.LedgerRow;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.Preferences;
import io.carillon.avro.Switch;
import io.carillon.avro.Verdict;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topic;
import io.carillon.schemas.Topics;
import io.carillon.settings.Settings;
import io.carillon.streams.agenda.Agenda;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.deadletters.DeadLetterHandler;
import io.carillon.streams.deadletters.Placement;
import io.carillon.streams.decide.Decide;
import io.carillon.streams.flow.Progress;
import io.carillon.streams.inbox.InboxStore;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.ledger.LedgerEntry;
import io.carillon.streams.recipients.RecipientStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * The whole topology under test: records go in, and every record that comes out must be looked at,
 * or {@link #nothingElse} fails.
 */
final class Flow implements AutoCloseable {
  /** When every test starts. */
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final String scope = UUID.randomUUID().toString();
  private final SchemaRegistry registry =
      SchemaRegistry.open(RegistrySettings.of("mock://" + scope));
  private final List<String> counted = new ArrayList<>();
  private final Topology topology;
  private final Properties properties = new Properties();
  private final Map<String, Switch> switches = new HashMap<>();
  private TopologyTestDriver driver;
  private final Map<String, TestOutputTopic<String, ? extends SpecificRecord>> outputs =
      new HashMap<>();
  private Instant now = NOW;
  final Progress progress = new Progress();
  final MeterRegistry meters = new SimpleMeterRegistry();

  private Flow(Path stateDir, Map<String, String> settings, int partitions) {
    Map<String, String> given =
        new HashMap<>(
            Map.of(
                "kafka.bootstrap.servers", "localhost:1",
                "state-dir", stateDir.toString(),
                "newsletters.base-url", "https://basket.example.org/",
                "newsletters.api-key", "key",
                "retry.email", "1m, 5m",
                "retry.newsletter", "2m, 2m"));
    given.putAll(settings);
    given.values().removeIf(String::isEmpty);
    StreamsAppSettings app = Settings.of(given).read(StreamsAppSettings::read);
    Catalog catalog = app.catalog();
    Map<String, Object> kafka =
        KafkaProperties.of(
            app,
            new DeadLetterHandler.Sink(
                registry.serde(Topics.DEAD_LETTERS).serializer(),
                InstantSource.fixed(NOW),
                counted::add,
                letter -> {
                  throw new IllegalStateException("the driver has no handler for global tables");
                }),
            null);
    topology =
        NotificationTopology.build(
            kafka,
            registry,
            new Decide.Rules(
                catalog,
                app.site(),
                app.newsletters(),
                app.unsubscribe().links(),
                new DecisionCounts(meters)),
            app.retries(),
            app.agenda(),
            app.cachedMembers(),
            progress);
    properties.putAll(kafka);
    properties.put(Placement.PARTITIONS, partitions);
    // The driver forgets what was sent in a transaction before the record at hand was processed,
    // which dead letters of unreadable records are. It has no transactions to speak of anyway.
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    driver = new TopologyTestDriver(topology, properties, NOW);
    switchIs("BASKET_SWITCH_ENABLED", true);
  }

  /** A topology with the standard settings. */
  static Flow start(Path stateDir) {
    return new Flow(stateDir, Map.of(), 1);
  }

  /** A topology with some settings changed; an empty text takes one away. */
  static Flow start(Path stateDir, Map<String, String> settings) {
    return new Flow(stateDir, settings, 1);
  }

  /** One task of several: that of partition 0, on which the driver has every record. */
  static Flow startFirstOf(int partitions, Path stateDir) {
    return new Flow(stateDir, Map.of(), partitions);
  }

  Topology topology() {
    return topology;
  }

  /** Reasons of dead letters, as counted for the metrics. */
  List<String> counted() {
    return counted;
  }

  // --- in

  Flow event(SpecificRecord event) {
    return send(Topics.MEMBER_EVENTS, (String) event.get(2), event);
  }

  Flow change(SpecificRecord change) {
    return send(Topics.PREFERENCE_CHANGES, (String) change.get(2), change);
  }

  /** A member with an address of that name. */
  Flow member(String id) {
    return profile(profileOf(id, id + "@example.org"));
  }

  Flow profile(MemberProfile profile) {
    return send(Topics.MEMBERS, profile.getMemberId(), profile);
  }

  static MemberProfile profileOf(String id, @Nullable String email) {
    return MemberProfile.newBuilder()
        .setMemberId(id)
        .setEmail(email)
        .setFirstName("Ann")
        .setFullName("Ann Example")
        .setLocale("fr-CA")
        .setCountry("CA")
        .setStatus(AccountStatus.ACTIVE)
        .setUpdatedAt(NOW.minus(Duration.ofDays(30)))
        .build();
  }

  void switchIs(String name, boolean enabled) {
    Switch row = new Switch(name, enabled, NOW, null);
    switches.put(name, row);
    send(Topics.SWITCHES, name, row);
  }

  /**
   * Ends, and starts again with what a changelog would bring back: the rows, and nothing that was
   * only in memory. The driver wipes its folder whenever it is closed.
   */
  void restart() {
    Map<String, List<KeyValue<Object, Object>>> rows = new HashMap<>();
    for (String store : List.of(RecipientStore.NAME, Agenda.NAME)) {
      KeyValueStore<Object, Object> table = driver.getKeyValueStore(store);
      try (KeyValueIterator<Object, Object> all = table.all()) {
        all.forEachRemaining(rows.computeIfAbsent(store, name -> new ArrayList<>())::add);
      }
    }
    List<KeyValue<Windowed<Object>, Object>> filed = new ArrayList<>();
    WindowStore<Object, Object> ledger = driver.getWindowStore(Ledger.NAME);
    try (KeyValueIterator<Windowed<Object>, Object> all = ledger.all()) {
      all.forEachRemaining(filed::add);
    }
    driver.close();
    outputs.clear();
    driver = new TopologyTestDriver(topology, properties, now);
    rows.forEach((store, all) -> driver.getKeyValueStore(store).putAll(all));
    WindowStore<Object, Object> again = driver.getWindowStore(Ledger.NAME);
    filed.forEach(row -> again.put(row.key.key(), row.value, row.key.window().start()));
    switches.forEach((name, row) -> send(Topics.SWITCHES, name, row));
    ignoreOutput();
  }

  Flow outcome(DeliveryOutcome outcome) {
    return send(Topics.OUTCOMES, outcome.getMemberId(), outcome);
  }

  /** What a worker reports of the attempt that a mail command asks for. */
  DeliveryOutcome.Builder outcomeOf(EmailCommand command, OutcomeStatus status) {
    return DeliveryOutcome.newBuilder()
        .setCommandId(command.getHeader().getCommandId())
        .setEventId(command.getHeader().getEventId())
        .setMemberId(command.getHeader().getMemberId())
        .setMessageType(command.getHeader().getMessageType())
        .setChannel(Channel.EMAIL)
        .setAttempt(command.getHeader().getAttempt())
        .setAt(now)
        .setStatus(status);
  }

  DeliveryOutcome.Builder outcomeOf(NewsletterCommand command, OutcomeStatus status) {
    return DeliveryOutcome.newBuilder()
        .setCommandId(command.getHeader().getCommandId())
        .setEventId(command.getHeader().getEventId())
        .setMemberId(command.getHeader().getMemberId())
        .setMessageType(command.getHeader().getMessageType())
        .setChannel(Channel.NEWSLETTER)
        .setAttempt(command.getHeader().getAttempt())
        .setAt(now)
        .setStatus(status);
  }

  <V extends SpecificRecord> Flow send(Topic<V> topic, String key, @Nullable V value) {
    TestInputTopic<String, V> input =
        driver.createInputTopic(
            topic.name(), new StringSerializer(), registry.serde(topic).serializer());
    input.pipeInput(key, value, now);
    return this;
  }

  Flow bytes(String topic, byte[] key, byte @Nullable [] value) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(key, value, now);
    return this;
  }

  Flow passes(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
    return this;
  }

  // --- out

  Decision decision() {
    return read(Topics.DECISIONS);
  }

  /** The verdict of the next decision on the only message type, for one channel. */
  static Verdict verdict(Decision decision, Channel channel) {
    return decision.getVerdicts().stream()
        .filter(verdict -> verdict.getChannel() == channel)
        .findFirst()
        .orElseThrow();
  }

  EmailCommand email() {
    return read(Topics.EMAIL);
  }

  NewsletterCommand newsletter() {
    return read(Topics.NEWSLETTER);
  }

  InAppCommand inApp() {
    return read(Topics.IN_APP);
  }

  DeadLetter deadLetter() {
    return read(Topics.DEAD_LETTERS);
  }

  Preferences preferences() {
    return read(Topics.PREFERENCES);
  }

  LedgerEntry ledger(String memberId, String eventId) {
    WindowStore<String, LedgerRow> store = driver.getWindowStore(Ledger.NAME);
    return Objects.requireNonNull(
        Ledger.find(store, memberId, eventId, now.toEpochMilli()), "no row in the ledger");
  }

  /** Some rows of a member, at the most so many. */
  List<LedgerEntry> ledgerRows(String memberId, int most) {
    WindowStore<String, LedgerRow> store = driver.getWindowStore(Ledger.NAME);
    return Ledger.of(store, memberId, now.toEpochMilli(), most);
  }

  /** Changes all rows of the ledger, as if another release had written them. */
  void rewriteLedger(Consumer<LedgerRow> change) {
    WindowStore<String, LedgerRow> store = driver.getWindowStore(Ledger.NAME);
    List<KeyValue<Windowed<String>, LedgerRow>> rows = new ArrayList<>();
    try (KeyValueIterator<Windowed<String>, LedgerRow> all = store.all()) {
      all.forEachRemaining(rows::add);
    }
    for (KeyValue<Windowed<String>, LedgerRow> row : rows) {
      change.accept(row.value);
      store.put(row.key.key(), row.value, row.key.window().start());
    }
  }

  KeyValueStore<Bytes, AgendaItem> agenda() {
    return driver.getKeyValueStore(Agenda.NAME);
  }

  List<InboxEntry> inbox(String memberId) {
    return InboxStore.of(driver.getWindowStore(InboxStore.NAME), memberId);
  }

  /** Everything that was written to a topic and not looked at yet. */
  <V extends SpecificRecord> List<V> all(Topic<V> topic) {
    TestOutputTopic<String, V> output = output(topic);
    return output.readValuesToList();
  }

  Instant now() {
    return now;
  }

  /** Reads away what a test is not about. */
  Flow ignoreOutput() {
    for (Topic<? extends SpecificRecord> topic : Topics.all()) {
      output(topic).readRecordsToList();
    }
    return this;
  }

  /** And nothing else was written. */
  void nothingElse() {
    for (Topic<? extends SpecificRecord> topic : Topics.all()) {
      assertThat(output(topic).readValuesToList()).as("left in %s", topic.name()).isEmpty();
    }
  }

  private <V extends SpecificRecord> V read(Topic<V> topic) {
    TestOutputTopic<String, V> output = output(topic);
    assertThat(output.isEmpty()).as("nothing in %s", topic.name()).isFalse();
    return output.readValue();
  }

  @SuppressWarnings("unchecked")
  private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
    return (TestOutputTopic<String, V>)
        outputs.computeIfAbsent(
            topic.name(),
            name ->
                driver.createOutputTopic(
                    name, new StringDeserializer(), registry.serde(topic).deserializer()));
  }

  @Override
  public void close() {
    driver.close();
    registry.close();
    SchemaRegistry.dropMock(scope);
  }
}
