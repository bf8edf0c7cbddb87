package io.carillon.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.carillon.avro.AgendaItem;
import io.carillon.avro.AgendaKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Records outlive releases, in topics and in changelogs: whatever was ever released can read what
 * is written now, and what is written now can be read by it. A record type that no release has yet
 * may still change in any way.
 */
class SchemaEvolutionTest {
  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("carillon.root"), "carillon.root"));
  private static final Path RELEASED = ROOT.resolve("schemas/src/test/resources/released");
  private static final Pattern VERSION =
      Pattern.compile("<artifactId>carillon</artifactId>\\s*<version>([^<]+)</version>");

  @TestFactory
  Stream<DynamicTest> everyReleasedSchemaAndTheCurrentOneReadEachOther() throws IOException {
    Map<String, Schema> current = byName(AllSchemas.records());
    return released().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      assertThat(current)
                          .as("a released record stays")
                          .containsKey(entry.getValue().getFullName());
                      Schema now =
                          Objects.requireNonNull(current.get(entry.getValue().getFullName()));
                      assertThat(obstacles(now, entry.getValue())).as("now reads then").isEmpty();
                      assertThat(obstacles(entry.getValue(), now)).as("then reads now").isEmpty();
                    }));
  }

  @Test
  void aReaderOfThisReleaseTakesAKindOfALaterOneForUnknown() throws IOException {
    Schema now = AgendaItem.getClassSchema();
    Schema later =
        new Schema.Parser().parse(now.toString().replace("\"RETRY\"", "\"RETRY\",\"HOLD\""));
    GenericRecord item = new GenericData.Record(later);
    for (Schema.Field field : later.getFields()) {
      item.put(field.name(), field.schema().getType() == Schema.Type.INT ? 1 : "x");
    }
    item.put("kind", new GenericData.EnumSymbol(later.getField("kind").schema(), "HOLD"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(later).write(item, encoder);

    AgendaItem read =
        new SpecificDatumReader<AgendaItem>(later, now)
            .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));

    assertThat(read.getKind()).isEqualTo(AgendaKind.UNKNOWN);
  }

  @Test
  void thereIsAReleaseToCompareWith() throws IOException {
    assertThat(released()).isNotEmpty();
  }

  @Test
  void aReleaseHasACopyOfEverySchema() throws IOException {
    String version = version();
    assumeFalse(version.endsWith("-SNAPSHOT"), "not a release, so schemas may still be new");

    Path folder = RELEASED.resolve(version);
    for (Schema schema : AllSchemas.records()) {
      assertThat(folder.resolve(schema.getName() + ".avsc"))
          .as("run the build once with -Dcarillon.release=%s", version)
          .content()
          .isEqualTo(text(schema));
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "carillon.release", matches = "[0-9]+[.][0-9]+[.][0-9]+")
  void aReleaseIsMadeWhenAskedFor() throws IOException {
    Path folder = RELEASED.resolve(System.getProperty("carillon.release"));
    Files.createDirectories(folder);
    for (Schema schema : AllSchemas.records()) {
      Files.writeString(folder.resolve(schema.getName() + ".avsc"), text(schema));
    }
  }

  private static String text(Schema schema) {
    Schema registered = new Schema.Parser().parse(RegisteredForm.of(schema));
    return SchemaFormatter.format("json/pretty", registered) + "\n";
  }

  private static String obstacles(Schema reader, Schema writer) {
    var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    return compatibility.getType() == SchemaCompatibilityType.COMPATIBLE
        ? ""
        : compatibility.getResult().getIncompatibilities().toString();
  }

  private static Map<String, Schema> released() throws IOException {
    Map<String, Schema> schemas = new TreeMap<>();
    try (Stream<Path> files = Files.walk(RELEASED)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".avsc")).toList()) {
        String name = RELEASED.relativize(file).toString();
        schemas.put(name, new Schema.Parser().parse(Files.readString(file)));
      }
    }
    return schemas;
  }

  private static Map<String, Schema> byName(List<Schema> schemas) {
    Map<String, Schema> byName = new TreeMap<>();
    schemas.forEach(schema -> byName.put(schema.getFullName(), schema));
    return byName;
  }

  private static String version() throws IOException {
    Matcher matcher = VERSION.matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(matcher.find()).as("the version in pom.xml").isTrue();
    return matcher.group(1);
  }
}
