package io.carillon.schemas;

import static io.carillon.schemas.Samples.aSwitch;
import static io.carillon.schemas.Samples.aVouch;
import static io.carillon.schemas.Samples.anEmailChange;
import static io.carillon.schemas.Samples.idIn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.avro.MemberVouched;
import io.carillon.avro.Switch;
import io.carillon.behaviours.Behaviour;
import io.carillon.localstack.LocalStack;
import io.carillon.localstack.LocalStackOptions;
import io.carillon.localstack.Part;
import io.carillon.schemas.MalformedRecordException.Reason;
import io.carillon.schemas.RegistrySettings.Retry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real registry says what the scripted one says. It is this class's own, because it dies. */
class RegistryIT {
  private static final String SWITCHES = Topics.SWITCHES.name();

  private static LocalStack stack;
  private SchemaRegistry registry;

  @BeforeAll
  static void start() {
    stack = LocalStack.start(LocalStackOptions.anyPorts().only(Part.REGISTRY));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @BeforeEach
  void open() {
    registry = fresh(Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void everythingInTheCatalogueIsRegisteredAndAStrangerFindsIt() throws InterruptedException {
    registry.prepare(Topics.all());

    SchemaRegistry strict =
        SchemaRegistry.open(settings(Duration.ofSeconds(30)).withAutoRegister(false));
    strict.prepare(Topics.all());
    byte[] data = registry.serde(Topics.SWITCHES).serializer().serialize(SWITCHES, aSwitch());

    assertThat(strict.serde(Topics.SWITCHES).serializer().serialize(SWITCHES, aSwitch()))
        .isEqualTo(data);
    assertThat(strict.serde(Topics.SWITCHES).deserializer().deserialize(SWITCHES, data))
        .isEqualTo(aSwitch());
    strict.close();
  }

  @Test
  void theNewestVersionIsTheOneJustRegistered() {
    byte[] data = registry.serde(Topics.SWITCHES).serializer().serialize(SWITCHES, aSwitch());
    SchemaRegistry latest =
        SchemaRegistry.open(settings(Duration.ofSeconds(30)).withUseLatestVersion(true));

    assertThat(latest.serde(Topics.SWITCHES).serializer().serialize(SWITCHES, aSwitch()))
        .isEqualTo(data);
    latest.close();
  }

  @Test
  void severalTypesShareATopic() {
    Serde<SpecificRecord> events = registry.serde(Topics.MEMBER_EVENTS);
    String name = Topics.MEMBER_EVENTS.name();

    byte[] vouch = events.serializer().serialize(name, aVouch());
    byte[] change = events.serializer().serialize(name, anEmailChange());

    Serde<SpecificRecord> other = fresh(Duration.ZERO).serde(Topics.MEMBER_EVENTS);
    assertThat(other.deserializer().deserialize(name, vouch)).isEqualTo(aVouch());
    assertThat(other.deserializer().deserialize(name, change)).isEqualTo(anEmailChange());
  }

  @Test
  void whatIsAskedForButWasNeverRegisteredIsMissed() {
    Serde<Switch> store =
        SchemaRegistry.open(settings(Duration.ZERO).withAutoRegister(false))
            .storeSerde(Switch.class);

    assertThatThrownBy(() -> store.serializer().serialize("never-registered", aSwitch()))
        .isInstanceOf(SchemaNotRegisteredException.class);
  }

  @Test
  @Behaviour("XC-7")
  void anUnknownIdIsBadData() {
    byte[] data = {0, 0x7f, 0, 0, 1, 0};

    MalformedRecordException refusal =
        catchThrowableOfType(
            MalformedRecordException.class,
            () -> registry.serde(Topics.SWITCHES).deserializer().deserialize(SWITCHES, data));

    assertThat(refusal.reason()).isEqualTo(Reason.UNKNOWN_SCHEMA_ID);
  }

  @Test
  void anIncompatibleSchemaIsRefused() throws Exception {
    String subject = "incompatible-changelog-value";
    String older =
        RegisteredForm.of(MemberVouched.SCHEMA$)
            .replace(
                "\"name\":\"vouches\",\"type\":\"int\"",
                "\"name\":\"vouches\",\"type\":\"string\"");
    put("/config/" + subject, "{\"compatibility\":\"BACKWARD\"}");
    ConfluentClient.of(settings(Duration.ZERO)).register(subject, older);
    Serde<MemberVouched> serde = registry.storeSerde(MemberVouched.class);

    assertThatThrownBy(() -> serde.serializer().serialize("incompatible-changelog", aVouch()))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining(subject);
  }

  @Test
  void aDeadRegistryIsMissedOnlyForWhatIsNewAndEverythingWorksWhenItIsBack()
      throws InterruptedException {
    Serde<Switch> known = registry.serde(Topics.SWITCHES);
    byte[] data = known.serializer().serialize(SWITCHES, aSwitch());
    known.deserializer().deserialize(SWITCHES, data);

    stack.registry().kill();

    SchemaRegistry impatient = fresh(Duration.ofMillis(300));
    assertThat(registry.check()).isPresent();
    assertThat(known.deserializer().deserialize(SWITCHES, data)).isEqualTo(aSwitch());
    assertThat(known.serializer().serialize(SWITCHES, aSwitch())).isEqualTo(data);
    assertThatThrownBy(
            () -> impatient.serde(Topics.SWITCHES).deserializer().deserialize(SWITCHES, data))
        .isInstanceOf(RegistryUnavailableException.class);

    stack.registry().restart();

    impatient.prepare(List.of(Topics.SWITCHES));
    assertThat(registry.check()).isEmpty();
    assertThat(idIn(impatient.serde(Topics.SWITCHES).serializer().serialize(SWITCHES, aSwitch())))
        .isEqualTo(idIn(data));
  }

  private static SchemaRegistry fresh(Duration giveUpAfter) {
    return SchemaRegistry.open(settings(giveUpAfter));
  }

  private static RegistrySettings settings(Duration giveUpAfter) {
    return RegistrySettings.of(stack.registryUrl().toString())
        .withRetry(new Retry(Duration.ofMillis(50), Duration.ofMillis(200), giveUpAfter));
  }

  private static void put(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.registryUrl() + path))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .PUT(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString(UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}
