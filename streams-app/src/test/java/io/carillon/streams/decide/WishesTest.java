package io.carillon.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.NewsletterWish;
import io.carillon.avro.Standing;
import io.carillon.behaviours.Behaviour;
import io.carillon.streams.decide.Wishes.Wish;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WishesTest {
  private static final List<String> BOTH = List.of("phone", "nda");

  @Test
  @Behaviour("BAS-24")
  void aSubscriptionIsRememberedAndAMoveOnlyCounted() {
    Standing subscribed =
        Wishes.wish(
            standing(0, Map.of()),
            NewsletterOperation.SUBSCRIBE,
            new Wish(1, List.of("nda"), List.of()));
    Standing moved =
        Wishes.wish(subscribed, NewsletterOperation.MOVE, new Wish(2, BOTH, List.of()));

    assertThat(moved.getNewsletters())
        .isEqualTo(Map.of("nda", new NewsletterWish(NewsletterOperation.SUBSCRIBE, 1L)));
    assertThat(moved.getNewsletterVersion()).isEqualTo(2);
  }

  @Test
  @Behaviour("BAS-24")
  void onlyTheNewestWishForANewsletterStillHolds() {
    Standing standing =
        standing(
            3,
            Map.of(
                "phone", new NewsletterWish(NewsletterOperation.SUBSCRIBE, 2L),
                "nda", new NewsletterWish(NewsletterOperation.UNSUBSCRIBE, 3L)));

    assertThat(Wishes.again(standing, NewsletterOperation.UNSUBSCRIBE, BOTH, 3))
        .isEqualTo(new Wish(4, List.of("nda"), List.of()));
    assertThat(Wishes.again(standing, NewsletterOperation.UNSUBSCRIBE, BOTH, 1).isOvertaken())
        .isTrue();
  }

  @Test
  void nothingIsLaterThanAWishForANewsletterThatHasGotAnotherName() {
    assertThat(Wishes.again(standing(3, Map.of()), NewsletterOperation.SUBSCRIBE, BOTH, 3))
        .isEqualTo(new Wish(4, BOTH, List.of()));
  }

  @Test
  @Behaviour({"MOZ-10", "MOZ-11"})
  void theOldAddressOnlyLeavesWhatWasUnsubscribedAfterTheMove() {
    Standing standing =
        standing(
            6,
            Map.of(
                "phone", new NewsletterWish(NewsletterOperation.UNSUBSCRIBE, 4L),
                "nda", new NewsletterWish(NewsletterOperation.UNSUBSCRIBE, 6L)));

    assertThat(Wishes.again(standing, NewsletterOperation.MOVE, BOTH, 5))
        .isEqualTo(new Wish(7, List.of("phone"), List.of("nda")));
    assertThat(Wishes.again(standing, NewsletterOperation.MOVE, BOTH, 3).onlyLeaves()).isTrue();
  }

  @Test
  void aMoveThatWasRememberedAsAWishSaysNothing() {
    Standing standing =
        standing(6, Map.of("nda", new NewsletterWish(NewsletterOperation.MOVE, 6L)));

    assertThat(Wishes.again(standing, NewsletterOperation.MOVE, BOTH, 5))
        .isEqualTo(new Wish(7, BOTH, List.of()));
  }

  private static Standing standing(long version, Map<String, NewsletterWish> wishes) {
    return new Standing(null, null, null, null, null, null, wishes, version);
  }
}
