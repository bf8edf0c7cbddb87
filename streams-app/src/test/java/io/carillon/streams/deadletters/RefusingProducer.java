package io.carillon.streams.deadletters;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a producer throws whose transaction is not in the state that it would have to be in. */
public final class RefusingProducer {
  private RefusingProducer() {}

  /** Makes a real producer refuse; no broker is needed for that. */
  public static IllegalStateException refusal() {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", "127.0.0.1:9", "transactional.id", "any"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try {
      return catchThrowableOfType(IllegalStateException.class, producer::beginTransaction);
    } finally {
      producer.close(Duration.ZERO);
    }
  }
}
