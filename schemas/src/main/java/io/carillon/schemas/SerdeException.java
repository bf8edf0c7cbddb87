package io.carillon.schemas;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * A record could not be turned into bytes or back. Whoever handles it must tell bad data ({@link
 * MalformedRecordException}) from everything else, which is no fault of the record. As Kafka's own,
 * these exceptions carry no stack trace.
 */
public abstract sealed class SerdeException extends SerializationException
    permits MalformedRecordException,
        RegistryUnavailableException,
        IncompatibleSchemaException,
        SchemaNotRegisteredException {
  SerdeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
