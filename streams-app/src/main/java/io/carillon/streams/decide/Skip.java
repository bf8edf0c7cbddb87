package io.carillon.streams.decide;

import org.jspecify.annotations.Nullable;

/**
 * Why something is not sent.
 *
 * @param reason a short stable code such as {@code opted-out}
 * @param value the evidence, without addresses; null if the reason says it all
 */
record Skip(String reason, @Nullable String value) {}
