package io.carillon.schemas;

import org.jspecify.annotations.Nullable;

/**
 * The schema registry did not answer, or did not answer us: connection refused, time-out, server
 * error, or credentials it does not take (401, 403). It says nothing about the record, which may be
 * perfectly good: never put it in the dead letters for this.
 */
public final class RegistryUnavailableException extends SerdeException {
  RegistryUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
