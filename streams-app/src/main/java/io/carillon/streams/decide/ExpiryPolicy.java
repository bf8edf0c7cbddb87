package io.carillon.streams.decide;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** It is too late to be told (ACE-19). */
final class ExpiryPolicy implements Policy {
  @Override
  public String name() {
    return "expiry";
  }

  @Override
  public @Nullable Skip judge(Question question) {
    Instant limit = question.candidate().getOccurredAt().plus(question.type().expiresAfter());
    return question.now().isAfter(limit) ? new Skip(SkipReason.EXPIRED, "at " + limit) : null;
  }
}
