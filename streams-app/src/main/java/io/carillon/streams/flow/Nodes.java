package io.carillon.streams.flow;

import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;

/**
 * The edges of the topology: one source and one sink a topic, with names and serdes from the
 * catalogue. Used while the topology is built, by one thread.
 */
public final class Nodes {
  private final Topology topology;
  private final SchemaRegistry registry;

  /**
   * Wraps a topology.
   *
   * @param topology what to add to
   * @param registry where the serdes come from
   */
  public Nodes(Topology topology, SchemaRegistry registry) {
    this.topology = topology;
    this.registry = registry;
  }

  /**
   * Returns the topology, to add processors and stores to.
   *
   * @return the topology
   */
  public Topology topology() {
    return topology;
  }

  /**
   * Returns the registry, for the serdes of stores.
   *
   * @return the registry
   */
  public SchemaRegistry registry() {
    return registry;
  }

  /**
   * Adds the source of a topic.
   *
   * @param topic the topic
   * @return the name of the node, {@code read-<topic>}
   */
  public String read(Topic<? extends SpecificRecord> topic) {
    String name = "read-" + topic.name();
    topology.addSource(
        name, Serdes.String().deserializer(), registry.serde(topic).deserializer(), topic.name());
    return name;
  }

  /**
   * Adds the sink of a topic.
   *
   * @param topic the topic
   * @param parents the nodes that write to it
   */
  public void write(Topic<? extends SpecificRecord> topic, String... parents) {
    topology.addSink(
        writer(topic),
        topic.name(),
        Serdes.String().serializer(),
        registry.serde(topic).serializer(),
        parents);
  }

  /**
   * Names the sink of a topic, for forwarding to it.
   *
   * @param topic the topic
   * @return {@code write-<topic>}
   */
  public static String writer(Topic<? extends SpecificRecord> topic) {
    return "write-" + topic.name();
  }
}
