package io.carillon.streams.web;

import io.carillon.streams.flow.Progress;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.HostInfo;

/**
 * What questions and changes go to. Whoever made the parts closes them.
 *
 * @param streams holds the stores
 * @param self what the other instances know this one as
 * @param group the consumer group that reads the inputs
 * @param progress how far they have been read
 * @param admin tells how far the group has committed
 * @param changes writes changes of preferences: all replicas acknowledge, nothing is doubled
 */
public record Connections(
    KafkaStreams streams,
    HostInfo self,
    String group,
    Progress progress,
    Admin admin,
    Producer<String, SpecificRecord> changes) {}
