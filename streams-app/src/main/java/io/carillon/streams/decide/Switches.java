package io.carillon.streams.decide;

import org.jspecify.annotations.Nullable;

/** The feature switches, as they are now (MOZ-2: no restart is needed). */
@FunctionalInterface
interface Switches {
  /** Whether a switch is on; null if nobody ever set it. */
  @Nullable Boolean state(String name);
}
