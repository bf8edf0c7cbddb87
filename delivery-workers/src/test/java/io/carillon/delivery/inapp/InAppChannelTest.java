package io.carillon.delivery.inapp;

import static io.carillon.delivery.inapp.InboxCommands.NOW;
import static io.carillon.delivery.inapp.InboxCommands.ofType;
import static io.carillon.delivery.inapp.InboxCommands.toAnn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.InboxEntry;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RetryLater;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.templates.Templates;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InAppChannelTest {
  private static final Channel.Begin NOT_RECORDED = () -> {};
  private static final InAppSettings SETTINGS = new InAppSettings(Duration.ofSeconds(1), null);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path files;

  private final SchemaRegistry registry =
      SchemaRegistry.open(RegistrySettings.of("mock://in-app-channel-test"));

  private MockProducer<String, InboxEntry> producer = producer(true);

  @SuppressWarnings("NullAway.Init")
  private InAppChannel channel;

  private MockProducer<String, InboxEntry> producer(boolean acknowledging) {
    return new MockProducer<>(
        acknowledging, null, new StringSerializer(), registry.serde(Topics.INBOX).serializer());
  }

  @BeforeEach
  void start() throws IOException {
    template("title.ftl", "Welcome, ${name}");
    template("title_de.ftl", "Willkommen, ${name}");
    template("message.ftl", "${voucher} vouched for you");
    template("message_de.ftl", "${voucher} bürgt für dich");
    channel = channel();
  }

  @AfterEach
  void stop() {
    channel.close();
  }

  private InAppChannel channel() {
    return InAppChannel.on(new InboxWriter(producer, registry), SETTINGS, Templates.load(files));
  }

  private void template(String name, String text) throws IOException {
    Path folder = Files.createDirectories(files.resolve("vouched").resolve("in-app"));
    Files.writeString(folder.resolve(name), text);
  }

  private Outcome deliver(InAppCommand.Builder command) throws InterruptedException {
    return channel.deliver(command.build(), NOT_RECORDED);
  }

  private InboxEntry onlyEntry() {
    assertThat(producer.history()).hasSize(1);
    return producer.history().get(0).value();
  }

  @Test
  @Behaviour("COB-3")
  void anEntrySaysWhatTheCommandSays() throws InterruptedException {
    Outcome outcome =
        deliver(
            toAnn()
                .setLink("/people/bob")
                .setTargetType("profile")
                .setTargetId("ann")
                .setTargetAction("vouched")
                .setActors(List.of("bob")));

    assertThat(outcome).isEqualTo(new Delivered("command-1", Level.ACCEPTED));
    assertThat(producer.history())
        .containsExactly(
            new ProducerRecord<>(
                "inbox.entries",
                "ann",
                InboxEntry.newBuilder()
                    .setEntryId("command-1")
                    .setMemberId("ann")
                    .setEventId("event-1")
                    .setMessageType("vouched")
                    .setCategory("membership")
                    .setTitle("Welcome")
                    .setMessage("Bob vouched for you")
                    .setShortMessage("Bob vouched for you")
                    .setLink("/people/bob")
                    .setTargetType("profile")
                    .setTargetId("ann")
                    .setTargetAction("vouched")
                    .setActors(List.of("bob"))
                    .setLanguage(null)
                    .setCreatedAt(NOW)
                    .setIsRead(false)
                    .build()));
  }

  @Test
  @Behaviour("COB-3")
  void theShortFormHasAHundredCharactersAndTheMessageAll() throws InterruptedException {
    deliver(toAnn().setMessage("m".repeat(300)));

    assertThat(onlyEntry().getMessage()).hasSize(300);
    assertThat(onlyEntry().getShortMessage()).hasSize(100).endsWith("…");
  }

  @Test
  void whatTheCommandDoesNotSayIsRenderedInItsLanguage() throws InterruptedException {
    deliver(ofType("vouched", "de-AT").setModel(Map.of("name", "Ann", "voucher", "Bob & Cy")));

    assertThat(onlyEntry().getTitle()).isEqualTo("Willkommen, Ann");
    assertThat(onlyEntry().getMessage()).isEqualTo("Bob & Cy bürgt für dich");
    assertThat(onlyEntry().getLanguage()).isEqualTo("de-AT");
  }

  @Test
  void aTemplateThatMissesAValueIsOurFault() throws InterruptedException {
    assertThat(deliver(ofType("vouched", null).setModel(Map.of("name", "Ann"))))
        .isInstanceOfSatisfying(
            Rejected.class,
            out -> {
              assertThat(out.reason().code()).isEqualTo("template");
              assertThat(out.reason().detail()).contains("voucher");
              assertThat(out.ourFault()).isTrue();
            });
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void aLinkThatLeadsAstrayIsOurFault() throws InterruptedException {
    assertThat(deliver(toAnn().setLink("javascript:alert(1)")))
        .isEqualTo(new Rejected(Reason.of("bad-link"), null, true));
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void anEntryThatIsNotAcknowledgedIsTriedAgainAndNeverAmbiguous() throws InterruptedException {
    producer = producer(false);
    channel = channel();

    assertThat(deliver(toAnn()))
        .isEqualTo(new RetryLater(null, Reason.of("inbox-timeout"), BackOffScope.ROUTE));
  }

  @Test
  void whatKafkaMayGetOverIsTriedAgain() throws InterruptedException {
    producer.sendException = new TimeoutException("no metadata");

    assertThat(deliver(toAnn()))
        .isEqualTo(new RetryLater(null, Reason.of("inbox-unavailable"), BackOffScope.ROUTE));
  }

  @Test
  void refusedAccessStopsTheRoute() throws InterruptedException {
    producer.sendException = new TopicAuthorizationException("inbox.entries");

    assertThat(deliver(toAnn())).isEqualTo(new RouteDown(Reason.of("inbox-refused")));
  }

  @Test
  void aSchemaThatIsNotRegisteredStopsTheRoute() throws InterruptedException {
    RegistrySettings closed =
        RegistrySettings.of("mock://in-app-without-schema").withAutoRegister(false);
    SchemaRegistry strict = SchemaRegistry.open(closed);
    producer =
        new MockProducer<>(
            true, null, new StringSerializer(), strict.serde(Topics.INBOX).serializer());
    channel = InAppChannel.on(new InboxWriter(producer, strict), SETTINGS, Templates.load(files));

    assertThat(deliver(toAnn())).isEqualTo(new RouteDown(Reason.of("inbox-schema")));
  }

  @Test
  void anEntryThatIsTooLargeIsOurFault() throws InterruptedException {
    producer.sendException = new RecordTooLargeException("too large");

    assertThat(deliver(toAnn())).isEqualTo(new Rejected(Reason.of("entry-too-large"), null, true));
  }

  @Test
  void anEntryThatKafkaFindsInvalidIsOurFault() throws InterruptedException {
    producer.sendException = new InvalidRecordException("no");

    assertThat(deliver(toAnn())).isEqualTo(new Rejected(Reason.of("entry-invalid"), null, true));
  }

  @Test
  void aProducerThatGaveItselfUpStopsTheRouteSoThatNoEntryIsLost() throws InterruptedException {
    producer.sendException = new ProducerFencedException("fenced");

    assertThat(deliver(toAnn()))
        .isEqualTo(new RouteDown(new Reason("inbox-failed", "ProducerFencedException")));
  }

  @Test
  void itSaysThatItIsAboutToWriteAnEntryBeforeItDoesAndOnlyThen() throws InterruptedException {
    List<Integer> writtenBefore = new ArrayList<>();
    Channel.Begin begin = () -> writtenBefore.add(producer.history().size());

    channel.deliver(toAnn().setLink("javascript:alert(1)").build(), begin);
    assertThat(writtenBefore).isEmpty();

    channel.deliver(toAnn().build(), begin);
    assertThat(writtenBefore).containsExactly(0);
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void anInterruptWhileSendingIsPassedOn() {
    producer.sendException = new InterruptException(new InterruptedException("stop"));

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> deliver(toAnn()));
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void theProducerLosesAndDoublesNothing() {
    assertThat(InboxWriter.config(Map.of("bootstrap.servers", "localhost:9092"), SETTINGS))
        .containsEntry("bootstrap.servers", "localhost:9092")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("delivery.timeout.ms", 1000);
  }
}
