package io.carillon.streams.decide;

import io.carillon.avro.Channel;
import io.carillon.avro.NewsletterOperation;
import io.carillon.streams.catalog.NewsletterAction;
import org.jspecify.annotations.Nullable;

/** There is no address for the channel. The inbox needs none. */
final class AddressPolicy implements Policy {
  @Override
  public String name() {
    return "address";
  }

  @Override
  public @Nullable Skip judge(Question question) {
    if (question.channel() == Channel.IN_APP) {
      return null;
    }
    String address = question.address();
    if (address == null || address.isBlank()) {
      return new Skip(
          SkipReason.NO_ADDRESS,
          question.type().address().name().toLowerCase(java.util.Locale.ROOT));
    }
    NewsletterAction action = question.type().newsletter();
    boolean moves =
        question.channel() == Channel.NEWSLETTER
            && action != null
            && action.operation() == NewsletterOperation.MOVE;
    // MOZ-10: without an address before there is nothing to move.
    return moves && question.candidate().getOldAddress() == null
        ? new Skip(SkipReason.NO_ADDRESS, "old")
        : null;
  }
}
