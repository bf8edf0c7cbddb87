package io.carillon.delivery.engine;

import io.carillon.avro.Lane;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Who is next: urgent before bulk, nobody before their time, nobody while the route is down but one
 * probe, and, where order matters, one record of a member at a time. Thread-safe.
 *
 * @param <C> the channel's command
 */
final class Schedule<C> {
  /** A clock that is not the machine's must be looked at now and then. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(200);

  /** Less than half of what Kafka's brokers wait before they give our partitions to another. */
  private static final Duration LONGEST_TRUST = Duration.ofSeconds(20);

  /** Some megabytes. */
  private static final int MOST_FOR_LEDGER = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final boolean ordered;
  private final InstantSource clock;
  private final Gate route;

  private final Map<ByteBuffer, Line<C>> byMember = new HashMap<>();
  private final Map<Work<C>, Line<C>> running = new HashMap<>();
  private final Map<Lane, LaneQueue<C>> lanes = new EnumMap<>(Lane.class);
  private final PriorityQueue<Delayed<C>> delayed =
      new PriorityQueue<>(Comparator.comparing(Delayed::due));

  /** Those here that came as suspects, also while a slot has them: they alone ask the ledger. */
  private final Set<Work<C>> suspects = new HashSet<>();

  private boolean stopped;

  /** When our partitions were last known to be ours; null until the poll thread began. */
  private @Nullable Instant confirmed;

  /** Records that run one after the other: those of a member, or a single one. */
  private static final class Line<C> {
    final @Nullable ByteBuffer member;
    final Map<Lane, Deque<Work<C>>> waiting = new EnumMap<>(Lane.class);
    boolean running;

    Line(@Nullable ByteBuffer member) {
      this.member = member;
    }

    @Nullable Work<C> head(Lane lane) {
      Deque<Work<C>> queue = waiting.get(lane);
      return queue == null ? null : queue.peekFirst();
    }

    Deque<Work<C>> queue(Lane lane) {
      return waiting.computeIfAbsent(lane, any -> new ArrayDeque<>(2));
    }
  }

  private static final class LaneQueue<C> {
    final Lane lane;

    /** Every line with a record waiting in this lane. */
    final Set<Line<C>> lines = new LinkedHashSet<>();

    /** Those of them whose first record could start now. */
    final Set<Line<C>> ready = new LinkedHashSet<>();

    /** Those of them whose first record started before and was put back. */
    final Set<Line<C>> again = new LinkedHashSet<>();

    int waiting;

    /** How many of those waiting wait for the ledger. */
    int forLedger;

    LaneQueue(Lane lane) {
      this.lane = lane;
    }

    void count(Work<C> work, int by) {
      waiting += by;
      if (work.forLedger) {
        forLedger += by;
      }
    }

    @Nullable Line<C> first() {
      Iterator<Line<C>> lines = (again.isEmpty() ? ready : again).iterator();
      return lines.hasNext() ? lines.next() : null;
    }

    /** The first that has not failed as a probe too often. */
    @Nullable Line<C> firstProbe() {
      if (!again.isEmpty()) {
        return again.iterator().next();
      }
      for (Line<C> line : ready) {
        Work<C> head = line.head(lane);
        if (head != null && !head.isPoorProbe()) {
          return line;
        }
      }
      return null;
    }

    /** Whether one of them could be a probe, now or soon. */
    boolean hasProbe() {
      for (Line<C> line : lines) {
        Work<C> head = line.head(lane);
        if (head != null && !line.running && !head.forLedger && !head.isPoorProbe()) {
          return true;
        }
      }
      return false;
    }

    void makeReady(Line<C> line, Work<C> head) {
      (head.putBack && !head.isPoorProbe() ? again : ready).add(line);
    }

    void makeUnready(Line<C> line) {
      ready.remove(line);
      again.remove(line);
    }
  }

  private record Delayed<C>(Instant due, Line<C> line, Lane lane) {}

  Schedule(boolean ordered, InstantSource clock, Gate route) {
    this.ordered = ordered;
    this.clock = clock;
    this.route = route;
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new LaneQueue<>(lane));
    }
  }

  /** Takes records in, in the order of their partition. */
  void add(Collection<Work<C>> works) {
    lock.lock();
    try {
      for (Work<C> work : works) {
        Line<C> line = lineOf(work);
        line.queue(work.lane).addLast(work);
        lane(work.lane).count(work, 1);
        if (work.suspect) {
          suspects.add(work);
        }
        offer(line);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next record that may start.
   *
   * @return the record, which the caller owes a {@link #done} or {@link #putBack}; null once the
   *     schedule is stopped
   * @throws InterruptedException if the calling thread is interrupted meanwhile
   */
  @Nullable Work<C> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!stopped) {
        Work<C> work = next();
        if (work != null) {
          return work;
        }
        changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(millisToNext()));
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the next record that may start, or null if none may now. */
  @Nullable Work<C> poll() {
    lock.lock();
    try {
      return stopped ? null : next();
    } finally {
      lock.unlock();
    }
  }

  /** The record needs no slot any more. */
  void done(Work<C> work) {
    lock.lock();
    try {
      suspects.remove(work);
      release(work);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The record was not sent: it comes again, before others of its line, but not before its time.
   */
  void putBack(Work<C> work, Instant due) {
    lock.lock();
    try {
      work.progress.giveBack(work.offset());
      work.due = due;
      work.putBack = true;
      Line<C> line = running.get(work);
      if (line != null && !work.progress.isClosed()) {
        line.queue(work.lane).addFirst(work);
        lane(work.lane).count(work, 1);
      } else {
        suspects.remove(work);
      }
      release(work);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what waits of partitions that are no longer ours, and lets none of it start. */
  void drop(Map<TopicPartition, Progress> partitions) {
    lock.lock();
    try {
      partitions.values().forEach(Progress::close);
      for (Lane lane : Lane.values()) {
        for (Line<C> line : Set.copyOf(lane(lane).lines)) {
          for (Iterator<Work<C>> all = line.queue(lane).iterator(); all.hasNext(); ) {
            Work<C> work = all.next();
            if (work.progress.isClosed()) {
              all.remove();
              lane(lane).count(work, -1);
              suspects.remove(work);
            }
          }
          lane(lane).makeUnready(line);
          offer(line);
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing starts any more. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Our partitions were ours at a moment. That can be relied on for a while, and no longer: a
   * worker that stands still, or that its brokers cannot reach, loses them without being told.
   * Nothing starts then before the next confirmation.
   *
   * @param at when Kafka was asked, not when it answered
   */
  void confirm(Instant at) {
    lock.lock();
    try {
      confirmed = at;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether it is time to {@link #confirm} again, so that nothing has to wait for it. */
  boolean needsConfirmation() {
    return isUnconfirmedFor(LONGEST_TRUST.dividedBy(2));
  }

  /** Tells whether somebody else may have our partitions by now. */
  boolean isDoubtful() {
    return isUnconfirmedFor(LONGEST_TRUST);
  }

  private boolean isUnconfirmedFor(Duration duration) {
    lock.lock();
    try {
      return confirmed != null
          && Duration.between(confirmed, clock.instant()).compareTo(duration) > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Something outside changed, such as the route's gate. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Counts the records of a lane that have not started. */
  int waiting(Lane lane) {
    lock.lock();
    try {
      return lane(lane).waiting;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts the records of a lane that wait for a slot. Those that wait for the ledger do not keep
   * others from being fetched, unless there are very many.
   */
  int crowd(Lane lane) {
    lock.lock();
    try {
      LaneQueue<C> queue = lane(lane);
      return queue.waiting - Math.min(queue.forLedger, MOST_FOR_LEDGER);
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether there is a record to find out with whether the route is up. */
  boolean hasProbe() {
    lock.lock();
    try {
      return lanes.values().stream().anyMatch(LaneQueue::hasProbe)
          || running.keySet().stream().anyMatch(work -> !work.isPoorProbe());
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether there is a record that asks the ledger, or may have asked it. */
  boolean hasSuspects() {
    lock.lock();
    try {
      return !suspects.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether a record of a lane could start if a slot were free. */
  boolean hasReady(Lane lane) {
    lock.lock();
    try {
      return lane(lane).first() != null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Work<C> next() {
    if (isDoubtful()) {
      return null;
    }
    promote();
    if (!route.isOpen()) {
      for (LaneQueue<C> queue : lanes.values()) {
        Line<C> probe = queue.firstProbe();
        if (probe != null) {
          return enter(probe, queue.lane);
        }
      }
    }
    for (LaneQueue<C> queue : lanes.values()) { // urgent first
      Line<C> line = queue.first();
      if (line != null) {
        return enter(line, queue.lane);
      }
    }
    return null;
  }

  private @Nullable Work<C> enter(Line<C> line, Lane lane) {
    Gate.Pass pass = route.enter();
    return pass == Gate.Pass.REFUSED ? null : start(line, lane, pass);
  }

  private Work<C> start(Line<C> line, Lane lane, Gate.Pass pass) {
    Work<C> work = line.queue(lane).removeFirst();
    lane(lane).count(work, -1);
    work.forLedger = false;
    line.running = true;
    running.put(work, line);
    lanes.values().forEach(queue -> queue.makeUnready(line));
    work.pass = pass;
    work.progress.start(work.offset());
    return work;
  }

  private void release(Work<C> work) {
    route.unused(work.pass);
    work.pass = Gate.Pass.OPEN;
    Line<C> line = running.remove(work);
    if (line == null) {
      return;
    }
    line.running = false;
    offer(line);
    changed.signal();
  }

  /** Puts a line where it belongs, by its first records. */
  private void offer(Line<C> line) {
    boolean empty = true;
    Instant now = clock.instant();
    for (Lane lane : Lane.values()) {
      Work<C> head = line.head(lane);
      LaneQueue<C> queue = lane(lane);
      if (head == null) {
        queue.lines.remove(line);
        continue;
      }
      empty = false;
      queue.lines.add(line);
      if (line.running) {
        continue;
      }
      if (head.due.isAfter(now)) {
        delayed.add(new Delayed<>(head.due, line, lane));
      } else {
        queue.makeReady(line, head);
      }
    }
    if (empty && !line.running && line.member != null) {
      byMember.remove(line.member);
    }
  }

  /** Moves on those whose time has come. An entry may be stale: then the line says so. */
  private void promote() {
    Instant now = clock.instant();
    for (Delayed<C> first = delayed.peek();
        first != null && !first.due().isAfter(now);
        first = delayed.peek()) {
      delayed.remove();
      Work<C> head = first.line().head(first.lane());
      if (head != null && !first.line().running && !head.due.isAfter(now)) {
        lane(first.lane()).makeReady(first.line(), head);
      }
    }
  }

  private long millisToNext() {
    Instant now = clock.instant();
    Instant next = now.plus(LONGEST_WAIT);
    Delayed<C> first = delayed.peek();
    if (first != null && first.due().isBefore(next)) {
      next = first.due();
    }
    if (!route.isOpen() && route.nextTry().isBefore(next)) {
      next = route.nextTry();
    }
    return Math.max(1, Duration.between(now, next).toMillis());
  }

  private Line<C> lineOf(Work<C> work) {
    byte[] key = work.record.key();
    if (!ordered || key == null) {
      return new Line<>(null);
    }
    return byMember.computeIfAbsent(ByteBuffer.wrap(key), Line::new);
  }

  private LaneQueue<C> lane(Lane lane) {
    LaneQueue<C> queue = lanes.get(lane);
    if (queue == null) {
      throw new IllegalStateException("no lane " + lane);
    }
    return queue;
  }
}
