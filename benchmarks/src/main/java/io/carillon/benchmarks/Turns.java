package io.carillon.benchmarks;

import io.carillon.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * All contenders on one broker, one at a time: each runs for its turn while the others are frozen,
 * so that whatever else the machine does meets them all alike. Used by one thread; whoever starts
 * it closes it.
 */
final class Turns implements AutoCloseable {
  /** A peer is so much faster that a shorter turn tells as much. */
  private static final int TURNS_OF_PEERS = 4;

  /** What a peer does, roughly, for when nobody knows yet; twice as much lies ready. */
  private static final long PER_SECOND = 400_000;

  /** Events that show what the topology writes. */
  private static final int SAMPLED = 20_000;

  private final Workbench bench;
  private final Loader loader;
  private final EventMix mix;
  private final Duration turn;
  private final Set<TopicPartition> inputs =
      Set.copyOf(Workbench.partitions(Topics.MEMBER_EVENTS.name()));
  private final Map<Contender, ChildJvm> children = new EnumMap<>(Contender.class);
  private long written;
  private long furthest;
  private long mostInATurn;
  private int round;

  private Turns(Workbench bench, Loader loader, EventMix mix, Duration turn) {
    this.bench = bench;
    this.loader = loader;
    this.mix = mix;
    this.turn = turn;
    this.mostInATurn = PER_SECOND * turn.dividedBy(TURNS_OF_PEERS).toMillis() / 1000;
  }

  /**
   * Starts all of them, and lets the topology read who the members are and decide a few events, for
   * the peer that writes what it writes.
   *
   * @param turn how long the topology runs each time; peers run for a quarter of it
   */
  static Turns start(Workbench bench, Loader loader, EventMix mix, Duration turn, int threads)
      throws InterruptedException {
    Turns turns = new Turns(bench, loader, mix, turn);
    try {
      for (Contender system : Contender.values()) {
        if (system != Contender.WRITES) {
          turns.children.put(system, system.start(bench, threads));
        }
      }
      bench.awaitFolded(turns.child(Contender.CARILLON));
      turns.sample();
      turns.children.put(Contender.WRITES, Contender.WRITES.start(bench, threads));
      bench.awaitCommitted(
          turns.child(Contender.WRITES), Contender.WRITES.group(), turns.inputs, SAMPLED);
      for (ChildJvm child : turns.children.values()) {
        child.freeze();
      }
      return turns;
    } catch (BenchException | InterruptedException e) {
      turns.close();
      throw e;
    }
  }

  private void sample() throws InterruptedException {
    List<String> topics = new ArrayList<>(Contender.CARILLON.outputs());
    topics.addAll(WriteAlike.changelogs());
    Map<TopicPartition, Long> starts = bench.ends(topics);
    written = SAMPLED;
    furthest = SAMPLED;
    loader.events(mix, 0, SAMPLED);
    bench.awaitCommitted(child(Contender.CARILLON), Contender.CARILLON.group(), inputs, SAMPLED);
    Samples.save(
        Samples.take(bench.broker(), Contender.CARILLON.output(), starts, bench.ends(topics)),
        bench.samples());
  }

  private ChildJvm child(Contender system) {
    return Objects.requireNonNull(children.get(system));
  }

  /** How many events a system has behind it, committed. */
  long reached(Contender system) throws InterruptedException {
    return bench.committed(system.group(), inputs);
  }

  /**
   * Gives each its turn; every other time in the opposite order.
   *
   * @return how many events a second each did
   * @throws BenchException if one did nothing, or has ended
   */
  Each<Double> round() throws InterruptedException {
    // Nobody may run out of events in its turn: that would look like being slow.
    long wanted = furthest + 2 * mostInATurn;
    if (wanted > written) {
      loader.events(mix, written, wanted);
      written = wanted;
    }
    List<Contender> order = new ArrayList<>(List.of(Contender.values()));
    if (round++ % 2 == 1) {
      Collections.reverse(order);
    }
    return Each.inOrder(order, this::turn);
  }

  private double turn(Contender system) throws InterruptedException {
    ChildJvm child = child(system);
    long before = appended(system);
    long start = System.nanoTime();
    child.thaw();
    Thread.sleep((system == Contender.CARILLON ? turn : turn.dividedBy(TURNS_OF_PEERS)).toMillis());
    child.freeze();
    double seconds = (System.nanoTime() - start) / 1e9;
    child.check();
    long after = appended(system);
    if (after >= written) {
      throw new BenchException(system.words() + " ran out of events in its turn");
    }
    furthest = Math.max(furthest, after);
    mostInATurn = Math.max(mostInATurn, after - before);
    return (after - before) / seconds;
  }

  // With the marks that end transactions, which are some forty a second.
  private long appended(Contender system) throws InterruptedException {
    return bench.ends(List.of(system.output())).values().stream().mapToLong(end -> end).sum();
  }

  /** Asks what a system has used so far. */
  Usage usage(Contender system) throws InterruptedException {
    ChildJvm child = child(system);
    child.thaw();
    Usage usage = child.measure();
    child.freeze();
    return usage;
  }

  /** Ends all of them in good order. */
  void stop() throws InterruptedException {
    for (ChildJvm child : children.values()) {
      child.thaw();
      child.stop();
    }
  }

  @Override
  public void close() {
    children.values().forEach(ChildJvm::close);
  }
}
