package io.carillon.streams.decide;

import org.jspecify.annotations.Nullable;

/** One reason not to send. Implementations are pure and thread-safe. */
interface Policy {
  /** The name a verdict gives, such as {@code preferences}; stable. */
  String name();

  /** Why not, or null if this policy does not object. */
  @Nullable Skip judge(Question question);
}
