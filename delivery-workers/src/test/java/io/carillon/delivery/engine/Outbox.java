package io.carillon.delivery.engine;

import io.carillon.avro.InAppCommand;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A provider in memory: remembers what it was given, in order, and answers as it is told. */
final class Outbox implements Channel<InAppCommand> {
  private final List<String> given = new CopyOnWriteArrayList<>();
  private volatile Provider provider = command -> accepted();
  private volatile @Nullable Outcome beforeSending;

  /** What answers. */
  @FunctionalInterface
  interface Provider {
    Outcome answer(InAppCommand command) throws InterruptedException;
  }

  static Outcome accepted() {
    return new Delivered("provider-id", Level.ACCEPTED);
  }

  Outbox answering(Provider other) {
    provider = other;
    return this;
  }

  /** Ends each attempt before anything is sent, until told null. */
  Outbox endingBeforeItSends(@Nullable Outcome outcome) {
    beforeSending = outcome;
    return this;
  }

  /** Ids of the commands it was given, in order, also those it refused. */
  List<String> given() {
    return given;
  }

  @Override
  public Outcome deliver(InAppCommand command, Begin begin) throws InterruptedException {
    Outcome early = beforeSending;
    if (early != null) {
      return early;
    }
    begin.aboutToSend();
    given.add(command.getHeader().getCommandId());
    return provider.answer(command);
  }
}
