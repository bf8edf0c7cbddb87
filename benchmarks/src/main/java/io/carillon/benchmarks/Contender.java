package io.carillon.benchmarks;

import io.carillon.schemas.Topics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link TopologyBench} compares. */
enum Contender {
  CARILLON("the whole topology", null),
  PASSTHROUGH("pass-through", Peer.Kind.PASSTHROUGH),
  STORE("one read and write of a store", Peer.Kind.STORE),
  BYTES("the same without decoding", Peer.Kind.BYTES),
  WRITES("the same records, nothing decided", Peer.Kind.WRITES);

  private static final List<String> TOPICS_OF_CARILLON =
      List.of(
          Topics.DECISIONS.name(),
          Topics.EMAIL.name(),
          Topics.EMAIL_BULK.name(),
          Topics.NEWSLETTER.name(),
          Topics.NEWSLETTER_BULK.name(),
          Topics.IN_APP.name(),
          Topics.IN_APP_BULK.name());

  private final String words;
  private final Peer.@Nullable Kind kind;

  Contender(String words, Peer.@Nullable Kind kind) {
    this.words = words;
    this.kind = kind;
  }

  /** What it is called in what is printed. */
  String words() {
    return words;
  }

  /** Its consumer group. */
  String group() {
    return kind == null ? Workbench.CARILLON : kind.application();
  }

  /** The topic that gets one record for each event. */
  String output() {
    return outputs().get(0);
  }

  /** All topics it writes to. */
  List<String> outputs() {
    if (kind == null) {
      return TOPICS_OF_CARILLON;
    }
    return this == WRITES
        ? TOPICS_OF_CARILLON.stream().map(WriteAlike::topic).toList()
        : List.of(kind.application());
  }

  /** Starts it; {@link #WRITES} needs samples of what the topology writes. */
  ChildJvm start(Workbench bench, int threads) {
    if (kind == null) {
      return bench.startStreamsApp(threads, Workbench.ANY_PORT);
    }
    String to = this == WRITES ? bench.samples().toString() : output();
    return bench.startPeer(kind, Topics.MEMBER_EVENTS.name(), to, threads);
  }
}
