package io.carillon.streams;

import static org.assertj.core.api.Assertions.fail;

import io.carillon.behaviours.Behaviour;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever comes in, and in whatever order, what comes out is what the rules say. More histories:
 * {@code -Dhistories=10000 -Dhistories.first=1000}.
 */
class RandomHistoriesTest {
  private static final int FIRST = Integer.getInteger("histories.first", 1);
  private static final int HISTORIES = Integer.getInteger("histories", 10);
  private static final int STEPS = Integer.getInteger("histories.steps", 120);

  @TempDir Path stateDir;
  private int played;

  @Test
  @Behaviour({"XC-1", "XC-2", "XC-3", "XC-4", "XC-6", "XC-7", "BAS-24"})
  void whateverComesInWhateverOrderTheRulesHold() {
    List<Integer> all = IntStream.range(0, STEPS).boxed().toList();
    for (int seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      Failure failure = play(seed, all);
      if (failure != null) {
        Failure shortest = shorten(seed, all, failure);
        fail(
            "history " + seed + " fails:\n  " + String.join("\n  ", shortest.played()),
            shortest.cause());
      }
    }
  }

  private record Failure(List<String> played, Throwable cause) {}

  private @Nullable Failure play(int seed, List<Integer> steps) {
    try (Flow flow = Flow.start(stateDir.resolve("run-" + played++), History.SETTINGS)) {
      History history = new History(flow, seed);
      try {
        steps.forEach(history::step);
        history.end();
        return null;
      } catch (RuntimeException | AssertionError e) {
        return new Failure(history.played(), e);
      }
    }
  }

  /** Leaves out what does not matter: first halves, then smaller and smaller parts. */
  private Failure shorten(int seed, List<Integer> all, Failure failure) {
    List<Integer> steps = new ArrayList<>(all);
    Failure shortest = failure;
    for (int part = steps.size() / 2; part > 0; part /= 2) {
      for (int from = 0; from < steps.size(); ) {
        List<Integer> fewer = new ArrayList<>(steps);
        fewer.subList(from, Math.min(steps.size(), from + part)).clear();
        Failure still = play(seed, fewer);
        if (still == null) {
          from += part;
        } else {
          steps = fewer;
          shortest = still;
        }
      }
    }
    return shortest;
  }
}
