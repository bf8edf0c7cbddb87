package io.carillon.schemas;

import org.jspecify.annotations.Nullable;

/**
 * A schema of ours does not get along with what the registry already has under the subject, so
 * nothing can be written with it: a mistake of the release, not of a record.
 */
public final class IncompatibleSchemaException extends SerdeException {
  IncompatibleSchemaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
