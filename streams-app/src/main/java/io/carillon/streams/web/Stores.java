package io.carillon.streams.web;

import io.carillon.avro.InboxEntry;
import io.carillon.avro.LedgerRow;
import io.carillon.avro.Recipient;
import io.carillon.streams.inbox.InboxStore;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.recipients.RecipientStore;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;

/**
 * The rows of this instance: only those of active tasks that run, never those of a standby or of a
 * store that is being restored. What cannot be answered so is an {@link
 * InvalidStateStoreException}. Thread-safe.
 */
final class Stores {
  private final KafkaStreams streams;
  private final HostInfo self;

  Stores(KafkaStreams streams, HostInfo self) {
    this.streams = streams;
    this.self = self;
  }

  /** Tells who has the rows of a member in a store. */
  KeyOwner owner(String store, String memberId) {
    try {
      return KeyOwner.of(
          streams.queryMetadataForKey(store, memberId, new StringSerializer()), self);
    } catch (StreamsNotStartedException | IllegalStateException e) {
      return new KeyOwner.Unknown(); // the streams are starting or ending
    }
  }

  /** What is known about a member; {@link RecipientStore#NOBODY} if nothing is. */
  Recipient recipient(int partition, String memberId) {
    Recipient row =
        view(RecipientStore.NAME, partition, QueryableStoreTypes.<String, Recipient>keyValueStore())
            .get(memberId);
    return row == null ? RecipientStore.NOBODY : row;
  }

  ReadOnlyWindowStore<String, LedgerRow> ledger(int partition) {
    return view(Ledger.NAME, partition, QueryableStoreTypes.windowStore());
  }

  ReadOnlyWindowStore<String, InboxEntry> inbox(int partition) {
    return view(InboxStore.NAME, partition, QueryableStoreTypes.windowStore());
  }

  private <V> V view(String store, int partition, QueryableStoreType<V> type) {
    try {
      return streams.store(
          StoreQueryParameters.fromNameAndType(store, type).withPartition(partition));
    } catch (IllegalStateException e) {
      throw ApiException.unavailable("this instance is ending");
    }
  }
}
