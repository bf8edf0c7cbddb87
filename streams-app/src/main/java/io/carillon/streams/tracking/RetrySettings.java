package io.carillon.streams.tracking;

import io.carillon.avro.Channel;
import io.carillon.settings.Section;
import io.carillon.streams.catalog.Channels;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * When each channel tries again. Immutable.
 *
 * @param schedules the schedule of each channel
 * @param ambiguousPause how long to wait before sending again what may have been sent; more than
 *     zero
 */
public record RetrySettings(Map<Channel, RetrySchedule> schedules, Duration ambiguousPause) {
  private static final RetrySchedule ANY =
      new RetrySchedule(
          List.of(
              Duration.ofMinutes(1),
              Duration.ofMinutes(5),
              Duration.ofMinutes(15),
              Duration.ofMinutes(30),
              Duration.ofHours(1),
              Duration.ofHours(2),
              Duration.ofHours(4)));

  /** RFC 5321 section 4.5.4.1: twice in the first hour, then every few hours, for days. */
  private static final RetrySchedule EMAIL =
      new RetrySchedule(
          List.of(
              Duration.ofMinutes(1),
              Duration.ofMinutes(5),
              Duration.ofMinutes(15),
              Duration.ofMinutes(30),
              Duration.ofHours(1),
              Duration.ofHours(2),
              Duration.ofHours(4),
              Duration.ofHours(4),
              Duration.ofHours(4),
              Duration.ofHours(8),
              Duration.ofHours(12),
              Duration.ofHours(12),
              Duration.ofHours(24)));

  /**
   * MOZ-18 waits two minutes and gives up after three attempts; a longer outage loses nothing here.
   */
  private static final RetrySchedule NEWSLETTER =
      new RetrySchedule(
          List.of(
              Duration.ofMinutes(2),
              Duration.ofMinutes(2),
              Duration.ofMinutes(10),
              Duration.ofMinutes(30),
              Duration.ofHours(1),
              Duration.ofHours(4),
              Duration.ofHours(12)));

  /** Checks the pause. */
  public RetrySettings {
    schedules = Map.copyOf(schedules);
    if (ambiguousPause.toMillis() < 1) {
      throw new IllegalArgumentException("ambiguous-pause must be at least 1ms");
    }
  }

  /**
   * Reads the settings.
   *
   * @param section the section {@code retry}: one list of delays a channel
   * @return the settings
   */
  public static RetrySettings read(Section section) {
    Map<Channel, RetrySchedule> schedules = new EnumMap<>(Channel.class);
    for (Channel channel : Channels.known()) {
      RetrySchedule standard =
          switch (channel) {
            case EMAIL -> EMAIL;
            case NEWSLETTER -> NEWSLETTER;
            case SMS, PUSH, WEBHOOK, IN_APP, UNKNOWN -> ANY;
          };
      schedules.put(
          channel,
          new RetrySchedule(
              section.durations(Channels.name(channel), standard.delays(), Duration.ofMillis(1))));
    }
    return new RetrySettings(
        schedules,
        section.duration("ambiguous-pause", Duration.ofMinutes(10), Duration.ofMillis(1)));
  }

  /**
   * Finds the schedule of a channel.
   *
   * @param channel the channel
   * @return its schedule
   */
  public RetrySchedule of(Channel channel) {
    return schedules.getOrDefault(channel, ANY);
  }
}
