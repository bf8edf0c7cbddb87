package io.carillon.delivery.engine;

import io.carillon.avro.DeliveryStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A ledger in memory: knows what it was told, and remembers what it was asked. */
final class FakeLedger implements Ledger {
  private final Map<String, Standing> standings = new ConcurrentHashMap<>();
  private final List<Question> asked = new CopyOnWriteArrayList<>();
  private volatile @Nullable IOException trouble;

  FakeLedger knows(String commandId, DeliveryStatus status, int attempt) {
    standings.put(commandId, new Standing(status, attempt));
    return this;
  }

  FakeLedger fails(@Nullable IOException with) {
    trouble = with;
    return this;
  }

  List<Question> asked() {
    return asked;
  }

  @Override
  public Optional<Standing> lookUp(Question question) throws IOException {
    asked.add(question);
    IOException with = trouble;
    if (with != null) {
      throw with;
    }
    return Optional.ofNullable(standings.get(question.commandId()));
  }
}
