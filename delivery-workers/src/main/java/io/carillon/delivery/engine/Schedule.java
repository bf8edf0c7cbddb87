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
  private boolean stopped;

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
    /** Every line with a record waiting in this lane. */
    final Set<Line<C>> lines = new LinkedHashSet<>();

    /** Those of them whose first record could start now. */
    final Set<Line<C>> ready = new LinkedHashSet<>();

    /** Those of them whose first record started before and was put back. */
    final Set<Line<C>> again = new LinkedHashSet<>();

    int waiting;

    @Nullable Line<C> first() {
      Iterator<Line<C>> lines = (again.isEmpty() ? ready : again).iterator();
      return lines.hasNext() ? lines.next() : null;
    }

    void makeReady(Line<C> line, Work<C> head) {
      (head.putBack ? again : ready).add(line);
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
      lanes.put(lane, new LaneQueue<>());
    }
  }

  /** Takes records in, in the order of their partition. */
  void add(Collection<Work<C>> works) {
    lock.lock();
    try {
      for (Work<C> work : works) {
        Line<C> line = lineOf(work);
        line.queue(work.lane).addLast(work);
        lane(work.lane).waiting++;
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
        lane(work.lane).waiting++;
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
          Deque<Work<C>> queue = line.queue(lane);
          int before = queue.size();
          queue.removeIf(work -> work.progress.isClosed());
          lane(lane).waiting -= before - queue.size();
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
    promote();
    for (Lane lane : Lane.values()) { // urgent first
      Line<C> line = lane(lane).first();
      if (line != null) {
        Gate.Pass pass = route.enter();
        return pass == Gate.Pass.REFUSED ? null : start(line, lane, pass);
      }
    }
    return null;
  }

  private Work<C> start(Line<C> line, Lane lane, Gate.Pass pass) {
    Work<C> work = line.queue(lane).removeFirst();
    lane(lane).waiting--;
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
