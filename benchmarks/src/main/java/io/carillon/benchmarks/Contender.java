package io.carillon.benchmarks;

import io.carillon.schemas.Topics;
import java.util.List;

/** What {@link TopologyBench} compares. */
enum Contender {
  CARILLON("the whole topology"),
  PASSTHROUGH("pass-through"),
  STORE("one read and write of a store"),
  BYTES("the same without decoding");

  private final String words;

  Contender(String words) {
    this.words = words;
  }

  /** What it is called in what is printed. */
  String words() {
    return words;
  }

  /** Its consumer group. */
  String group() {
    return this == CARILLON ? Workbench.CARILLON : kind().application();
  }

  /** The topic that gets one record for each event. */
  String output() {
    return this == CARILLON ? Topics.DECISIONS.name() : kind().application();
  }

  /** All topics it writes to. */
  List<String> outputs() {
    return this == CARILLON
        ? List.of(
            output(),
            Topics.EMAIL.name(),
            Topics.EMAIL_BULK.name(),
            Topics.NEWSLETTER.name(),
            Topics.NEWSLETTER_BULK.name(),
            Topics.IN_APP.name(),
            Topics.IN_APP_BULK.name())
        : List.of(output());
  }

  ChildJvm start(Workbench bench, int threads) {
    return this == CARILLON
        ? bench.startStreamsApp(threads, Workbench.ANY_PORT)
        : bench.startPeer(kind(), Topics.MEMBER_EVENTS.name(), output(), threads);
  }

  private Peer.Kind kind() {
    return switch (this) {
      case CARILLON -> throw new IllegalStateException("is no peer");
      case PASSTHROUGH -> Peer.Kind.PASSTHROUGH;
      case STORE -> Peer.Kind.STORE;
      case BYTES -> Peer.Kind.BYTES;
    };
  }
}
