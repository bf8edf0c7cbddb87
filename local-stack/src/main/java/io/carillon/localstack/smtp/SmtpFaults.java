package io.carillon.localstack.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The sink's switches: what to refuse, drop and delay. Thread-safe. */
final class SmtpFaults {
  private final List<Armed> armed = new ArrayList<>();
  private int drops;
  private Duration delay = Duration.ZERO;

  private static final class Armed {
    private final Refusal refusal;
    private int left;

    Armed(Refusal refusal) {
      this.refusal = refusal;
      this.left = refusal.times();
    }
  }

  synchronized void add(Refusal refusal) {
    armed.add(new Armed(refusal));
  }

  synchronized void dropNext(int times) {
    drops = times;
  }

  synchronized void delay(Duration chosen) {
    delay = chosen;
  }

  synchronized void clear() {
    armed.clear();
    drops = 0;
    delay = Duration.ZERO;
  }

  /** Returns the refusal for these addresses, the one added first, and counts it as used. */
  synchronized Optional<Refusal> take(Stage stage, List<String> addresses) {
    for (Iterator<Armed> all = armed.iterator(); all.hasNext(); ) {
      Armed next = all.next();
      Refusal refusal = next.refusal;
      if (refusal.stage() == stage
          && (stage == Stage.CONNECT || addresses.stream().anyMatch(refusal.address()))) {
        next.left--;
        if (next.left == 0) {
          all.remove();
        }
        return Optional.of(refusal);
      }
    }
    return Optional.empty();
  }

  synchronized boolean takeDrop() {
    if (drops == 0) {
      return false;
    }
    drops--;
    return true;
  }

  synchronized Duration delay() {
    return delay;
  }
}
