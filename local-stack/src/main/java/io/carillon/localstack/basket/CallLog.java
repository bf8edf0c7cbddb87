package io.carillon.localstack.basket;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What was asked of the sandbox. Thread-safe. */
final class CallLog {
  private static final int KEPT_CALLS = 100;
  private static final Pattern UUID = Pattern.compile("[0-9a-fA-F-]{36}");

  private final Map<String, Map<Integer, Integer>> counts = new TreeMap<>();
  private final Deque<Call> last = new ArrayDeque<>();

  /**
   * One call.
   *
   * @param at when it was answered
   * @param what method and path
   * @param status the HTTP status of the answer
   */
  record Call(Instant at, String what, int status) {}

  synchronized void add(Instant at, String method, String path, int status) {
    String what = method + " " + UUID.matcher(path).replaceAll("<uuid>");
    counts.computeIfAbsent(what, key -> new TreeMap<>()).merge(status, 1, Integer::sum);
    last.addFirst(new Call(at, what, status));
    if (last.size() > KEPT_CALLS) {
      last.removeLast();
    }
  }

  /** Returns how often each path was answered with each status. */
  synchronized Map<String, Map<Integer, Integer>> counts() {
    Map<String, Map<Integer, Integer>> copy = new TreeMap<>();
    counts.forEach((what, statuses) -> copy.put(what, new TreeMap<>(statuses)));
    return copy;
  }

  /** Returns the last calls, the newest first. */
  synchronized List<Call> last() {
    return List.copyOf(last);
  }

  synchronized void clear() {
    counts.clear();
    last.clear();
  }
}
