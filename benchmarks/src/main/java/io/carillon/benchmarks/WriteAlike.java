package io.carillon.benchmarks;

import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.recipients.RecipientStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The least that an app has to do whose output is the topology's: it writes as many records of the
 * same bytes to as many topics, puts as many rows, looks nothing up and decides nothing. What it
 * does is what Kafka Streams, RocksDB and the broker take; what the topology takes beyond is ours.
 */
final class WriteAlike implements Processor<String, SpecificRecord, String, byte[]> {
  private static final String CHANGELOG = "-changelog";
  private static final String NAME = "write-alike";

  /** Where a record of an event goes, to a topic or a store. */
  private interface Target {
    void write(Record<String, SpecificRecord> event, byte[] value);
  }

  /** What is written to one target, in turn. */
  private static final class Output {
    private final Samples samples;
    private final Target target;
    private double due;
    private int next;

    Output(Samples samples, Target target) {
      this.samples = samples;
      this.target = target;
    }

    void write(Record<String, SpecificRecord> event) {
      due += samples.perEvent();
      for (; due >= 1; due--) {
        target.write(event, samples.values().get(next++ % samples.values().size()));
      }
    }
  }

  private final List<Samples> samples;
  private final List<Output> outputs = new ArrayList<>();

  private WriteAlike(List<Samples> samples) {
    this.samples = samples;
  }

  /** The topics of the topology's rows. */
  static List<String> changelogs() {
    return List.of(changelog(RecipientStore.NAME), changelog(Ledger.NAME));
  }

  private static String changelog(String store) {
    return Workbench.CARILLON + "-" + store + CHANGELOG;
  }

  private static boolean isRow(String topic) {
    return topic.endsWith(CHANGELOG);
  }

  /** The topic it writes to where the topology writes to another. */
  static String topic(String topic) {
    return Peer.Kind.WRITES.application() + "." + topic;
  }

  static Topology topology(
      Deserializer<SpecificRecord> events, String from, List<Samples> samples) {
    Topology topology = new Topology();
    topology.addSource("read", Serdes.String().deserializer(), events, from);
    topology.addProcessor(NAME, () -> new WriteAlike(samples), "read");
    for (Samples each : samples) {
      String name = each.topic();
      if (isRow(name)) {
        topology.addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled(),
            NAME);
      } else {
        topology.addSink(
            name, topic(name), Serdes.String().serializer(), Serdes.ByteArray().serializer(), NAME);
      }
    }
    return topology;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    outputs.clear();
    samples.forEach(each -> outputs.add(new Output(each, target(each.topic(), context))));
  }

  private static Target target(String topic, ProcessorContext<String, byte[]> context) {
    if (!isRow(topic)) {
      return (event, value) -> context.forward(event.withValue(value), topic);
    }
    KeyValueStore<String, byte[]> rows = context.getStateStore(topic);
    return topic.equals(changelog(Ledger.NAME))
        ? (event, value) -> rows.put(event.key() + event.value().get(0), value)
        : (event, value) -> rows.put(event.key(), value);
  }

  @Override
  public void process(Record<String, SpecificRecord> event) {
    for (Output output : outputs) {
      output.write(event);
    }
  }
}
