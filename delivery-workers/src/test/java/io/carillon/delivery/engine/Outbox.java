package io.carillon.delivery.engine;

import io.carillon.avro.InAppCommand;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider in memory: remembers what it was given, in order, and answers as it is told. */
final class Outbox implements Channel<InAppCommand> {
  private final List<String> given = new CopyOnWriteArrayList<>();
  private volatile Channel<InAppCommand> behaviour = command -> accepted();

  static Outcome accepted() {
    return new Delivered("provider-id", Level.ACCEPTED);
  }

  Outbox answering(Channel<InAppCommand> other) {
    behaviour = other;
    return this;
  }

  /** Ids of the commands it was given, in order, also those it refused. */
  List<String> given() {
    return given;
  }

  @Override
  public Outcome deliver(InAppCommand command) throws InterruptedException {
    given.add(command.getHeader().getCommandId());
    return behaviour.deliver(command);
  }
}
