package io.carillon.streams.decide;

import org.jspecify.annotations.Nullable;

/**
 * Why something is not sent.
 *
 * @param reason the code
 * @param value the evidence, without addresses; null if the reason says it all
 */
record Skip(SkipReason reason, @Nullable String value) {}
