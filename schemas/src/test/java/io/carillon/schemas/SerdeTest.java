package io.carillon.schemas;

import static io.carillon.schemas.Samples.NOON;
import static io.carillon.schemas.Samples.aSwitch;
import static io.carillon.schemas.Samples.aVouch;
import static io.carillon.schemas.Samples.anEmailChange;
import static io.carillon.schemas.Samples.idIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.avro.CommandHeader;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.Lane;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.OnAmbiguous;
import io.carillon.avro.Priority;
import io.carillon.avro.Standing;
import io.carillon.avro.Switch;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.MalformedRecordException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records to bytes and back, with a registry that is always there. */
class SerdeTest {
  private static final String SCOPE = "serde-test";
  private static final RegistrySettings SETTINGS = RegistrySettings.of("mock://" + SCOPE);
  private static final String SWITCHES = Topics.SWITCHES.name();
  private static final String EVENTS = Topics.MEMBER_EVENTS.name();

  private SchemaRegistry registry;
  private ConfluentClient client;
  private Serde<Switch> switches;
  private Serde<SpecificRecord> events;

  @BeforeEach
  void open() {
    registry = SchemaRegistry.open(SETTINGS);
    client = ConfluentClient.of(SETTINGS);
    switches = registry.serde(Topics.SWITCHES);
    events = registry.serde(Topics.MEMBER_EVENTS);
  }

  @AfterEach
  void close() {
    registry.close();
    SchemaRegistry.dropMock(SCOPE);
  }

  @Test
  void whatIsWrittenIsRead() {
    byte[] data = switches.serializer().serialize(SWITCHES, aSwitch());

    assertThat(switches.deserializer().deserialize(SWITCHES, data)).isEqualTo(aSwitch());
  }

  @Test
  void timesSurviveAlsoInsideUnions() {
    Serde<Standing> store = registry.storeSerde(Standing.class);
    Standing standing =
        Standing.newBuilder()
            .setVouched(true)
            .setVouchedAsOf(NOON)
            .setNewsletters(Map.of())
            .build();

    byte[] data = store.serializer().serialize("app-standing-changelog", standing);

    assertThat(store.deserializer().deserialize("app-standing-changelog", data))
        .isEqualTo(standing)
        .extracting(Standing::getVouchedAsOf)
        .isEqualTo(NOON);
  }

  @Test
  void recordsInsideRecordsSurvive() {
    Serde<EmailCommand> serde = registry.serde(Topics.EMAIL);

    byte[] data = serde.serializer().serialize(Topics.EMAIL.name(), aMail("Grüße"));

    assertThat(serde.deserializer().deserialize(Topics.EMAIL.name(), data))
        .isEqualTo(aMail("Grüße"));
  }

  @Test
  void aTombstoneIsNullOnBothSides() {
    assertThat(switches.serializer().serialize(SWITCHES, null)).isNull();
    assertThat(switches.deserializer().deserialize(SWITCHES, (byte[]) null)).isNull();
  }

  @Test
  void bytesWrittenByHandInConfluentsLayoutAreReadAndOursEqualThem() throws IOException {
    byte[] ours = switches.serializer().serialize(SWITCHES, aSwitch());
    ByteArrayOutputStream byHand = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(byHand);

    out.writeByte(0);
    out.writeInt(client.find("tables.switches-value", text(Switch.SCHEMA$)).orElseThrow());
    BinaryEncoder avro = EncoderFactory.get().binaryEncoder(out, null);
    avro.writeString("BASKET_SWITCH_ENABLED");
    avro.writeBoolean(true);
    avro.writeLong(NOON.toEpochMilli());
    avro.writeIndex(1);
    avro.writeString("ann");
    avro.flush();

    assertThat(ours).isEqualTo(byHand.toByteArray());
    assertThat(switches.deserializer().deserialize(SWITCHES, byHand.toByteArray()))
        .isEqualTo(aSwitch());
  }

  @Test
  void severalTypesShareATopicUnderOneSubjectEach() {
    byte[] vouch = events.serializer().serialize(EVENTS, aVouch());
    byte[] change = events.serializer().serialize(EVENTS, anEmailChange());

    assertThat(events.deserializer().deserialize(EVENTS, vouch)).isEqualTo(aVouch());
    assertThat(events.deserializer().deserialize(EVENTS, change)).isEqualTo(anEmailChange());
    assertThat(idIn(vouch)).isNotEqualTo(idIn(change));
    assertThat(client.latest("events.members-io.carillon.avro.MemberVouched")).isPresent();
    assertThat(client.latest("events.members-io.carillon.avro.EmailChanged")).isPresent();
    assertThat(client.latest("events.members-value")).isEmpty();
  }

  @Test
  void aTypeTheTopicDoesNotCarryIsNotWritten() {
    assertThatThrownBy(() -> events.serializer().serialize(EVENTS, aSwitch()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("events.members does not carry io.carillon.avro.Switch");
  }

  @Test
  @Behaviour("XC-7")
  void aTypeTheTopicDoesNotCarryIsMalformed() {
    byte[] data = switches.serializer().serialize(SWITCHES, aSwitch());

    MalformedRecordException refusal = refusal(events, EVENTS, data);

    assertThat(refusal.reason()).isEqualTo(Reason.UNEXPECTED_RECORD_TYPE);
    assertThat(refusal)
        .hasMessageStartingWith("unexpected-record-type: events.members")
        .hasMessageContaining("io.carillon.avro.Switch");
  }

  @Test
  void aStoreHasTheSubjectOfItsChangelog() {
    Serde<Switch> store = registry.storeSerde(Switch.class);

    store.serializer().serialize("app-switches-changelog", aSwitch());

    assertThat(client.latest("app-switches-changelog-value")).isPresent();
  }

  @Test
  void theRegisteredTextHasNothingOfJavaInIt() {
    switches.serializer().serialize(SWITCHES, aSwitch());

    assertThat(client.latest("tables.switches-value").orElseThrow().json())
        .contains("\"name\":\"changedBy\"")
        .doesNotContain("avro.java.string");
  }

  @Test
  @Behaviour("XC-7")
  void everyPrefixOfARecordIsMalformedAndNeverAnythingElse() {
    Serde<EmailCommand> serde = registry.serde(Topics.EMAIL);
    byte[] whole = serde.serializer().serialize(Topics.EMAIL.name(), aMail("Hello"));

    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      assertThat(refusal(serde, Topics.EMAIL.name(), prefix).reason())
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(length < WireFormat.HEADER_BYTES ? Reason.NOT_AVRO : Reason.TRUNCATED);
    }
    assertThat(serde.deserializer().deserialize(Topics.EMAIL.name(), whole))
        .isEqualTo(aMail("Hello"));
  }

  @Test
  @Behaviour("XC-7")
  void whatIsNotAvroIsMalformed() {
    byte[] json = "{\"name\":\"x\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    assertThat(refusal(switches, SWITCHES, json).reason()).isEqualTo(Reason.NOT_AVRO);
    assertThat(refusal(switches, SWITCHES, json)).hasMessageStartingWith("not-avro: tables.switch");
  }

  @Test
  @Behaviour("XC-7")
  void damagedBytesAreMalformedOrAnotherRecordButNeverAnError() {
    Serde<EmailCommand> serde = registry.serde(Topics.EMAIL);
    byte[] whole = serde.serializer().serialize(Topics.EMAIL.name(), aMail("Hello"));
    Random random = new Random(42);

    for (int round = 0; round < 5_000; round++) {
      byte[] damaged = whole.clone();
      for (int hit = 0; hit <= round % 6; hit++) {
        int at = WireFormat.HEADER_BYTES + random.nextInt(whole.length - WireFormat.HEADER_BYTES);
        damaged[at] = (byte) (random.nextInt(3) == 0 ? 0xff : random.nextInt());
      }
      try {
        serde.deserializer().deserialize(Topics.EMAIL.name(), damaged);
      } catch (MalformedRecordException e) {
        assertThat(e.reason()).isIn(Reason.TRUNCATED, Reason.CORRUPT);
      }
    }
  }

  @Test
  @Behaviour("XC-7")
  void anUnknownIdIsMalformed() {
    byte[] data = switches.serializer().serialize(SWITCHES, aSwitch());
    data[1] = 0x7f;

    assertThat(refusal(switches, SWITCHES, data).reason()).isEqualTo(Reason.UNKNOWN_SCHEMA_ID);
  }

  @Test
  void aNewerWriterWithOneMoreFieldIsRead() throws IOException {
    Schema newer =
        edited(
            Switch.SCHEMA$,
            "\"fields\":[",
            "\"fields\":[{\"name\":\"note\",\"type\":\"string\",\"default\":\"\"},");
    GenericRecord record = new GenericData.Record(newer);
    record.put("note", "new");
    fill(record);

    assertThat(switches.deserializer().deserialize(SWITCHES, foreign(newer, record)))
        .isEqualTo(aSwitch());
  }

  @Test
  void aNewerWriterWithoutAFieldThatHasADefaultIsRead() throws IOException {
    Schema newer = new Schema.Parser().parse(text(Switch.SCHEMA$));
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : newer.getFields()) {
      if (!field.name().equals("changedBy")) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    newer = Schema.createRecord("Switch", null, "io.carillon.avro", false, fields);
    GenericRecord record = new GenericData.Record(newer);
    fill(record);

    Switch read = switches.deserializer().deserialize(SWITCHES, foreign(newer, record));

    assertThat(read.getName()).isEqualTo("BASKET_SWITCH_ENABLED");
    assertThat(read.getChangedBy()).isNull();
  }

  @Test
  void aWriterWhoseSchemaCannotBeReadAsOursIsMalformed() throws IOException {
    Schema other =
        edited(
            Switch.SCHEMA$,
            "\"name\":\"enabled\",\"type\":\"boolean\"",
            "\"name\":\"enabled\",\"type\":\"string\"");
    GenericRecord record = new GenericData.Record(other);
    fill(record);
    record.put("enabled", "yes");

    MalformedRecordException refusal = refusal(switches, SWITCHES, foreign(other, record));

    assertThat(refusal.reason()).isEqualTo(Reason.INCOMPATIBLE_SCHEMA);
    assertThat(refusal).hasMessageContaining("TYPE_MISMATCH");
  }

  @Test
  void withUseLatestVersionRecordsAreWrittenInTheRegisteredForm() {
    Schema newer =
        edited(
            Switch.SCHEMA$,
            "\"fields\":[",
            "\"fields\":[{\"name\":\"note\",\"type\":\"string\",\"default\":\"none\"},");
    int id = client.register("tables.switches-value", newer.toString());
    SchemaRegistry latest = SchemaRegistry.open(SETTINGS.withUseLatestVersion(true));

    byte[] data = latest.serde(Topics.SWITCHES).serializer().serialize(SWITCHES, aSwitch());

    assertThat(idIn(data)).isEqualTo(id);
    assertThat(switches.deserializer().deserialize(SWITCHES, data)).isEqualTo(aSwitch());
  }

  @Test
  void withUseLatestVersionOursIsWrittenWhereItIsTheLatest() {
    byte[] plain = switches.serializer().serialize(SWITCHES, aSwitch());
    SchemaRegistry latest = SchemaRegistry.open(SETTINGS.withUseLatestVersion(true));

    assertThat(latest.serde(Topics.SWITCHES).serializer().serialize(SWITCHES, aSwitch()))
        .isEqualTo(plain);
  }

  @Test
  void withUseLatestVersionAFormThatCannotBeReadAsOursIsRefused() {
    Schema other = edited(Switch.SCHEMA$, "\"type\":\"boolean\"", "\"type\":\"string\"");
    client.register("tables.switches-value", other.toString());
    SchemaRegistry latest = SchemaRegistry.open(SETTINGS.withUseLatestVersion(true));
    Serde<Switch> serde = latest.serde(Topics.SWITCHES);

    assertThatThrownBy(() -> serde.serializer().serialize(SWITCHES, aSwitch()))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("tables.switches-value: version 1");
  }

  @Test
  void withoutAutoRegisterAnUnregisteredSchemaIsRefusedAndARegisteredOneUsed() {
    SchemaRegistry strict = SchemaRegistry.open(SETTINGS.withAutoRegister(false));
    Serde<Switch> serde = strict.serde(Topics.SWITCHES);

    assertThatThrownBy(() -> serde.serializer().serialize(SWITCHES, aSwitch()))
        .isInstanceOf(SchemaNotRegisteredException.class)
        .hasMessageContaining("tables.switches-value");

    int id = client.register("tables.switches-value", text(Switch.SCHEMA$));
    assertThat(idIn(serde.serializer().serialize(SWITCHES, aSwitch()))).isEqualTo(id);
  }

  @Test
  void oneSerdeServesManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      String name = "thread-" + thread;
      work.add(
          () -> {
            for (int round = 0; round < 2000; round++) {
              MemberVouched vouch = new MemberVouched(name, NOON, name + round, 0, round, name);
              byte[] data = events.serializer().serialize(EVENTS, vouch);
              if (!vouch.equals(events.deserializer().deserialize(EVENTS, data))) {
                return false;
              }
            }
            return true;
          });
    }

    for (Future<Boolean> done : threads.invokeAll(work)) {
      assertThat(done.get()).isTrue();
    }
    threads.shutdown();
  }

  @Test
  void aHugeRecordIsWrittenWholeAndTheNextOneToo() {
    Serde<EmailCommand> serde = registry.serde(Topics.EMAIL);
    String name = Topics.EMAIL.name();
    EmailCommand huge = aMail("x".repeat(3_000_000));

    byte[] data = serde.serializer().serialize(name, huge);
    byte[] next = serde.serializer().serialize(name, aMail("small"));

    assertThat(serde.deserializer().deserialize(name, data)).isEqualTo(huge);
    assertThat(serde.deserializer().deserialize(name, next)).isEqualTo(aMail("small"));
  }

  @Test
  void aFailedWriteLeavesNothingBehind() {
    Switch broken = new Switch(null, true, NOON, null);

    assertThatThrownBy(() -> switches.serializer().serialize(SWITCHES, broken))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("name");
    byte[] next = switches.serializer().serialize(SWITCHES, aSwitch());
    assertThat(switches.deserializer().deserialize(SWITCHES, next)).isEqualTo(aSwitch());
  }

  @Test
  void aDroppedMockIsEmpty() {
    switches.serializer().serialize(SWITCHES, aSwitch());
    SchemaRegistry.dropMock(SCOPE);

    assertThat(ConfluentClient.of(SETTINGS).latest("tables.switches-value")).isEmpty();
  }

  private static <V extends SpecificRecord> MalformedRecordException refusal(
      Serde<V> serde, String topic, byte[] data) {
    MalformedRecordException thrown =
        catchThrowableOfType(
            MalformedRecordException.class, () -> serde.deserializer().deserialize(topic, data));
    assertThat(thrown).as("a refusal").isNotNull();
    return thrown;
  }

  private byte[] foreign(Schema schema, GenericRecord record) throws IOException {
    int id = client.register("tables.switches-value", schema.toString());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(0);
    out.writeInt(id);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static void fill(GenericRecord record) {
    Switch values = aSwitch();
    record.put("name", values.getName());
    record.put("enabled", values.getEnabled());
    record.put("changedAt", NOON.toEpochMilli());
    if (record.hasField("changedBy")) {
      record.put("changedBy", values.getChangedBy());
    }
  }

  private static Schema edited(Schema schema, String part, String replacement) {
    String text = text(schema);
    assertThat(text).contains(part);
    return new Schema.Parser().parse(text.replace(part, replacement));
  }

  private static String text(Schema schema) {
    return RegisteredForm.of(schema);
  }

  private static EmailCommand aMail(String text) {
    CommandHeader header =
        CommandHeader.newBuilder()
            .setCommandId("c-1")
            .setIdempotencyKey("c-1")
            .setEventId("e-1")
            .setSendId("s-1")
            .setMemberId("m-1")
            .setMessageType("vouched")
            .setCategory("membership")
            .setTransactional(true)
            .setPriority(Priority.HIGH)
            .setLane(Lane.URGENT)
            .setCreatedAt(NOON)
            .setNotBefore(NOON)
            .setExpiresAt(NOON.plusSeconds(60))
            .setAttempt(1)
            .setOnAmbiguous(OnAmbiguous.SEND_AGAIN)
            .build();
    return EmailCommand.newBuilder()
        .setHeader(header)
        .setTo("ann@example.org")
        .setReplyTo(List.of("a@example.org", "b@example.org"))
        .setModel(Map.of("name", "Ann"))
        .setText(text)
        .build();
  }
}
