package io.carillon.streams.catalog;

/**
 * A unit of preference. Immutable.
 *
 * @param name its name, such as {@code community}
 * @param title what members read
 * @param kind whether members can opt out of it
 */
public record Category(String name, String title, Kind kind) {
  /** Whether members can opt out of a category. */
  public enum Kind {
    /** About the member's own account: passes opt-outs, caps, digests and quiet hours (ACE-18). */
    TRANSACTIONAL,
    /** Everything else. */
    BULK
  }

  /**
   * Tells whether the category is transactional.
   *
   * @return true if members cannot opt out of it
   */
  public boolean transactional() {
    return kind == Kind.TRANSACTIONAL;
  }
}
