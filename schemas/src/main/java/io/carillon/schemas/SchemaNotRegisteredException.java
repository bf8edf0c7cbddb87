package io.carillon.schemas;

/**
 * A schema of ours is not in the registry and may not be registered on the way ({@code
 * auto-register} is off): a step of the release is missing.
 */
public final class SchemaNotRegisteredException extends SerdeException {
  SchemaNotRegisteredException(String message) {
    super(message, null);
  }
}
