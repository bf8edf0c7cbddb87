package io.carillon.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The contract explains itself. */
class SchemaDocTest {
  @Test
  void everyRecordEnumAndFieldHasADoc() {
    List<String> silent = new ArrayList<>();
    for (Schema schema : AllSchemas.all()) {
      if (isBlank(schema.getDoc())) {
        silent.add(schema.getName());
      }
      if (schema.getType() == Schema.Type.RECORD) {
        schema.getFields().stream()
            .filter(field -> isBlank(field.doc()))
            .forEach(field -> silent.add(schema.getName() + "." + field.name()));
      }
    }

    assertThat(AllSchemas.all()).hasSizeGreaterThan(30);
    assertThat(silent).isEmpty();
  }

  @Test
  void everyEnumSaysWhatASymbolOfALaterReleaseIsTakenFor() {
    List<String> silent = new ArrayList<>();
    for (Schema schema : AllSchemas.all()) {
      if (schema.getType() == Schema.Type.ENUM
          && (schema.getEnumDefault() == null) != schema.getDoc().contains("No default: ")) {
        silent.add(schema.getName());
      }
    }

    assertThat(silent).isEmpty();
  }

  private static boolean isBlank(String doc) {
    return doc == null || doc.isBlank();
  }
}
