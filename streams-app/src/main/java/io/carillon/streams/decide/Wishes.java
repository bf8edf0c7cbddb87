package io.carillon.streams.decide;

import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.NewsletterWish;
import io.carillon.avro.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a member's newsletters should be: a state, not a pile of commands. Each change has a
 * version, and an attempt that a later change has overtaken is dropped (MOZ-10, MOZ-11, BAS-24).
 * Pure functions.
 */
final class Wishes {
  /**
   * What one command carries out.
   *
   * @param version its version
   * @param slugs the newsletters it is about
   */
  record Wish(long version, List<String> slugs) {
    Wish {
      slugs = List.copyOf(slugs);
    }
  }

  private Wishes() {}

  /** Where the member stands once this is wished. */
  static Standing wish(Standing before, NewsletterOperation operation, Wish wish) {
    Map<String, NewsletterWish> wishes = new HashMap<>(before.getNewsletters());
    wish.slugs().forEach(slug -> wishes.put(slug, new NewsletterWish(operation, wish.version())));
    return new Standing(
        before.getVouched(),
        before.getVouchedAsOf(),
        before.getNda(),
        before.getNdaAsOf(),
        before.getEmailAsOf(),
        before.getDeletedAt(),
        wishes,
        wish.version());
  }

  /** A new wish for these newsletters. */
  static Wish next(Standing before, List<String> slugs) {
    return new Wish(before.getNewsletterVersion() + 1, slugs);
  }

  /**
   * The newsletters an earlier wish still holds for. A move is not overtaken by another move: what
   * the old address has left goes to wherever the member is now.
   */
  static List<String> remaining(
      Standing standing, NewsletterOperation operation, List<String> slugs, long version) {
    List<String> remaining = new ArrayList<>(slugs.size());
    for (String slug : slugs) {
      NewsletterWish wish = standing.getNewsletters().get(slug);
      boolean bothMove =
          wish != null
              && operation == NewsletterOperation.MOVE
              && wish.getOperation() == NewsletterOperation.MOVE;
      if (wish == null || wish.getVersion() <= version || bothMove) {
        remaining.add(slug);
      }
    }
    return remaining;
  }
}
