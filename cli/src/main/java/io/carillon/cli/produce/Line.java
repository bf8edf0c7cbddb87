package io.carillon.cli.produce;

import io.carillon.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A line as Kafka gets it. Immutable.
 *
 * @param topic where it goes
 * @param key its key
 * @param value its value; null for a tombstone
 */
public record Line(Topic<?> topic, String key, @Nullable SpecificRecord value) {}
