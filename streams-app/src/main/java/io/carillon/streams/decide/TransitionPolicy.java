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
      case DUPLICATE -> new Skip("duplicate", question.evidence());
      case NO_TRANSITION -> new Skip("no-transition", question.evidence());
      case OVERTAKEN -> new Skip("overtaken", question.evidence());
    };
  }
}
