package io.carillon.cli.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that was sent. Immutable.
 *
 * @param type its record type, or what it is instead
 * @param eventId its id; null if it has none
 * @param memberId the member it is about
 * @param place where Kafka has it
 * @param at when Kafka took it
 */
record Produced(String type, @Nullable String eventId, String memberId, Place place, Instant at) {
  /** Coordinates in Kafka. */
  record Place(String topic, int partition, long offset) {}
}
