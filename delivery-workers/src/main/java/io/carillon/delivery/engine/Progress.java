package io.carillon.delivery.engine;

import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * How far one partition is, from its assignment to its loss. Thread-safe: the poll thread admits
 * and commits, slots start and finish.
 */
final class Progress {
  private final TreeSet<Long> open = new TreeSet<>();
  private final TreeSet<Long> started = new TreeSet<>();
  private final TreeSet<Long> cutOff = new TreeSet<>();
  private final OffsetRanges doneBefore;
  private final long suspectsEnd;
  private final OutcomesMark mark;

  private long position;
  private long bound;
  private boolean closed;
  private boolean lost;

  /**
   * What a ledger must have read before it can tell about this partition's suspects.
   *
   * @param partition the partition of the outcomes
   * @param offset where that partition ended when this one was assigned, exclusive
   */
  record OutcomesMark(int partition, long offset) {}

  /**
   * What is committed.
   *
   * @param offset the first offset that is not done
   * @param span what a successor has to know besides
   */
  record Mark(long offset, Span span) {}

  /**
   * Begins where somebody else stopped.
   *
   * @param committed the first offset that is not done
   * @param left what the predecessor left behind
   * @param suspectsEnd below it the predecessor may have sent what it did not finish
   * @param mark what the ledger must have read
   */
  Progress(long committed, Span left, long suspectsEnd, OutcomesMark mark) {
    this.position = committed;
    this.doneBefore = left.done();
    this.suspectsEnd = suspectsEnd;
    this.bound = Math.max(committed, suspectsEnd);
    this.mark = mark;
  }

  OutcomesMark mark() {
    return mark;
  }

  synchronized boolean isDone(long offset) {
    return doneBefore.contains(offset);
  }

  boolean isSuspect(long offset) {
    return offset < suspectsEnd;
  }

  /** A record arrived that is not done. */
  synchronized void admit(long offset) {
    open.add(offset);
    position = Math.max(position, offset + 1);
  }

  /** Everything below is known: admitted, done before, or no record at all. */
  synchronized void advance(long next) {
    position = Math.max(position, next);
  }

  /** A slot takes the record: it may be sent from now on. */
  synchronized void start(long offset) {
    started.add(offset);
  }

  /** The slot gave the record back unsent. */
  synchronized void giveBack(long offset) {
    started.remove(offset);
    notifyAll();
  }

  /** The slot was cut off, and the record may have been sent: a matter for the next worker. */
  synchronized void cutOff(long offset) {
    started.remove(offset);
    cutOff.add(offset);
    notifyAll();
  }

  /** The record is done: its outcome is safe. */
  synchronized void finish(long offset) {
    started.remove(offset);
    cutOff.remove(offset);
    open.remove(offset);
    notifyAll();
  }

  /** The partition goes to another: nothing more of it is to be started. */
  synchronized void close() {
    closed = true;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** The partition may be another's by now: nothing of it is to be sent, not even what started. */
  synchronized void lose() {
    lost = true;
  }

  synchronized boolean isLost() {
    return lost;
  }

  /** The first offset that is not done. */
  synchronized long lowWater() {
    return open.isEmpty() ? position : open.first();
  }

  /** Below it, records may be started without another commit. */
  synchronized long bound() {
    return bound;
  }

  /** A commit with this bound succeeded, or one with a lower bound may have. */
  synchronized void reserved(long newBound) {
    bound = newBound;
  }

  /** Where the bound can be put back to while nothing waits or is under way. */
  synchronized long idleBound() {
    return open.isEmpty() ? Math.max(position, suspectsEnd) : bound;
  }

  /**
   * The lowest bound that tells a successor the truth, once nothing more will be started: it covers
   * what is under way still, and what our predecessor may have sent.
   */
  synchronized long closingBound() {
    long low = open.isEmpty() ? position : open.first();
    long lowest = started.isEmpty() ? low : started.last() + 1;
    lowest = cutOff.isEmpty() ? lowest : Math.max(lowest, cutOff.last() + 1);
    return Math.max(lowest, low < suspectsEnd ? suspectsEnd : low);
  }

  synchronized boolean hasOpen() {
    return !open.isEmpty();
  }

  /** The first offset that was not seen yet. */
  synchronized long position() {
    return position;
  }

  /** What a successor has to know, if the given bound holds. */
  synchronized Mark mark(long withBound) {
    long low = lowWater();
    OffsetRanges done = doneBefore.from(position);
    long at = low;
    for (long next : open) {
      done.add(at, next);
      at = next + 1;
    }
    done.add(at, position);
    return new Mark(low, new Span(withBound, done));
  }

  /**
   * Waits until no record is under way.
   *
   * @param timeout how long at most
   * @return whether none is
   * @throws InterruptedException if the calling thread is interrupted meanwhile
   */
  synchronized boolean awaitIdle(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!started.isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}
