package io.carillon.schemas;

import org.apache.avro.Schema;

/**
 * The text under which a schema is registered: as in its source file, without what the code
 * generator adds for Java. Writers in other languages register the same.
 */
final class RegisteredForm {
  /** Added to strings and maps for {@code stringType=String}. Inside a doc it would be escaped. */
  private static final String JAVA_PROPERTY = ",\"avro.java.string\":\"String\"";

  private RegisteredForm() {}

  static String of(Schema schema) {
    String plain = schema.toString().replace(JAVA_PROPERTY, "");
    // Parsing again turns {"type":"string"} into "string".
    return new Schema.Parser().parse(plain).toString();
  }
}
