package io.carillon.delivery.engine;

import io.carillon.avro.Lane;
import io.carillon.schemas.MalformedRecordException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads commands. Bytes are read in a slot, not by the consumer: a record that is none must not
 * stop the others. Thread-safe if the deserializers are.
 *
 * @param <C> the channel's command
 */
final class Decoder<C> {
  private final Map<Lane, Deserializer<C>> formats;

  /** The record is no command. */
  static final class UnreadableException extends Exception {
    private final String code;

    UnreadableException(String code, String message) {
      super(message);
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  Decoder(Deserializer<C> urgent, Deserializer<C> bulk) {
    this.formats = Map.of(Lane.URGENT, urgent, Lane.BULK, bulk);
  }

  /**
   * Reads a record.
   *
   * @throws UnreadableException if it is no command and never will be
   * @throws io.carillon.schemas.RegistryUnavailableException if its schema cannot be looked up now
   */
  C read(Lane lane, ConsumerRecord<byte[], byte[]> record) throws UnreadableException {
    Deserializer<C> format = formats.get(lane);
    if (format == null || record.value() == null) {
      throw new UnreadableException("no-value", "a command must have a value");
    }
    try {
      return format.deserialize(record.topic(), record.value());
    } catch (MalformedRecordException e) {
      throw new UnreadableException(e.reason().code(), String.valueOf(e.getMessage()));
    }
  }
}
