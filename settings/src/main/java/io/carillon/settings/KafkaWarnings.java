package io.carillon.settings;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves out what Kafka's clients warn of while nothing is wrong, and what each of them warns of
 * again and again: an app whose broker is away would log twenty lines a second. Named by {@code
 * logback.xml}. Thread-safe.
 */
public final class KafkaWarnings extends Filter<ILoggingEvent> {
  private static final long SHOWN_EVERY_MILLIS = 60_000;

  /** Some warnings have names in them, so that there is no end of different ones. */
  private static final int MOST_REMEMBERED = 1_000;

  private static final String CLIENTS = "org.apache.kafka.";

  /** Parts of the warnings that belong to every start, rebalance or commit. */
  private static final List<String> ORDINARY =
      List.of(
          "Not updating last stable offset for partition",
          "The following subscribed topics are not assigned to any members",
          "Error: CONCURRENT_TRANSACTIONS",
          "due to error UNSTABLE_OFFSET_COMMIT");

  private final Map<String, Long> shownAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /** Made by Logback. */
  public KafkaWarnings() {}

  @Override
  public FilterReply decide(ILoggingEvent event) {
    if (event.getLevel() != Level.WARN || !event.getLoggerName().startsWith(CLIENTS)) {
      return FilterReply.NEUTRAL;
    }
    String text = event.getFormattedMessage();
    boolean ordinary = ORDINARY.stream().anyMatch(text::contains);
    return ordinary || isRepeated(event) ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  /** The message without its numbers begins with the client it comes from. */
  private boolean isRepeated(ILoggingEvent event) {
    synchronized (shownAt) {
      Long last = shownAt.get(event.getMessage());
      if (last != null && event.getTimeStamp() - last < SHOWN_EVERY_MILLIS) {
        return true;
      }
      shownAt.put(event.getMessage(), event.getTimeStamp());
      return false;
    }
  }
}
