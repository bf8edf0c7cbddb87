package io.carillon.schemas;

import org.jspecify.annotations.Nullable;

/**
 * Bad data: these bytes are no record that the topic may carry, and trying again will not change
 * that. Such a record belongs in the dead letters.
 */
public final class MalformedRecordException extends SerdeException {
  /** Why the bytes are no record of the topic. */
  public enum Reason {
    /** The bytes do not start as the Confluent wire format does, or the schema is not Avro. */
    NOT_AVRO("not-avro"),
    /** The bytes end before the record does. */
    TRUNCATED("truncated"),
    /** The bytes contradict the schema they claim to be written with. */
    CORRUPT("corrupt"),
    /** The registry has no schema with the id that the bytes name. */
    UNKNOWN_SCHEMA_ID("unknown-schema-id"),
    /** A record, but not of a type that the topic carries. */
    UNEXPECTED_RECORD_TYPE("unexpected-record-type"),
    /** A record of the right name whose schema cannot be read as the one we know. */
    INCOMPATIBLE_SCHEMA("incompatible-schema");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /**
     * Returns the code for dead letters and metrics. Codes are stored data: they never change.
     *
     * @return lower case words with {@code -} between them
     */
    public String code() {
      return code;
    }
  }

  private final Reason reason;

  MalformedRecordException(Reason reason, String message) {
    this(reason, message, null);
  }

  MalformedRecordException(Reason reason, String message, @Nullable Throwable cause) {
    super(reason.code() + ": " + message, cause);
    this.reason = reason;
  }

  /**
   * Returns what is wrong with the bytes.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
