package io.carillon.streams.web;

import io.carillon.avro.Preferences;
import io.carillon.streams.flow.ClockTolerance;
import io.carillon.streams.web.Routing.Member;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** When a change of preferences is made that somebody asks for now. */
final class ChangeTime {
  private ChangeTime() {}

  /**
   * Who changes preferences knows what they are, so the change is later than all that are known,
   * even if the instance before this one had a clock that is ahead.
   *
   * @throws ApiException if the rows are not there to be read, or that clock was so far ahead that
   *     the change would be refused
   */
  static Instant of(Member member, Backend backend, InstantSource clock) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Preferences before =
        backend
            .freshness()
            .settled(
                member.partition(),
                () -> backend.stores().recipient(member.partition(), member.id()))
            .getPreferences();
    return before == null ? now : after(before.getUpdatedAt(), now);
  }

  static Instant after(Instant updatedAt, Instant now) {
    if (ClockTolerance.isExceeded(updatedAt, now)) {
      throw ApiException.unavailable("the last change was made at a time that is yet to come");
    }
    return updatedAt.isAfter(now) ? updatedAt : now;
  }
}
