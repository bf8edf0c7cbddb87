package io.carillon.streams.deadletters;

import io.carillon.schemas.MalformedRecordException;

/** The short stable code of each kind of failure. */
final class Reasons {
  private Reasons() {}

  static String of(Exception exception) {
    if (exception instanceof UnprocessableRecordException unprocessable) {
      return unprocessable.reason();
    }
    if (exception instanceof MalformedRecordException malformed) {
      return malformed.reason().code();
    }
    return "processing-failed";
  }
}
