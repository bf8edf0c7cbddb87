package io.carillon.streams.web;

import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** Which instance has a member's rows, as far as this one knows. */
sealed interface KeyOwner {
  /**
   * This one.
   *
   * @param partition the partition they are in
   */
  record Local(int partition) implements KeyOwner {}

  /**
   * Another one.
   *
   * @param host where it is
   */
  record Remote(HostInfo host) implements KeyOwner {}

  /** Nobody knows: the partitions are being moved. */
  record Unknown() implements KeyOwner {}

  /**
   * Reads what Kafka Streams says.
   *
   * @param metadata who has the key; null if there is no such store yet
   * @param self what the other instances know this one as
   */
  static KeyOwner of(@Nullable KeyQueryMetadata metadata, HostInfo self) {
    if (metadata == null) {
      return new Unknown();
    }
    HostInfo host = metadata.activeHost();
    if (host.equals(self)) {
      return new Local(metadata.partition());
    }
    return host.equals(HostInfo.unavailable()) ? new Unknown() : new Remote(host);
  }
}
