package io.carillon.streams.decide;

import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.NewsletterWish;
import io.carillon.avro.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a member's newsletters should be: a state, not a pile of commands. Each change has a
 * version, and an attempt that a later change has overtaken is dropped (MOZ-10, MOZ-11, BAS-24). A
 * move says where, never whether: it overtakes no other change, and none overtakes it. Pure
 * functions.
 */
final class Wishes {
  /** What a verdict names in place of a policy if a later wish decided. */
  static final String POLICY = "newsletters";

  /** Later changes have left nothing to do. */
  static final PolicyChain.Objection OVERTAKEN =
      new PolicyChain.Objection(
          POLICY, new Skip(SkipReason.OVERTAKEN, "a later change of the same newsletters"));

  /**
   * What one command carries out.
   *
   * @param version its version
   * @param slugs the newsletters it is about
   * @param leave of a move: the newsletters that the old address only leaves
   */
  record Wish(long version, List<String> slugs, List<String> leave) {
    Wish {
      slugs = List.copyOf(slugs);
      leave = List.copyOf(leave);
    }

    /** Whether later changes have left nothing to do. */
    boolean isOvertaken() {
      return slugs.isEmpty() && leave.isEmpty();
    }

    /** The same wish, for fewer newsletters. */
    Wish without(List<String> others) {
      return others.isEmpty()
          ? this
          : new Wish(
              version, slugs.stream().filter(slug -> !others.contains(slug)).toList(), leave);
    }

    /** Whether all there is to do is to take an old address off newsletters. */
    boolean onlyLeaves() {
      return slugs.isEmpty() && !leave.isEmpty();
    }
  }

  private Wishes() {}

  /** Where the member stands once this is wished. */
  static Standing wish(Standing before, NewsletterOperation operation, Wish wish) {
    Map<String, NewsletterWish> wishes = before.getNewsletters();
    if (operation != NewsletterOperation.MOVE) {
      wishes = new HashMap<>(wishes);
      for (String slug : wish.slugs()) {
        wishes.put(slug, new NewsletterWish(operation, wish.version()));
      }
    }
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

  /** Of these newsletters, those whose last wish is a subscription. */
  static List<String> subscribed(Standing standing, List<String> slugs) {
    return slugs.stream()
        .filter(
            slug -> {
              NewsletterWish last = standing.getNewsletters().get(slug);
              return last != null && last.getOperation() == NewsletterOperation.SUBSCRIBE;
            })
        .toList();
  }

  /** A new wish for these newsletters. */
  static Wish first(Standing before, List<String> slugs) {
    return new Wish(before.getNewsletterVersion() + 1, slugs, List.of());
  }

  /**
   * What still holds of an earlier wish, as a new one.
   *
   * @param operation what the earlier wish was
   * @param slugs the newsletters it was about at first
   * @param version its version: of a move that of the first attempt, else that of the last
   */
  static Wish again(
      Standing standing, NewsletterOperation operation, List<String> slugs, long version) {
    List<String> remaining = new ArrayList<>(slugs.size());
    List<String> leave = new ArrayList<>();
    for (String slug : slugs) {
      NewsletterWish last = standing.getNewsletters().get(slug);
      if (operation == NewsletterOperation.MOVE) {
        (isUnsubscribedAfter(version, last) ? leave : remaining).add(slug);
      } else if (last == null || last.getVersion() == version) {
        remaining.add(slug);
      }
    }
    return new Wish(standing.getNewsletterVersion() + 1, remaining, leave);
  }

  /**
   * Whether a later wish says that the member is to have this newsletter at no address. An earlier
   * one says nothing about what the member subscribed to since.
   */
  private static boolean isUnsubscribedAfter(long version, @Nullable NewsletterWish last) {
    return last != null
        && last.getOperation() == NewsletterOperation.UNSUBSCRIBE
        && last.getVersion() > version;
  }
}
