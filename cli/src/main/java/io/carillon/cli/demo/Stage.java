package io.carillon.cli.demo;

import io.carillon.avro.EmailChanged;
import io.carillon.avro.MemberDeleted;
import io.carillon.avro.MemberProfile;
import io.carillon.cli.CliException;
import io.carillon.cli.produce.BadLineException;
import io.carillon.cli.produce.Line;
import io.carillon.cli.produce.LineReader;
import io.carillon.cli.produce.RecordProducer;
import io.carillon.delivery.email.MessageIds;
import io.carillon.localstack.smtp.Refusal;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Plays a script on a running Carillon and watches what comes of it. For one thread. */
final class Stage implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration LATE = Duration.ofSeconds(5);
  private static final int LISTED = 20;

  private final LocalCarillon carillon;
  private final LineReader reader = DemoFiles.reader();
  private final RecordProducer producer;
  private final Listener listener;
  private final MessageIds messageIds = AppSettings.messageIds();
  private final LongSupplier nanos;
  private final Duration patience;
  private final Journal journal = new Journal();
  private final Map<String, Set<String>> addresses = new HashMap<>();

  Stage(LocalCarillon carillon, SchemaRegistry registry, LongSupplier nanos, Duration patience) {
    String kafka = carillon.stack().bootstrapServers();
    this.carillon = carillon;
    this.producer = new RecordProducer(Map.of("bootstrap.servers", kafka), registry);
    this.listener = Listener.toAll(kafka, registry);
    this.nanos = nanos;
    this.patience = patience;
  }

  /** Sends the tables: what is known before the first event. */
  void load(Script tables) throws InterruptedException {
    for (Script.Step step : tables.steps()) {
      play(step);
    }
    producer.flush();
  }

  /** Plays everything and waits until it is settled. */
  void play(Script script) throws InterruptedException {
    for (Script.Step step : script.steps()) {
      play(step);
    }
    settle();
  }

  private void play(Script.Step step) throws InterruptedException {
    if (step instanceof Script.Step.Send send) {
      send(line(send));
    } else if (step instanceof Script.Step.Garbage garbage) {
      byte[] bytes = garbage.text().getBytes(StandardCharsets.UTF_8);
      String topic = Topics.MEMBER_EVENTS.name();
      note(
          "garbage",
          null,
          garbage.memberId(),
          join(producer.send(topic, garbage.memberId(), bytes)));
    } else if (step instanceof Script.Step.RefuseMail refuse) {
      carillon
          .stack()
          .smtp()
          .refuse(
              Refusal.at(io.carillon.localstack.smtp.Stage.RCPT, refuse.code(), "4.3.0 try later")
                  .only(refuse.address())
                  .next(refuse.times()));
    } else if (step instanceof Script.Step.FailNewsletters fail) {
      carillon.stack().sandbox().failWith(fail.status(), fail.times());
    } else {
      settle();
    }
  }

  private Line line(Script.Step.Send send) {
    try {
      return reader.read(send.json());
    } catch (BadLineException e) {
      throw new IllegalStateException("the line was read before", e);
    }
  }

  private void send(Line line) {
    SpecificRecord value = line.value();
    RecordMetadata metadata = join(producer.send(line));
    if (value != null) {
      noteAddresses(line.key(), value);
    }
    if (value != null && line.topic().equals(Topics.MEMBER_EVENTS)) {
      Schema.Field id = value.getSchema().getField("eventId");
      note(value.getSchema().getName(), (String) value.get(id.pos()), line.key(), metadata);
    }
  }

  private void note(
      String type, @Nullable String eventId, String memberId, RecordMetadata metadata) {
    journal.sent(
        new Produced(
            type,
            eventId,
            memberId,
            new Produced.Place(metadata.topic(), metadata.partition(), metadata.offset()),
            Instant.ofEpochMilli(metadata.timestamp())));
  }

  private void noteAddresses(String member, SpecificRecord value) {
    if (value instanceof MemberProfile profile) {
      noteAddress(member, profile.getEmail());
    } else if (value instanceof EmailChanged changed) {
      noteAddress(member, changed.getOldEmail());
      noteAddress(member, changed.getNewEmail());
    } else if (value instanceof MemberDeleted deleted) {
      noteAddress(member, deleted.getEmail());
    }
  }

  private void noteAddress(String member, @Nullable String address) {
    if (address != null) {
      addresses
          .computeIfAbsent(member, id -> new HashSet<>())
          .add(address.toLowerCase(Locale.ROOT));
    }
  }

  private static RecordMetadata join(CompletionStage<RecordMetadata> sent) {
    try {
      return sent.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new CliException("Kafka does not take events: " + e.getCause(), e);
    }
  }

  /**
   * Waits until everything that was sent is settled.
   *
   * @throws CliException if that takes too long, naming what is not, or if an app has ended
   */
  private void settle() {
    long deadline = nanos.getAsLong() + patience.toNanos();
    List<String> open = journal.unsettled();
    while (!open.isEmpty()) {
      listener.tell(journal::heard, LOOK);
      carillon.checkAlive();
      open = journal.unsettled();
      if (!open.isEmpty() && nanos.getAsLong() > deadline) {
        throw new CliException(
            open.size()
                + " not settled after "
                + patience.toSeconds()
                + " s: "
                + String.join("; ", open.subList(0, Math.min(LISTED, open.size()))));
      }
    }
  }

  /** Compares decisions with arrivals. An inbox may show its last entry a moment later. */
  DemoResult result() throws InterruptedException {
    long deadline = nanos.getAsLong() + LATE.toNanos();
    Arrivals arrivals = arrivals();
    List<String> mismatches = CrossCheck.mismatches(journal, arrivals, addresses, messageIds);
    while (!mismatches.isEmpty() && nanos.getAsLong() < deadline) {
      listener.tell(journal::heard, LOOK);
      arrivals = arrivals();
      mismatches = CrossCheck.mismatches(journal, arrivals, addresses, messageIds);
    }
    List<Row> rows = Row.of(journal);
    int calls = Totals.calls(carillon.stack().sandbox().calls());
    return new DemoResult(
        rows, Totals.of(journal, rows, arrivals, calls, mismatches.size()), mismatches);
  }

  private Arrivals arrivals() throws InterruptedException {
    Inboxes inboxes = new Inboxes(carillon.api());
    Map<String, Set<String>> entries = new TreeMap<>();
    List<String> members = new ArrayList<>(addresses.keySet());
    journal.events().forEach(event -> members.add(event.memberId()));
    for (String member : new HashSet<>(members)) {
      entries.put(member, inboxes.of(member));
    }
    return new Arrivals(
        carillon.stack().smtp().mails(), carillon.stack().sandbox().contacts(), entries);
  }

  @Override
  public void close() {
    listener.close();
    producer.close();
  }
}
