package io.carillon.delivery.engine;

import io.carillon.avro.Lane;
import io.carillon.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the schedule from Kafka and commits what is done. It never stops polling while the engine
 * runs, so that Kafka never takes a slow provider for a dead worker. One thread runs it.
 *
 * @param <C> the channel's command
 */
final class PollLoop<C> implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
  private static final Duration LONG_POLL = Duration.ofMillis(100);

  /** While something is paused, room may appear at any moment. */
  private static final Duration SHORT_POLL = Duration.ofMillis(10);

  private final String label;
  private final Map<String, Lane> lanes;
  private final EngineSettings settings;
  private final Consumer<byte[], byte[]> consumer;
  private final EndOffsets ends;
  private final Schedule<C> schedule;
  private final Gates gates;
  private final HandOver handOver;
  private final InstantSource clock;

  private final Map<TopicPartition, Progress> assigned = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Set<Lane> full = EnumSet.noneOf(Lane.class);
  private volatile BooleanSupplier stopping = () -> false;
  private volatile int partitions;
  private volatile long lastPoll = System.nanoTime();
  private long lastCommit = System.nanoTime();

  /**
   * How partitions are handed over.
   *
   * @param patience how long attempts under way may take to end
   * @param cutOff cuts off those that took longer
   * @param lastPatience how long that may take
   */
  record HandOver(Duration patience, Runnable cutOff, Duration lastPatience) {}

  PollLoop(
      ChannelSpec<?> spec,
      EngineSettings settings,
      Consumer<byte[], byte[]> consumer,
      EndOffsets ends,
      Schedule<C> schedule,
      Gates gates,
      HandOver handOver,
      InstantSource clock) {
    this.label = spec.label();
    this.lanes = Map.of(spec.urgent().name(), Lane.URGENT, spec.bulk().name(), Lane.BULK);
    this.settings = settings;
    this.consumer = consumer;
    this.ends = ends;
    this.schedule = schedule;
    this.gates = gates;
    this.handOver = handOver;
    this.clock = clock;
  }

  /** Records fetched at once: enough to keep every slot busy until the next poll. */
  static int pollRecords(EngineSettings settings) {
    return Math.max(100, settings.slots() * 8);
  }

  /** Runs until told to stop, or a failure. */
  void run(BooleanSupplier stopping) {
    consumer.subscribe(lanes.keySet(), this);
    schedule.confirm(clock.instant()); // what will be assigned, will be assigned later
    try {
      this.stopping = stopping;
      while (!stopping.getAsBoolean()) {
        turn();
      }
    } catch (WakeupException e) {
      LOG.debug("{}: woken up to stop", label);
    }
  }

  /** One poll and what belongs to it. */
  void turn() {
    ConsumerRecords<byte[], byte[]> records =
        consumer.poll(consumer.paused().isEmpty() ? LONG_POLL : SHORT_POLL);
    lastPoll = System.nanoTime();
    confirm();
    admit(records);
    steer();
    forget();
    if (System.nanoTime() - lastCommit >= settings.commitInterval().toNanos()) {
      commitProgress();
      lastCommit = System.nanoTime();
    }
  }

  /**
   * Ends the work on every partition: what is under way may end, what is done is committed.
   *
   * @param atOnce not to wait for what is under way
   * @return whether all of it ended
   */
  boolean drain(boolean atOnce) {
    return drain(Map.copyOf(assigned), atOnce ? Duration.ZERO : handOver.patience());
  }

  /** Commits for the last time, and lets go of all partitions. */
  void commitAndForget() {
    commitClosing(Map.copyOf(assigned));
    assigned.clear();
    partitions = 0;
  }

  int partitions() {
    return partitions;
  }

  Duration sinceLastPoll() {
    return Duration.ofNanos(System.nanoTime() - lastPoll);
  }

  // --- partitions come and go

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> added) {
    if (added.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> left =
        patiently(() -> consumer.committed(Set.copyOf(added)));
    Set<TopicPartition> ofInterest = new HashSet<>(added);
    added.forEach(partition -> ofInterest.add(outcomesOf(partition)));
    Map<TopicPartition, Long> ending = patiently(() -> ends.of(ofInterest));
    for (TopicPartition partition : added) {
      Progress progress = patiently(() -> resume(partition, left.get(partition), ending));
      assigned.put(partition, progress);
    }
    partitions = assigned.size();
    LOG.info("{}: {} partitions added, {} in all", label, added.size(), partitions);
  }

  private Progress resume(
      TopicPartition partition,
      @Nullable OffsetAndMetadata left,
      Map<TopicPartition, Long> ending) {
    long end = ending.getOrDefault(partition, Long.MAX_VALUE);
    TopicPartition outcomes = outcomesOf(partition);
    var mark = new Progress.OutcomesMark(outcomes.partition(), ending.getOrDefault(outcomes, 0L));
    // What nobody can read may say anything: everything that is there by now is suspect.
    Span anything = new Span(end, new OffsetRanges());
    long start;
    Span span;
    if (left != null) {
      committed.put(partition, left);
      start = left.offset();
      span = Span.decode(start, left.metadata()).orElse(anything);
    } else {
      start = consumer.position(partition);
      // Where nobody ever reported anything, nobody was here before. Else offsets were forgotten.
      span = mark.offset() == 0 ? Span.none(start) : anything;
    }
    // What was written after the predecessor was gone, it cannot have sent.
    long suspectsEnd = Math.max(start, Math.min(span.bound(), end));
    if (suspectsEnd > start) {
      LOG.info(
          "{}: {} may have been sent from {} to {}: looking up",
          label,
          partition,
          start,
          suspectsEnd);
    }
    return new Progress(start, span, suspectsEnd, mark);
  }

  /** Asks the brokers until they answer: that they are away must not end a worker. */
  private <T> T patiently(Supplier<T> question) {
    while (true) {
      try {
        return question.get();
      } catch (RetriableException e) {
        if (stopping.getAsBoolean()) {
          throw e;
        }
        LOG.warn("{}: the brokers do not say what was left, asking again: {}", label, e.toString());
        lastPoll = System.nanoTime(); // as alive as one can be
        LockSupport.parkNanos(settings.firstBackOff().toNanos());
      }
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> removed) {
    Map<TopicPartition, Progress> ours = take(removed);
    if (ours.isEmpty()) {
      return;
    }
    if (!drain(ours, handOver.patience())) {
      LOG.warn("{}: attempts are cut off as their partitions move; they will be looked up", label);
      handOver.cutOff().run();
      drain(ours, handOver.lastPatience());
    }
    ours.values().forEach(Progress::lose);
    lastPoll = System.nanoTime();
    commitClosing(ours);
    LOG.info("{}: {} partitions handed over, {} left", label, ours.size(), partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> removed) {
    Map<TopicPartition, Progress> ours = take(removed);
    ours.values().forEach(Progress::lose);
    schedule.drop(ours);
    handOver.cutOff().run();
    LOG.warn("{}: {} partitions lost, {} left", label, ours.size(), partitions);
  }

  private Map<TopicPartition, Progress> take(Collection<TopicPartition> removed) {
    Map<TopicPartition, Progress> ours = new HashMap<>();
    for (TopicPartition partition : removed) {
      Progress progress = assigned.remove(partition);
      if (progress != null) {
        ours.put(partition, progress);
      }
    }
    partitions = assigned.size();
    return ours;
  }

  private boolean drain(Map<TopicPartition, Progress> ours, Duration timeout) {
    schedule.drop(ours);
    long end = System.nanoTime() + timeout.toNanos();
    boolean idle = true;
    try {
      for (Progress progress : ours.values()) {
        idle &= progress.awaitIdle(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return idle;
  }

  private static TopicPartition outcomesOf(TopicPartition partition) {
    // Commands and outcomes are keyed by member, and have as many partitions.
    return new TopicPartition(Topics.OUTCOMES.name(), partition.partition());
  }

  // --- records come in

  private void admit(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, Long> bounds = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      Progress progress = assigned.get(partition);
      long end = last(records.records(partition)).offset() + 1;
      if (progress != null && end > progress.bound()) {
        bounds.put(partition, end + settings.span());
      }
    }
    boolean reserved = bounds.isEmpty() || reserve(bounds);
    List<Work<C>> works = new ArrayList<>();
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> batch = records.records(partition);
      if (reserved || !bounds.containsKey(partition)) {
        admit(partition, batch, works);
      } else if (assigned.containsKey(partition)) {
        // Not handed out, so fetched again: by the next turn, or by whoever has it then.
        consumer.seek(partition, batch.get(0).offset());
      }
    }
    schedule.add(works);
  }

  private void admit(
      TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> batch, List<Work<C>> works) {
    Progress progress = assigned.get(partition);
    Lane lane = lanes.get(partition.topic());
    if (progress == null || lane == null) {
      return;
    }
    for (ConsumerRecord<byte[], byte[]> record : batch) {
      if (!progress.isDone(record.offset())) {
        progress.admit(record.offset());
        works.add(new Work<>(record, lane, progress, progress.isSuspect(record.offset())));
      }
    }
    progress.advance(last(batch).offset() + 1);
  }

  private static ConsumerRecord<byte[], byte[]> last(List<ConsumerRecord<byte[], byte[]>> batch) {
    return batch.get(batch.size() - 1);
  }

  /**
   * Fetches no more than can be worked on, nothing bulk while urgent records wait, and nothing at
   * all while the route is down, unless a record is needed to find out whether it still is.
   */
  private void steer() {
    int limit = 2 * pollRecords(settings);
    for (Lane lane : Lane.values()) {
      int waiting = schedule.crowd(lane);
      if (waiting >= limit) {
        full.add(lane);
      } else if (waiting <= limit / 2) {
        full.remove(lane);
      }
    }
    boolean down = !gates.route().isOpen();
    boolean needsProbe = down && !schedule.hasProbe();
    boolean bulkYields = schedule.hasReady(Lane.URGENT) && !needsProbe;
    Set<TopicPartition> paused = consumer.paused();
    Set<TopicPartition> pause = new HashSet<>();
    Set<TopicPartition> resume = new HashSet<>();
    for (TopicPartition partition : assigned.keySet()) {
      Lane lane = lanes.get(partition.topic());
      boolean hold =
          (down && !needsProbe) || full.contains(lane) || (lane == Lane.BULK && bulkYields);
      if (hold != paused.contains(partition)) {
        (hold ? pause : resume).add(partition);
      }
    }
    consumer.pause(pause);
    consumer.resume(resume);
  }

  /** A gate that nobody here wants through would stay shut, and us not ready, for ever. */
  private void forget() {
    if (assigned.isEmpty()) {
      gates.route().forget();
    }
    if (!schedule.hasSuspects()) {
      gates.ledger().forget();
    }
  }

  // --- commits

  /** Makes new bounds known before anything beyond the old ones is handed out. */
  private boolean reserve(Map<TopicPartition, Long> bounds) {
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    bounds.forEach(
        (partition, bound) -> {
          Progress progress = assigned.get(partition);
          if (progress != null) {
            next.put(partition, mark(progress, bound));
          }
        });
    if (!commit(next)) {
      return false;
    }
    next.keySet().forEach(partition -> raise(partition, bounds.getOrDefault(partition, 0L)));
    return true;
  }

  private void raise(TopicPartition partition, long bound) {
    Progress progress = assigned.get(partition);
    if (progress != null) {
      progress.reserved(bound);
    }
  }

  /** Commits what is done, and moves each bound along, so that handing out hardly ever waits. */
  private void commitProgress() {
    try {
      commitWhatIsDone();
    } catch (RetriableException e) {
      LOG.warn("{}: the brokers do not say where partitions are: {}", label, e.toString());
    }
  }

  private void commitWhatIsDone() {
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    Map<TopicPartition, Long> raised = new HashMap<>();
    assigned.forEach(
        (partition, progress) -> {
          if (!progress.hasOpen()) {
            progress.advance(consumer.position(partition)); // past markers that are no records
          }
          long bound = progress.idleBound();
          if (bound < progress.bound()) {
            // Lowered before the commit, in case that succeeds without our knowing.
            progress.reserved(bound);
          } else if (progress.hasOpen() && bound - progress.position() < settings.span() / 2) {
            bound = progress.position() + settings.span();
            raised.put(partition, bound);
          }
          OffsetAndMetadata mark = mark(progress, bound);
          if (!mark.equals(committed.get(partition))) {
            next.put(partition, mark);
          }
        });
    if (!next.isEmpty() && commit(next)) {
      raised.forEach(this::raise);
    }
  }

  private void commitClosing(Map<TopicPartition, Progress> ours) {
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    ours.forEach(
        (partition, progress) -> next.put(partition, mark(progress, progress.closingBound())));
    if (!next.isEmpty()) {
      try {
        commit(next);
      } catch (WakeupException e) {
        commit(next); // it was meant for the polls, which are over
      }
    }
    next.keySet().forEach(committed::remove);
  }

  /**
   * Finds out now and then, also if nothing was done, whether our partitions are ours still. Polls
   * do not tell: they return without a word while no broker answers.
   */
  private void confirm() {
    if (!assigned.isEmpty() && schedule.needsConfirmation()) {
      commit(marks());
    }
  }

  /** What is committed already, or may be. */
  private Map<TopicPartition, OffsetAndMetadata> marks() {
    Map<TopicPartition, OffsetAndMetadata> marks = new HashMap<>();
    assigned.forEach(
        (partition, progress) -> marks.put(partition, mark(progress, progress.bound())));
    return marks;
  }

  private static OffsetAndMetadata mark(Progress progress, long bound) {
    // One look, as slots go on finishing records meanwhile.
    Progress.Mark mark = progress.mark(bound);
    return new OffsetAndMetadata(mark.offset(), mark.span().encode(mark.offset()));
  }

  /** Commits for as long as we are a member of the group, which it confirms. */
  private boolean commit(Map<TopicPartition, OffsetAndMetadata> next) {
    Instant asked = clock.instant();
    try {
      consumer.commitSync(next);
      committed.putAll(next);
      schedule.confirm(asked);
      return true;
    } catch (CommitFailedException | RetriableException e) {
      // We were taken for dead, or the brokers are away: the next poll will tell.
      LOG.warn("{}: {} partitions not committed: {}", label, next.size(), e.toString());
      return false;
    }
  }
}
