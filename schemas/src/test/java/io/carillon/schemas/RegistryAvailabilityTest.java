package io.carillon.schemas;

import static io.carillon.schemas.Samples.aSwitch;
import static io.carillon.schemas.Samples.idIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.avro.Switch;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.MalformedRecordException.Reason;
import io.carillon.schemas.RegistrySettings.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A registry that is away, comes back, refuses, or does not know. */
class RegistryAvailabilityTest {
  private static final String SWITCHES = Topics.SWITCHES.name();
  private static final String SUBJECT = "/subjects/tables.switches-value";
  private static final int ID = 258;
  private static final Retry RETRY =
      new Retry(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10));

  private final Samples.Paused timing = new Samples.Paused();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private ScriptedRegistry server;
  private SchemaRegistry registry;
  private Serde<Switch> switches;

  /** That of an app which has written nothing. */
  private Serde<Switch> reading;

  private byte[] data;

  @BeforeEach
  void start() {
    log.start();
    ((Logger) LoggerFactory.getLogger(Availability.class)).addAppender(log);
    server = ScriptedRegistry.start();
    server.answer("POST " + SUBJECT + "/versions", 200, "{\"id\":" + ID + "}");
    server.answer("GET /schemas/ids/" + ID, 200, schemaAnswer());
    registry = open(RegistrySettings.of(server.url()));
    switches = registry.serde(Topics.SWITCHES);
    data = switches.serializer().serialize(SWITCHES, aSwitch());
    reading = open(RegistrySettings.of(server.url())).serde(Topics.SWITCHES);
  }

  @AfterEach
  void stop() {
    ((Logger) LoggerFactory.getLogger(Availability.class)).detachAppender(log);
    registry.close();
    server.close();
  }

  @Test
  void theIdOfTheRegistryGoesBeforeTheRecord() {
    assertThat(idIn(data)).isEqualTo(ID);
    assertThat(data).startsWith(0, 0, 0, 1, 2);
    assertThat(switches.deserializer().deserialize(SWITCHES, data)).isEqualTo(aSwitch());
  }

  @Test
  void registrationAsksForTheNormalisedSchemaOnce() {
    switches.serializer().serialize(SWITCHES, aSwitch());

    assertThat(server.count("POST")).isOne();
    assertThat(server.asked().get(0).what()).contains("normalize=true");
  }

  @Test
  void awayAtStartIsWaitedForAndSaidOnce() throws InterruptedException {
    SchemaRegistry starting = open(RegistrySettings.of(server.url()));
    server.goAway();
    timing.meanwhile(
        () -> {
          if (timing.pauses.size() == 30) {
            server.comeBack();
          }
        });

    starting.prepare(List.of(Topics.SWITCHES));

    assertThat(timing.pauses)
        .hasSize(30)
        .startsWith(RETRY.backOffMin())
        .endsWith(Duration.ofSeconds(1));
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains(server.url() + " is away", "Connection refused", "100 to 1000 ms");
    assertThat(log.list.get(1).getFormattedMessage()).contains("is back after 27 s");
    assertThat(starting.check()).isEmpty();
  }

  @Test
  void whatWasPreparedIsWrittenWithoutTheRegistry() throws InterruptedException {
    SchemaRegistry starting = open(RegistrySettings.of(server.url()));
    starting.prepare(List.of(Topics.SWITCHES));

    server.goAway();

    assertThat(starting.serde(Topics.SWITCHES).serializer().serialize(SWITCHES, aSwitch()))
        .isEqualTo(data);
    assertThat(timing.pauses).isEmpty();
  }

  @Test
  void waitingAtStartCanBeInterrupted() {
    SchemaRegistry starting = open(RegistrySettings.of(server.url()));
    server.goAway();
    timing.meanwhile(() -> Thread.currentThread().interrupt());

    assertThatThrownBy(() -> starting.prepare(List.of(Topics.SWITCHES)))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void awayLaterGoesOnWithWhatIsKnown() {
    reading.deserializer().deserialize(SWITCHES, data);

    server.goAway();

    assertThat(reading.deserializer().deserialize(SWITCHES, data)).isEqualTo(aSwitch());
    assertThat(switches.serializer().serialize(SWITCHES, aSwitch())).isEqualTo(data);
    assertThat(timing.pauses).isEmpty();
  }

  @Test
  void whatWasPreparedIsReadWithoutTheRegistry() throws InterruptedException {
    SchemaRegistry starting = open(RegistrySettings.of(server.url()));
    starting.prepare(List.of(Topics.SWITCHES));

    server.goAway();

    assertThat(starting.serde(Topics.SWITCHES).deserializer().deserialize(SWITCHES, data))
        .isEqualTo(aSwitch());
    assertThat(timing.pauses).isEmpty();
  }

  @Test
  void whatAStoreHasNeverHeldIsWrittenAndReadWithoutTheRegistry() throws InterruptedException {
    server.answer("POST /subjects/app-store-changelog-value/versions", 200, "{\"id\":259}");
    SchemaRegistry starting = open(RegistrySettings.of(server.url()));
    starting.prepareStores(Map.of("app-store-changelog", Switch.class));
    Serde<Switch> store = starting.storeSerde(Switch.class);

    server.goAway();

    byte[] row = store.serializer().serialize("app-store-changelog", aSwitch());
    assertThat(idIn(row)).isEqualTo(259);
    assertThat(store.deserializer().deserialize("app-store-changelog", row)).isEqualTo(aSwitch());
    assertThat(timing.pauses).isEmpty();
  }

  @Test
  void whatIsOnlyReadIsLookedUpAndNotRegistered() throws InterruptedException {
    long registered = server.count("POST " + SUBJECT + "/versions");
    server.answer(
        "POST " + SUBJECT + "?",
        200,
        schemaAnswer()
            .replaceFirst(
                "\\{", "{\"subject\":\"tables.switches-value\",\"version\":1,\"id\":258,"));
    SchemaRegistry starting = open(RegistrySettings.of(server.url()));
    starting.recognize(List.of(Topics.SWITCHES));

    server.goAway();

    assertThat(starting.serde(Topics.SWITCHES).deserializer().deserialize(SWITCHES, data))
        .isEqualTo(aSwitch());
    assertThat(timing.pauses).isEmpty();
    assertThat(server.count("POST " + SUBJECT + "/versions")).isEqualTo(registered);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409, 422})
  void whatIsOnlyReadMayBeMissingOrRefused(int status) throws InterruptedException {
    SchemaRegistry starting = open(RegistrySettings.of(server.url()));
    server.answerEverything(status);

    starting.recognize(List.of(Topics.SWITCHES));

    server.recover();
    assertThat(starting.serde(Topics.SWITCHES).deserializer().deserialize(SWITCHES, data))
        .isEqualTo(aSwitch());
    assertThat(timing.pauses).isEmpty();
  }

  @Test
  void awayWhenNeededIsWaitedForAndThenReportedAsNoFaultOfTheRecord() {
    server.goAway();

    assertThatThrownBy(() -> reading.deserializer().deserialize(SWITCHES, data))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining(server.url());
    assertThat(timing.pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(RETRY.giveUpAfter());
    assertThat(log.list).hasSize(1);
  }

  @Test
  void backInTimeIsAsIfItHadNeverBeenAway() {
    server.goAway();
    timing.meanwhile(
        () -> {
          if (timing.pauses.size() == 3) {
            server.comeBack();
          }
        });

    assertThat(reading.deserializer().deserialize(SWITCHES, data)).isEqualTo(aSwitch());
    assertThat(timing.pauses)
        .containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
  }

  @Test
  void whoCannotBeReplacedWaitsWithoutEnd() {
    Deserializer<Switch> endless =
        open(RegistrySettings.of(server.url())).endlessDeserializer(Topics.SWITCHES);
    server.goAway();
    timing.meanwhile(
        () -> {
          if (timing.pauses.size() == 1000) {
            server.comeBack();
          }
        });

    assertThat(endless.deserialize(SWITCHES, data)).isEqualTo(aSwitch());
    assertThat(timing.pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isGreaterThan(RETRY.giveUpAfter().multipliedBy(50));
  }

  @Test
  void nobodyWaitsWhileTheAppEnds() {
    SchemaRegistry ending = open(RegistrySettings.of(server.url()));
    Deserializer<Switch> endless = ending.endlessDeserializer(Topics.SWITCHES);
    server.goAway();
    timing.meanwhile(
        () -> {
          if (timing.pauses.size() == 3) {
            ending.stopWaiting();
          }
        });

    assertThatThrownBy(() -> endless.deserialize(SWITCHES, data))
        .isInstanceOf(RegistryUnavailableException.class);
    assertThat(timing.pauses).hasSize(3);

    server.comeBack();
    assertThat(endless.deserialize(SWITCHES, data)).isEqualTo(aSwitch());
  }

  @Test
  void waitingForARecordCanBeInterruptedAndTheThreadStaysInterrupted() {
    server.goAway();
    timing.meanwhile(() -> Thread.currentThread().interrupt());

    assertThatThrownBy(() -> reading.deserializer().deserialize(SWITCHES, data))
        .isInstanceOf(InterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 408, 429, 500, 502, 503, 504})
  void answersThatSayNothingAboutTheRecordAreTheRegistrysFault(int status) {
    server.answerEverything(status);

    assertThatThrownBy(() -> reading.deserializer().deserialize(SWITCHES, data))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("answers " + status);
  }

  @Test
  void somethingElseAtTheAddressIsNotAnUnknownId() {
    server.answer("GET /schemas/ids/" + ID, 404, "<html>no such page</html>");

    assertThatThrownBy(() -> reading.deserializer().deserialize(SWITCHES, data))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("answers 404");
  }

  @Test
  void anAnswerThatIsNoJsonIsTheRegistrysFault() {
    server.answer("GET /schemas/ids/" + ID, 200, "<html>sign in first</html>");

    assertThatThrownBy(() -> reading.deserializer().deserialize(SWITCHES, data))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  @Behaviour("XC-7")
  void anUnknownIdIsBadDataAndAskedForAgainOnlyAfterAWhile() {
    data[4]++;
    assertThat(refusal(data).reason()).isEqualTo(Reason.UNKNOWN_SCHEMA_ID);
    assertThat(refusal(data).reason()).isEqualTo(Reason.UNKNOWN_SCHEMA_ID);
    assertThat(server.count("GET /schemas/ids/259")).isOne();

    server.answer("GET /schemas/ids/259", 200, schemaAnswer());
    timing.pass(SchemaRegistry.UNKNOWN_ID_REMEMBERED);

    assertThat(reading.deserializer().deserialize(SWITCHES, data)).isEqualTo(aSwitch());
    assertThat(timing.pauses).isEmpty();
  }

  @Test
  @Behaviour("XC-7")
  void aSchemaOfAnotherLanguageIsBadData() {
    server.answer(
        "GET /schemas/ids/" + ID, 200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}");

    assertThat(refusal(data).reason()).isEqualTo(Reason.NOT_AVRO);
  }

  @Test
  @Behaviour("XC-7")
  void aSchemaThatAvroDoesNotUnderstandIsBadData() {
    server.answer("GET /schemas/ids/" + ID, 200, "{\"schema\":\"{\\\"type\\\":\\\"odd\\\"}\"}");

    assertThat(refusal(data).reason()).isEqualTo(Reason.NOT_AVRO);
  }

  @Test
  void anIncompatibleSchemaIsRefusedAtRegistrationWithoutWaiting() {
    server.answer(
        "POST " + SUBJECT + "/versions",
        409,
        "{\"error_code\":409,\"message\":\"reader lacks changedAt\"}");
    SchemaRegistry starting = open(RegistrySettings.of(server.url()));

    assertThatThrownBy(() -> starting.prepare(List.of(Topics.SWITCHES)))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("tables.switches-value")
        .hasMessageContaining("reader lacks changedAt");
    assertThat(timing.pauses).isEmpty();
  }

  @Test
  void readinessFollowsTheRegistry() {
    assertThat(registry.check()).isEmpty();

    server.answerEverything(503);
    assertThat(registry.check()).hasValueSatisfying(why -> assertThat(why).contains("answers 503"));

    server.recover();
    assertThat(registry.check()).isEmpty();
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO);
  }

  @Test
  void theNextUrlIsTriedWhereOneIsAway() {
    try (ScriptedRegistry gone = ScriptedRegistry.start()) {
      gone.goAway();
      RegistrySettings both = RegistrySettings.of(server.url());
      SchemaRegistry either =
          open(
              new RegistrySettings(
                  List.of(gone.url(), server.url()),
                  both.autoRegister(),
                  both.useLatestVersion(),
                  both.credentials(),
                  both.tls(),
                  both.requestTimeout(),
                  both.retry(),
                  both.cacheSize()));

      assertThat(either.serde(Topics.SWITCHES).deserializer().deserialize(SWITCHES, data))
          .isEqualTo(aSwitch());
    }
  }

  @Test
  void closingTwiceIsFine() {
    registry.close();

    assertThatCode(registry::close).doesNotThrowAnyException();
  }

  private SchemaRegistry open(RegistrySettings settings) {
    return SchemaRegistry.open(settings.withRetry(RETRY), timing);
  }

  private MalformedRecordException refusal(byte[] bytes) {
    MalformedRecordException thrown =
        catchThrowableOfType(
            MalformedRecordException.class,
            () -> reading.deserializer().deserialize(SWITCHES, bytes));
    assertThat(thrown).as("a refusal").isNotNull();
    return thrown;
  }

  private static String schemaAnswer() {
    String schema = RegisteredForm.of(Switch.SCHEMA$);
    return "{\"schema\":\"" + schema.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
  }
}
