package io.carillon.streams.decide;

import org.jspecify.annotations.Nullable;

/** The event came before, or changed nothing (XC-3, XC-4). */
final class TransitionPolicy implements Policy {
  @Override
  public String name() {
    return "duplicate";
  }

  @Override
  public @Nullable Skip judge(Question question) {
    return switch (question.finding()) {
      case TRANSITION -> null;
      case DUPLICATE -> new Skip(SkipReason.DUPLICATE, question.evidence());
      case NO_TRANSITION -> new Skip(SkipReason.NO_TRANSITION, question.evidence());
      case OVERTAKEN -> new Skip(SkipReason.OVERTAKEN, question.evidence());
    };
  }
}
