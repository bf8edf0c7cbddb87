package io.carillon.schemas;

import io.carillon.schemas.MalformedRecordException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the schema registry, and the maker of the serdes that need it. What was looked up
 * once is remembered, so that a registry that goes away later is only missed by schemas never seen
 * before. Thread-safe; whoever opens it closes it.
 */
public final class SchemaRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);

  /** How long an id is taken to be unknown before the registry is asked again. */
  static final Duration UNKNOWN_ID_REMEMBERED = Duration.ofSeconds(10);

  /**
   * How a schema of ours is written to a subject.
   *
   * @param id the id that goes before each record
   * @param writtenAs the schema of that id where it is not our own
   */
  record Registration(int id, @Nullable Schema writtenAs) {}

  private record Key(String subject, Schema schema) {}

  /** Makes a request until it is answered, or for as long as whoever asks can wait. */
  private interface Wait {
    <T> T until(Supplier<T> request);
  }

  private final RegistrySettings settings;
  private final ConfluentClient client;
  private final Availability availability;
  private final Timing timing;
  private final ConcurrentMap<Key, Registration> registrations = new ConcurrentHashMap<>();

  /**
   * Schemas that were written or looked up by what this process knows itself, by id: as few as
   * there are types, so they are never forgotten.
   */
  private final ConcurrentMap<Integer, Schema> ours = new ConcurrentHashMap<>();

  private final ConcurrentMap<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, Long> unknownSince = new ConcurrentHashMap<>();

  private SchemaRegistry(RegistrySettings settings, Timing timing) {
    this.settings = settings;
    this.client = ConfluentClient.of(settings);
    this.availability =
        new Availability(String.join(",", settings.urls()), settings.retry(), timing);
    this.timing = timing;
  }

  /**
   * Makes a connection. Nothing is sent yet, so the registry may be away.
   *
   * @param settings where the registry is: {@code http(s)://…} or {@code mock://scope}
   * @return the connection, to be closed by the caller
   * @throws IllegalArgumentException if a trust store or key store cannot be opened
   */
  public static SchemaRegistry open(RegistrySettings settings) {
    return open(settings, Timing.SYSTEM);
  }

  static SchemaRegistry open(RegistrySettings settings, Timing timing) {
    return new SchemaRegistry(settings, timing);
  }

  /**
   * Empties a mock registry: who opens {@code mock://scope} from now on finds a new one.
   * Connections that are open keep the old one.
   *
   * @param scope the scope; one that nobody has opened is fine
   */
  public static void dropMock(String scope) {
    ConfluentClient.dropMock(scope);
  }

  /**
   * Makes the serde for a topic's values. It is thread-safe, reads and writes null as null, and
   * needs this connection to stay open. Its serializer throws {@link IllegalArgumentException} for
   * a record type the topic does not carry; all else that both of its halves throw on purpose is a
   * {@link SerdeException}.
   *
   * @param <V> what the topic's values have in common
   * @param topic the topic; the serde may be used for other topics that carry the same, such as a
   *     repartition topic, each with subjects of its own
   * @return the serde; closing it does nothing
   */
  public <V extends SpecificRecord> Serde<V> serde(Topic<V> topic) {
    return serde(RecordTypes.of(topic));
  }

  /**
   * Makes the serde for the values of a state store, under the subject of its changelog topic. As
   * {@link #serde(Topic)} in all else.
   *
   * @param <V> the record type
   * @param type the record type
   * @return the serde; closing it does nothing
   */
  public <V extends SpecificRecord> Serde<V> storeSerde(Class<V> type) {
    return serde(RecordTypes.of(type));
  }

  /**
   * Makes a deserializer that waits for the registry without end, for a thread that nobody would
   * replace. As that of {@link #serde(Topic)} in all else.
   *
   * @param <V> what the topic's values have in common
   * @param topic the topic
   * @return the deserializer; closing it does nothing
   */
  public <V extends SpecificRecord> Deserializer<V> endlessDeserializer(Topic<V> topic) {
    return new RecordDeserializer<>(
        id -> schema(id, availability::endlessly), RecordTypes.of(topic));
  }

  /**
   * Registers or looks up the schemas of everything an app writes, so that it starts either able to
   * write or not at all. While the registry is away, waits and logs one line when that is noticed
   * and one when it is over.
   *
   * @param topics the topics the app writes
   * @throws IncompatibleSchemaException if the registry refuses one of the schemas
   * @throws SchemaNotRegisteredException if one is missing and may not be registered on the way
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void prepare(Collection<? extends Topic<?>> topics) throws InterruptedException {
    for (Topic<?> topic : topics) {
      for (Class<? extends SpecificRecord> type : topic.valueTypes()) {
        prepare(topic.name(), RecordTypes.of(topic), type);
      }
    }
  }

  /**
   * Does for the changelogs of stores what {@link #prepare} does for topics: what a store has never
   * held before must not have to wait for the registry either.
   *
   * @param changelogs the record type of each store, by the name of its changelog topic
   * @throws IncompatibleSchemaException if the registry refuses one of the schemas
   * @throws SchemaNotRegisteredException if one is missing and may not be registered on the way
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void prepareStores(Map<String, Class<? extends SpecificRecord>> changelogs)
      throws InterruptedException {
    for (Map.Entry<String, Class<? extends SpecificRecord>> store : changelogs.entrySet()) {
      prepare(store.getKey(), RecordTypes.of(store.getValue()), store.getValue());
    }
  }

  /**
   * Looks up the schemas of what an app only reads, so that it can read records written with the
   * same ones while the registry is away. Registers nothing, because that is for those who write
   * them to do; whether they have done it yet, or as something else, is no reason not to start.
   * Waits while the registry is away, as {@link #prepare}.
   *
   * @param topics the topics the app reads
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void recognize(Collection<? extends Topic<?>> topics) throws InterruptedException {
    for (Topic<?> topic : topics) {
      RecordTypes<?> types = RecordTypes.of(topic);
      for (Class<? extends SpecificRecord> type : topic.valueTypes()) {
        Schema schema = RecordTypes.schema(type);
        recognize(new Key(types.subject(topic.name(), schema), schema));
      }
    }
  }

  private void recognize(Key key) throws InterruptedException {
    try {
      availability
          .atStart(() -> client.find(key.subject(), RegisteredForm.of(key.schema())))
          .ifPresentOrElse(
              id -> ours.putIfAbsent(id, key.schema()),
              () ->
                  LOG.info(
                      "{}: not registered yet, which is for whoever writes it", key.subject()));
    } catch (IncompatibleSchemaException e) {
      LOG.warn("{}: {}", key.subject(), e.getMessage());
    }
  }

  private void prepare(String topic, RecordTypes<?> types, Class<? extends SpecificRecord> type)
      throws InterruptedException {
    Schema schema = RecordTypes.schema(type);
    Key key = new Key(types.subject(topic, schema), schema);
    know(key, availability.atStart(() -> register(key)));
  }

  /**
   * Asks the registry whether it is there, once and without waiting longer than the request
   * time-out.
   *
   * @return empty if it answers, else what is wrong
   */
  public Optional<String> check() {
    try {
      availability.once(
          () -> {
            client.ping();
            return true;
          });
      return Optional.empty();
    } catch (RegistryUnavailableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Ends waiting for good: while the registry is away, what needs it fails at once. For an app that
   * is about to end. Who waits at this moment may go on for the longest back-off.
   */
  public void stopWaiting() {
    availability.stopWaiting();
  }

  /** Lets go of the connection. Closing again does nothing. */
  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the registry client did not close", e);
    }
  }

  /**
   * Finds how a schema is written to a subject, from memory if possible.
   *
   * @throws SerdeException if it cannot be written
   * @throws InterruptException if the thread is interrupted while the registry is away
   */
  Registration registration(String subject, Schema schema) {
    Key key = new Key(subject, schema);
    Registration known = registrations.get(key);
    if (known != null) {
      return known;
    }
    // Two threads may both ask; they get the same answer.
    Registration found = availability.patiently(() -> register(key));
    know(key, found);
    return found;
  }

  /**
   * Finds the schema with an id, from memory if possible.
   *
   * @throws MalformedRecordException if there is none, or none that Avro understands
   * @throws RegistryUnavailableException if the registry is away for too long
   * @throws InterruptException if the thread is interrupted while the registry is away
   */
  Schema schema(int id) {
    return schema(id, availability::patiently);
  }

  private Schema schema(int id, Wait wait) {
    Schema own = ours.get(id);
    Schema known = own == null ? schemas.get(id) : own;
    if (known != null) {
      return known;
    }
    Long since = unknownSince.get(id);
    // Not for ever: the registry that was asked may lag behind the one that gave out the id.
    if (since != null && timing.nanoTime() - since < UNKNOWN_ID_REMEMBERED.toNanos()) {
      throw unknown(id);
    }
    Optional<String> json = wait.until(() -> client.schema(id));
    if (json.isEmpty()) {
      remember(unknownSince, id, timing.nanoTime());
      throw unknown(id);
    }
    unknownSince.remove(id);
    Schema found = parse(id, json.get());
    remember(schemas, id, found);
    return found;
  }

  /** What this process writes it can read, without asking what it has just told. */
  private void know(Key key, Registration registration) {
    Schema theirs = registration.writtenAs();
    ours.putIfAbsent(registration.id(), theirs == null ? key.schema() : theirs);
    registrations.put(key, registration);
  }

  private Registration register(Key key) {
    String json = RegisteredForm.of(key.schema());
    if (settings.useLatestVersion()) {
      Optional<ConfluentClient.Version> latest = client.latest(key.subject());
      if (latest.isPresent()) {
        return asLatest(key, latest.get());
      }
    }
    if (settings.autoRegister()) {
      return new Registration(client.register(key.subject(), json), null);
    }
    int id =
        client
            .find(key.subject(), json)
            .orElseThrow(
                () ->
                    new SchemaNotRegisteredException(
                        key.subject()
                            + ": "
                            + key.schema().getFullName()
                            + " is not registered, and auto-register is off"));
    return new Registration(id, null);
  }

  private static Registration asLatest(Key key, ConfluentClient.Version latest) {
    Schema theirs = parse(latest.id(), latest.json());
    Schema ours = key.schema();
    if (!canRead(theirs, ours) || !canRead(ours, theirs)) {
      throw new IncompatibleSchemaException(
          key.subject()
              + ": version "
              + latest.version()
              + " and our "
              + ours.getFullName()
              + " cannot read one another",
          null);
    }
    boolean same = RegisteredForm.of(theirs).equals(RegisteredForm.of(ours));
    return new Registration(latest.id(), same ? null : theirs);
  }

  private <V extends SpecificRecord> Serde<V> serde(RecordTypes<V> types) {
    return Serdes.serdeFrom(
        new RecordSerializer<>(this, types), new RecordDeserializer<>(this::schema, types));
  }

  /** Bounded; a full memory forgets everything, which costs requests but is never wrong. */
  private <T> void remember(ConcurrentMap<Integer, T> memory, int id, T value) {
    if (memory.size() >= settings.cacheSize()) {
      memory.clear();
    }
    memory.put(id, value);
  }

  private static boolean canRead(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  private static Schema parse(int id, String json) {
    try {
      return new Schema.Parser().parse(json);
    } catch (AvroRuntimeException e) {
      throw new MalformedRecordException(
          Reason.NOT_AVRO, "schema " + id + " is not valid Avro: " + e.getMessage(), e);
    }
  }

  private static MalformedRecordException unknown(int id) {
    return new MalformedRecordException(
        Reason.UNKNOWN_SCHEMA_ID, "the registry has no schema with id " + id);
  }
}
