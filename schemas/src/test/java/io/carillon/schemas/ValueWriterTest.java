package io.carillon.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.avro.Channel;
import io.carillon.avro.Decision;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueWriterTest {
  static List<Schema> records() {
    return AllSchemas.records();
  }

  @ParameterizedTest
  @MethodSource("records")
  void itWritesTheBytesThatAvrosOwnWriterWrites(Schema schema) throws Exception {
    ValueWriter writer = ValueWriter.of(schema);
    SplittableRandom random = new SplittableRandom(schema.getName().hashCode());
    for (int i = 0; i < 50; i++) {
      SpecificRecord record = record(schema, random);

      AvroBytes out = new AvroBytes();
      writer.write(record, out);
      assertThat(out.copy()).isEqualTo(asAvroWrites(record, schema));
    }
  }

  @Test
  void aMissingValueIsNamedByTheFieldThatMissesIt() throws Exception {
    Verdict verdict =
        new Verdict(
            "t", "c", true, Channel.EMAIL, VerdictKind.SEND, null, "r", null, null, 1, null);
    Decision decision = new Decision("e", "E", "m", Samples.NOON, Samples.NOON, List.of(verdict));
    ValueWriter writer = ValueWriter.of(Decision.getClassSchema());

    assertThatThrownBy(() -> writer.write(decision, new AvroBytes()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("Verdict.policy: must not be null");
  }

  @Test
  void whatNoneOfOurRecordsUseIsLeftToAvro() {
    Schema wide =
        Schema.createUnion(Schema.create(Schema.Type.STRING), Schema.create(Schema.Type.INT));

    assertThatThrownBy(() -> ValueWriter.of(wide))
        .isInstanceOf(ValueWriter.UnsupportedSchemaException.class);
    assertThatThrownBy(() -> ValueWriter.of(Schema.createFixed("f", null, null, 4)))
        .isInstanceOf(ValueWriter.UnsupportedSchemaException.class);
  }

  private static @Nullable Object some(Schema schema, SplittableRandom random) {
    if (schema.getLogicalType() != null) {
      return Instant.ofEpochMilli(random.nextLong(0, 4_000_000_000_000L));
    }
    return switch (schema.getType()) {
      case RECORD -> record(schema, random);
      case UNION -> random.nextBoolean() ? null : some(schema.getTypes().get(1), random);
      case ARRAY -> list(schema, random);
      case MAP -> map(schema, random);
      case ENUM ->
          SpecificData.get()
              .createEnum(
                  schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())),
                  schema);
      case STRING -> "é" + random.nextInt();
      case BYTES -> ByteBuffer.wrap(new byte[] {1, (byte) random.nextInt(), 3});
      case INT -> random.nextInt();
      case LONG -> random.nextLong();
      case BOOLEAN -> random.nextBoolean();
      case FLOAT, DOUBLE, FIXED, NULL -> throw new IllegalArgumentException(schema.toString());
    };
  }

  private static SpecificRecord record(Schema schema, SplittableRandom random) {
    SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), some(field.schema(), random));
    }
    return record;
  }

  private static List<@Nullable Object> list(Schema schema, SplittableRandom random) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(some(schema.getElementType(), random));
    }
    return list;
  }

  private static Map<String, @Nullable Object> map(Schema schema, SplittableRandom random) {
    Map<String, @Nullable Object> map = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put("k" + random.nextInt(), some(schema.getValueType(), random));
    }
    return map;
  }

  private static byte[] asAvroWrites(SpecificRecord record, Schema schema) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<>(schema, SpecificData.getForSchema(schema)).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
