package io.carillon.streams.catalog;

import io.carillon.avro.NewsletterOperation;
import java.util.List;

/**
 * What a message type changes at the newsletter provider. Immutable.
 *
 * @param operation what to do
 * @param lists which managed newsletters, by our own names for them; at least one
 */
public record NewsletterAction(NewsletterOperation operation, List<String> lists) {
  /** Copies the list. */
  public NewsletterAction {
    lists = List.copyOf(lists);
  }

  /**
   * Tells whether the action takes a subscription on that was not there before. Only this needs the
   * member's consent: leaving a list, or moving what is there to a new address, does not.
   *
   * @return true for {@code subscribe}
   */
  public boolean needsConsent() {
    return operation == NewsletterOperation.SUBSCRIBE;
  }
}
