package io.carillon.streams.web;

import io.carillon.avro.Preferences;
import io.carillon.streams.flow.ClockTolerance;
import io.carillon.streams.web.Routing.Member;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When a change of preferences is made that somebody asks for now. */
final class ChangeTime {
  private static final Logger log = LoggerFactory.getLogger(ChangeTime.class);

  private ChangeTime() {}

  /**
   * Who changes preferences knows what they are, so the change is later than all that are known,
   * even if the instance before this one had a clock that is ahead.
   *
   * @throws ApiException if the rows are not there to be read, or that clock was so far ahead that
   *     the change would be refused
   */
  static Instant of(Member member, Backend backend, InstantSource clock) {
    return after(preferences(member, backend), clock);
  }

  /**
   * As {@link #of}, but the present will do if the rows are not there to be read: for a change that
   * nobody would ask for again.
   *
   * @param member the member; null if the rows are elsewhere
   * @throws ApiException if that clock was so far ahead that the change would be refused
   */
  static Instant orNow(@Nullable Member member, Backend backend, InstantSource clock) {
    Preferences before = null;
    if (member != null) {
      try {
        before = preferences(member, backend);
      } catch (ApiException | InvalidStateStoreException e) {
        log.debug("What there was before a change cannot be read", e);
      }
    }
    return after(before, clock);
  }

  private static @Nullable Preferences preferences(Member member, Backend backend) {
    return backend
        .freshness()
        .settled(
            member.partition(), () -> backend.stores().recipient(member.partition(), member.id()))
        .getPreferences();
  }

  private static Instant after(@Nullable Preferences before, InstantSource clock) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return before == null ? now : after(before.getUpdatedAt(), now);
  }

  static Instant after(Instant updatedAt, Instant now) {
    if (ClockTolerance.isExceeded(updatedAt, now)) {
      throw ApiException.unavailable("the last change was made at a time that is yet to come");
    }
    return updatedAt.isAfter(now) ? updatedAt : now;
  }
}
