package io.carillon.benchmarks;

/** A benchmark could not be carried out; the message is for whoever runs it. */
final class BenchException extends RuntimeException {
  BenchException(String message) {
    super(message);
  }

  BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
