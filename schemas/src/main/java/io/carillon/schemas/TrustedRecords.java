package io.carillon.schemas;

import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes.LogicalTypeFactory;
import org.apache.avro.Schema;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that the records of {@code io.carillon.avro} may be made. Since 1.12.2 Avro makes
 * objects only of classes it was told to trust, even for the default values of builders, and the
 * telling is global: a system property for each process, or this.
 *
 * <p>Not for callers. Avro itself makes one, through {@link java.util.ServiceLoader}, the first
 * time it parses any schema, and so before the first record can exist; that is the only reason why
 * this poses as the factory of a logical type, one that no schema uses.
 */
public final class TrustedRecords implements LogicalTypeFactory {
  private static final String PACKAGE = "io.carillon.avro.";

  /** Adds our records to what is trusted already. */
  public TrustedRecords() {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(PACKAGE)));
  }

  @Override
  public String getTypeName() {
    return "carillon-trusted-records";
  }

  @Override
  public LogicalType fromSchema(Schema schema) {
    return new LogicalType(getTypeName());
  }
}
