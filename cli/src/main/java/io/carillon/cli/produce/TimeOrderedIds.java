package io.carillon.cli.produce;

import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes ids as RFC 9562 has them in version 7: the time in milliseconds, then chance. Thread-safe
 * if clock and chance are.
 */
public final class TimeOrderedIds implements Supplier<String> {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final InstantSource clock;
  private final RandomGenerator chance;

  /**
   * Makes a maker.
   *
   * @param clock the time in the ids
   * @param chance the rest of them
   */
  public TimeOrderedIds(InstantSource clock, RandomGenerator chance) {
    this.clock = clock;
    this.chance = chance;
  }

  @Override
  public String get() {
    long high = (clock.millis() << 16) | VERSION_7 | (chance.nextLong() & 0xfff);
    long low = VARIANT | (chance.nextLong() >>> 2);
    return new UUID(high, low).toString();
  }
}
