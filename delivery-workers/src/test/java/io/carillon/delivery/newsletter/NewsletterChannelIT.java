package io.carillon.delivery.newsletter;

import static io.carillon.delivery.newsletter.ScriptedBasket.contact;
import static io.carillon.delivery.newsletter.ScriptedBasket.contactIn;
import static io.carillon.delivery.newsletter.ScriptedBasket.error;
import static io.carillon.delivery.newsletter.ScriptedBasket.hangUp;
import static io.carillon.delivery.newsletter.ScriptedBasket.ok;
import static io.carillon.delivery.newsletter.ScriptedBasket.onlyTheHead;
import static io.carillon.delivery.newsletter.ScriptedBasket.optedOut;
import static io.carillon.delivery.newsletter.ScriptedBasket.page;
import static io.carillon.delivery.newsletter.ScriptedBasket.silence;
import static io.carillon.delivery.newsletter.ScriptedBasket.unknown;
import static io.carillon.delivery.newsletter.ScriptedBasket.with;
import static io.carillon.delivery.newsletter.WishBuilder.NOW;
import static io.carillon.delivery.newsletter.WishBuilder.move;
import static io.carillon.delivery.newsletter.WishBuilder.subscribe;
import static io.carillon.delivery.newsletter.WishBuilder.unsubscribe;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.SuppressionAdvice;
import io.carillon.avro.SuppressionScope;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.Overtaken;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RetryLater;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.playpen.Playpen;
import io.carillon.settings.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is said to Basket, call by call, and what is made of each answer. */
final class NewsletterChannelIT {
  private static final Channel.Begin NOT_RECORDED = () -> {};
  private static final String PHONE = "mozilla-phone";
  private static final String NDA = "mozillians-nda";
  private static final String ANN = "ann@example.org";
  private static final String NEW_ANN = "ann@example.net";
  private static final String TOKEN = "0d5c3d6e-3f0a-4c1c-9a8b-5d6f7a8b9c0d";
  private static final String NEW_TOKEN = "7c1e9f20-6b1d-4f43-8a57-1f2e3d4c5b6a";
  private static final String LOOKUP = "GET /news/lookup-user/";
  private static final String SUBSCRIBE = "POST /news/subscribe/";
  private static final String UNSUBSCRIBE = "POST /news/unsubscribe/" + TOKEN + "/";
  private static final Playpen EVERYBODY = new Playpen(Playpen.Mode.LIVE, List.of(), null);
  private static final Outcome DONE = new Delivered(null, Level.ACCEPTED);

  @SuppressWarnings("NullAway.Init")
  private ScriptedBasket basket;

  @SuppressWarnings("NullAway.Init")
  private NewsletterChannel channel;

  @BeforeEach
  void start() throws IOException {
    basket = new ScriptedBasket();
    channel = channel(basket.url(), EVERYBODY, Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    basket.close();
  }

  private static NewsletterChannel channel(URI url, Playpen playpen, Duration requestTimeout) {
    NewsletterSettings settings =
        new NewsletterSettings(
            url,
            new Secret("the-key"),
            URI.create("https://people.example.org/"),
            Duration.ofSeconds(1),
            requestTimeout);
    return new NewsletterChannel(settings, playpen, InstantSource.fixed(NOW));
  }

  private Outcome deliver(WishBuilder wish) throws InterruptedException {
    return channel.deliver(wish.build(), NOT_RECORDED);
  }

  @Nested
  class Subscribing {
    @Test
    @Behaviour({"MOZ-13", "BAS-26"})
    void asksOnlyForWhatIsMissing() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE, "firefox-tips"), ok());

      assertThat(deliver(subscribe(ANN).slugs(PHONE, NDA))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP, SUBSCRIBE);
      assertThat(basket.call(1).form()).containsEntry("newsletters", NDA);
    }

    @Test
    @Behaviour("MOZ-13")
    void makesNoCallIfNothingIsMissing() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE, NDA));

      assertThat(deliver(subscribe(ANN).slugs(PHONE))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP);
    }

    @Test
    @Behaviour("MOZ-13")
    void makesAContactThatIsNotKnown() throws InterruptedException {
      basket.answers(unknown(), ok());

      assertThat(deliver(subscribe(ANN).slugs(PHONE))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP, SUBSCRIBE);
    }

    @Test
    @Behaviour("MOZ-13")
    void stopsIfNoNewsletterIsNamed() throws InterruptedException {
      assertThat(deliver(subscribe(ANN).slugs())).isEqualTo(DONE);

      assertThat(basket.calls()).isEmpty();
    }

    @Test
    @Behaviour({"MOZ-15", "BAS-20"})
    void saysExactlyWhatTheContractNames() throws InterruptedException {
      basket.answers(unknown(), ok());

      deliver(subscribe("ann+news@example.org").slugs(PHONE, NDA).country("DE").lang("de"));

      assertThat(basket.call(1).form())
          .containsOnly(
              entry("email", "ann+news@example.org"),
              entry("newsletters", PHONE + "," + NDA),
              entry("optin", "Y"),
              entry("sync", "N"),
              entry("source_url", "https://people.example.org/"),
              entry("country", "DE"),
              entry("lang", "de"),
              entry("api_key", "the-key"));
      assertThat(basket.call(1).key()).isNull();
    }

    @Test
    @Behaviour("MOZ-15")
    void saysNoCountryThatIsNotKnownOrNotOfTwoLetters() throws InterruptedException {
      basket.answers(unknown(), ok(), unknown(), ok());

      deliver(subscribe(ANN).slugs(PHONE));
      deliver(subscribe(ANN).slugs(PHONE).country("Germany"));

      assertThat(basket.call(1).form()).doesNotContainKeys("country", "lang");
      assertThat(basket.call(3).form()).doesNotContainKey("country");
    }

    @Test
    @Behaviour("BAS-20")
    void saysTheKeyInTheHeaderIfSynchronous() throws InterruptedException {
      basket.answers(unknown(), ok());

      deliver(subscribe(ANN).slugs(PHONE).sync());

      assertThat(basket.call(1).key()).isEqualTo("the-key");
      assertThat(basket.call(1).form()).containsEntry("sync", "Y").doesNotContainKey("api_key");
    }

    @Test
    @Behaviour({"MOZ-5", "BAS-12"})
    void leavesAContactAloneThatOptedOut() throws InterruptedException {
      basket.answers(optedOut(ANN, TOKEN));

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(new Rejected(Reason.of("opted-out-at-provider"), null, false));

      assertThat(basket.paths()).containsExactly(LOOKUP);
    }

    @Test
    @Behaviour("MOZ-16")
    void endsWithALookupThatFails() throws InterruptedException {
      basket.answers(error(500, 99, "Unknown error"));

      assertThat(deliver(subscribe(ANN).slugs(PHONE))).isInstanceOf(RetryLater.class);

      assertThat(basket.paths()).containsExactly(LOOKUP);
    }

    @Test
    @Behaviour("MOZ-1")
    void refusesASlugThatHidesASecondOne() throws InterruptedException {
      assertThat(deliver(subscribe(ANN).slugs("mozilla-phone,firefox-tips")))
          .isEqualTo(new Rejected(Reason.of("bad-slug"), null, true));
      assertThat(deliver(move(ANN, NEW_ANN).leave("mozilla-phone,firefox-tips")))
          .isEqualTo(new Rejected(Reason.of("bad-slug"), null, true));

      assertThat(basket.calls()).isEmpty();
    }
  }

  @Nested
  class Unsubscribing {
    @Test
    @Behaviour({"MOZ-14", "MOZ-1", "BAS-26"})
    void takesOnlyWhatIsAskedForAndThereByTheTokenOfTheLookup() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE, "firefox-tips"), ok());

      assertThat(deliver(unsubscribe(ANN).slugs(PHONE, NDA))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP, UNSUBSCRIBE);
      assertThat(basket.call(1).form()).containsOnly(entry("newsletters", PHONE));
    }

    @Test
    @Behaviour("MOZ-14")
    void makesNoCallIfThereIsNothingToTake() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, "firefox-tips"));

      assertThat(deliver(unsubscribe(ANN).slugs(PHONE))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP);
    }

    @Test
    @Behaviour({"MOZ-14", "XC-7"})
    void makesNoCallForAContactThatIsNotKnown() throws InterruptedException {
      basket.answers(unknown());

      assertThat(deliver(unsubscribe(ANN).slugs(PHONE))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP);
    }

    @Test
    @Behaviour("XC-7")
    void isDoneIfTheContactIsGoneMeanwhile() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE), error(404, 4, "User not found"));

      assertThat(deliver(unsubscribe(ANN).slugs(PHONE))).isEqualTo(DONE);
    }

    @Test
    @Behaviour("MOZ-14")
    void neverOptsOutOfEverything() throws InterruptedException {
      assertThat(deliver(unsubscribe(ANN).slugs(PHONE).optout()))
          .isEqualTo(new Rejected(Reason.of("global-opt-out"), null, true));

      assertThat(basket.calls()).isEmpty();
    }
  }

  @Nested
  class Moving {
    @Test
    @Behaviour({"MOZ-10", "MOZ-11", "BAS-26"})
    void subscribesTheNewAddressToWhatTheOldHasAndThenTakesThatFromTheOld()
        throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE, "firefox-tips"), unknown(), ok(), ok());

      assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE, NDA))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP, LOOKUP, SUBSCRIBE, UNSUBSCRIBE);
      assertThat(basket.call(0).query()).containsOnly(entry("email", ANN));
      assertThat(basket.call(2).form())
          .containsEntry("email", NEW_ANN)
          .containsEntry("newsletters", PHONE);
      assertThat(basket.call(3).form()).containsOnly(entry("newsletters", PHONE));
    }

    @Test
    void makesNoMoreCallsThanAHandOverWaitsFor() throws InterruptedException {
      NewsletterChannel patient = channel(basket.url(), EVERYBODY, Duration.ofSeconds(9));
      basket.answers(
          contact("bo@example.org", NEW_TOKEN, PHONE),
          contact(ANN, TOKEN, PHONE, NDA),
          ok(),
          unknown(),
          ok(),
          ok());

      assertThat(
              patient.deliver(
                  move(ANN, NEW_ANN).token(NEW_TOKEN).slugs(PHONE).leave(NDA).build(),
                  NOT_RECORDED))
          .isEqualTo(DONE);

      assertThat(basket.calls()).hasSize(6);
      assertThat(patient.longestAttempt()).hasSeconds(6 * (1 + 9));
    }

    @Test
    @Behaviour("MOZ-11")
    void carriesCountryAndLanguageOfTheOldContact() throws InterruptedException {
      basket.answers(contactIn("fr", "fr-CA", ANN, TOKEN, PHONE), unknown(), ok(), ok());

      deliver(move(ANN, NEW_ANN).slugs(PHONE));

      assertThat(basket.call(2).form())
          .containsEntry("country", "fr")
          .containsEntry("lang", "fr-CA");
    }

    @Test
    @Behaviour("MOZ-11")
    void prefersCountryAndLanguageOfTheProfile() throws InterruptedException {
      basket.answers(contactIn("fr", "fr", ANN, TOKEN, PHONE), unknown(), ok(), ok());

      deliver(move(ANN, NEW_ANN).slugs(PHONE).country("DE").lang("de"));

      assertThat(basket.call(2).form()).containsEntry("country", "DE").containsEntry("lang", "de");
    }

    @Test
    @Behaviour("MOZ-10")
    void doesNothingIfTheOldAddressIsNotKnown() throws InterruptedException {
      basket.answers(unknown());

      assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP);
    }

    @Test
    @Behaviour("MOZ-10")
    void doesNothingIfTheOldAddressHasNoneOfThem() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, "firefox-tips"));

      assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE, NDA))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP);
    }

    @Test
    @Behaviour({"MOZ-11", "MOZ-16"})
    void leavesTheOldAddressAloneIfTheNewHalfFails() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE), unknown(), error(400, 15, "maintenance"));

      assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE))).isInstanceOf(RetryLater.class);

      assertThat(basket.paths()).containsExactly(LOOKUP, LOOKUP, SUBSCRIBE);
    }

    @Test
    @Behaviour("MOZ-11")
    void finishesWithTheOldHalfIfOnlyThatFailedBefore() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE), unknown(), ok(), page(502));
      assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE))).isInstanceOf(RetryLater.class);

      basket.answers(contact(ANN, TOKEN, PHONE), contact(NEW_ANN, NEW_TOKEN, PHONE), ok());
      assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE))).isEqualTo(DONE);

      assertThat(basket.paths().subList(4, 7)).containsExactly(LOOKUP, LOOKUP, UNSUBSCRIBE);
    }

    @Test
    @Behaviour("MOZ-5")
    void leavesBothAddressesAloneIfTheNewOneOptedOut() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE), optedOut(NEW_ANN, NEW_TOKEN));

      assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE)))
          .isEqualTo(new Rejected(Reason.of("opted-out-at-provider"), null, false));

      assertThat(basket.paths()).containsExactly(LOOKUP, LOOKUP);
    }

    @Test
    void takesNothingFromAnAddressThatIsOnlySpeltAnotherWay() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE), contact(ANN, TOKEN, PHONE));

      assertThat(deliver(move(ANN, "Ann@Example.org").slugs(PHONE))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP, LOOKUP);
    }

    @Test
    @Behaviour({"MOZ-8", "MOZ-10"})
    void onlyTakesFromTheOldAddressWhatALaterWishEnded() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE, NDA), ok(), unknown(), ok(), ok());

      assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE).leave(NDA))).isEqualTo(DONE);

      assertThat(basket.paths())
          .containsExactly(LOOKUP, UNSUBSCRIBE, LOOKUP, SUBSCRIBE, UNSUBSCRIBE);
      assertThat(basket.call(1).form()).containsOnly(entry("newsletters", NDA));
      assertThat(basket.call(3).form()).containsEntry("newsletters", PHONE);
      assertThat(basket.call(4).form()).containsOnly(entry("newsletters", PHONE));
    }

    @Test
    @Behaviour("MOZ-9")
    void needsNoNewAddressForWhatIsOnlyLeft() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE, NDA), ok());

      assertThat(deliver(move(ANN, NEW_ANN).leave(PHONE, NDA))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP, UNSUBSCRIBE);
      assertThat(basket.call(1).form()).containsOnly(entry("newsletters", PHONE + "," + NDA));
    }

    @Test
    @Behaviour("MOZ-8")
    void leavesWhatALaterWishEndedEvenIfTheNewAddressOptedOut() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE, NDA), ok(), optedOut(NEW_ANN, NEW_TOKEN));

      assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE).leave(NDA)))
          .isEqualTo(new Rejected(Reason.of("opted-out-at-provider"), null, false));

      assertThat(basket.paths()).containsExactly(LOOKUP, UNSUBSCRIBE, LOOKUP);
    }

    @Test
    @Behaviour("MOZ-8")
    void leavesWhatALaterWishEndedEvenIfTheAddressIsTheOldOneAgain() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE, NDA), ok(), contact(ANN, TOKEN, PHONE));

      assertThat(deliver(move(ANN, ANN).slugs(PHONE).leave(NDA))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP, UNSUBSCRIBE, LOOKUP);
      assertThat(basket.call(1).form()).containsOnly(entry("newsletters", NDA));
    }

    @Test
    void needsAnOldAddress() throws InterruptedException {
      assertThat(deliver(move("", NEW_ANN).slugs(PHONE)))
          .isEqualTo(new Rejected(Reason.of("no-old-address"), null, true));
    }
  }

  @Nested
  class Overtaking {
    @Test
    @Behaviour({"BAS-24", "MOZ-11"})
    void dropsAWishOlderThanTheOneApplied() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE), ok());
      deliver(unsubscribe(ANN).slugs(PHONE).version(8));

      assertThat(deliver(subscribe(ANN).slugs(PHONE).version(7))).isInstanceOf(Overtaken.class);

      assertThat(basket.paths()).containsExactly(LOOKUP, UNSUBSCRIBE);
    }

    @Test
    void appliesTheRestOfAWishThatIsOvertakenInPart() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE), ok(), unknown(), ok());
      deliver(unsubscribe(ANN).slugs(PHONE).version(8));

      deliver(subscribe(ANN).slugs(PHONE, NDA).version(7));

      assertThat(basket.call(3).form()).containsEntry("newsletters", NDA);
    }

    @Test
    @Behaviour("BAS-24")
    void isNoMatterForWhatAnOldAddressLeaves() throws InterruptedException {
      basket.answers(contact(NEW_ANN, NEW_TOKEN, NDA), ok(), contact(ANN, TOKEN, PHONE, NDA), ok());
      deliver(unsubscribe(NEW_ANN).slugs(PHONE, NDA).version(8));

      assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE).leave(NDA).version(7))).isEqualTo(DONE);

      assertThat(basket.call(3).form()).containsOnly(entry("newsletters", NDA));
    }

    @Test
    void isNoMatterBetweenMembers() throws InterruptedException {
      basket.answers(unknown(), unknown());
      deliver(unsubscribe(ANN).slugs(PHONE).version(8));

      assertThat(deliver(unsubscribe("bob@example.org").member("bob").slugs(PHONE).version(1)))
          .isEqualTo(DONE);
    }

    @Test
    void needsTheNewerWishToHaveSucceeded() throws InterruptedException {
      basket.answers(page(503), unknown());
      deliver(unsubscribe(ANN).slugs(PHONE).version(8));

      assertThat(deliver(unsubscribe(ANN).slugs(PHONE).version(7))).isEqualTo(DONE);
    }
  }

  @Nested
  class Tokens {
    @Test
    @Behaviour("BAS-22")
    void areLookedUpRatherThanAddresses() throws InterruptedException {
      basket.answers(contact(ANN, TOKEN, PHONE));

      deliver(subscribe(ANN).slugs(PHONE).token(TOKEN));

      assertThat(basket.call(0).query()).containsOnly(entry("token", TOKEN));
    }

    @Test
    @Behaviour("XC-8")
    void ofSomebodyElseAreNotBelieved() throws InterruptedException {
      basket.answers(contact("bob@example.org", NEW_TOKEN, PHONE), unknown());

      assertThat(deliver(unsubscribe(ANN).slugs(PHONE).token(NEW_TOKEN))).isEqualTo(DONE);

      assertThat(basket.paths()).containsExactly(LOOKUP, LOOKUP);
      assertThat(basket.call(1).query()).containsOnly(entry("email", ANN));
    }
  }

  @Nested
  class OutsideProduction {
    @Test
    @Behaviour({"MOZ-27", "XC-8"})
    void nobodyIsSubscribedWhoIsNotAllowed() throws InterruptedException {
      channel = sandboxed(null, "@example.org");

      assertThat(deliver(subscribe("eve@example.com").slugs(PHONE)))
          .isEqualTo(new Delivered(null, Level.SANDBOXED));
      assertThat(deliver(move(ANN, "eve@example.com").slugs(PHONE)))
          .isEqualTo(new Delivered(null, Level.SANDBOXED));
      assertThat(deliver(move("eve@example.com", ANN).slugs(PHONE)))
          .isEqualTo(new Delivered(null, Level.SANDBOXED));

      assertThat(basket.calls()).isEmpty();
    }

    @Test
    @Behaviour("XC-8")
    void theSandboxAddressStandsInForNobody() throws InterruptedException {
      channel = sandboxed("sandbox@example.org");

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(new Delivered(null, Level.SANDBOXED));

      assertThat(basket.calls()).isEmpty();
    }

    @Test
    void theAllowedAreReallySubscribed() throws InterruptedException {
      channel = sandboxed(null, "@example.org");
      basket.answers(unknown(), ok());

      assertThat(deliver(subscribe(ANN).slugs(PHONE))).isEqualTo(DONE);
    }

    private NewsletterChannel sandboxed(@Nullable String address, String... allowed) {
      return channel(
          basket.url(),
          new Playpen(Playpen.Mode.SANDBOX, List.of(allowed), address),
          Duration.ofSeconds(30));
    }
  }

  @Nested
  class TestDoubles {
    @Test
    @Behaviour("BAS-21")
    void succeedWithoutACall() throws InterruptedException {
      assertThat(deliver(subscribe("success@example.com").slugs(PHONE))).isEqualTo(DONE);

      assertThat(basket.calls()).isEmpty();
    }

    @Test
    @Behaviour("BAS-21")
    void failWithoutACall() throws InterruptedException {
      assertThat(deliver(subscribe("failure@example.com").slugs(PHONE)))
          .isInstanceOfSatisfying(
              Rejected.class, out -> assertThat(out.reason().code()).isEqualTo("basket-13"));

      assertThat(basket.calls()).isEmpty();
    }
  }

  @Nested
  class Failing {
    @Test
    @Behaviour("BAS-17")
    void waitsAsLongAsTheRateLimitSays() throws InterruptedException {
      basket.answers(unknown(), with("Retry-After", "77", error(429, 5, "rate limit reached")));

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(
              new RetryLater(
                  NOW.plusSeconds(77),
                  new Reason("basket-rate-limit", "rate limit reached"),
                  BackOffScope.TARGET));
    }

    @Test
    void suppressesAnAddressThatBasketFindsInvalid() throws InterruptedException {
      basket.answers(unknown(), error(400, 2, "Invalid email address"));

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(
              new Rejected(
                  new Reason("basket-2", "Invalid email address"),
                  new SuppressionAdvice(ANN, SuppressionScope.ALL, "invalid-address"),
                  false));
    }

    @Test
    void judgesAPageThatIsNoJsonByItsStatus() throws InterruptedException {
      basket.answers(page(502), page(404), page(200));

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(new RetryLater(null, Reason.of("basket-http-502"), BackOffScope.ROUTE));
      assertThat(deliver(unsubscribe(ANN).slugs(PHONE)))
          .isEqualTo(new RouteDown(Reason.of("basket-http-404")));
      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(new RetryLater(null, Reason.of("basket-unreadable"), BackOffScope.ROUTE));
    }

    @Test
    void followsNoRedirect() throws InterruptedException {
      basket.answers(with("Location", "/elsewhere/", page(302)));

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(new RouteDown(Reason.of("basket-http-302")));

      assertThat(basket.paths()).containsExactly(LOOKUP);
    }

    @Test
    @Behaviour("BAS-20")
    void triesAgainIfNoAnswerComes() throws InterruptedException {
      channel = channel(basket.url(), EVERYBODY, Duration.ofMillis(200));
      basket.answers(silence());

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(
              new RetryLater(null, new Reason("basket-no-answer", "timeout"), BackOffScope.ROUTE));
    }

    @Test
    void triesAgainIfTheBodyNeverComes() throws InterruptedException {
      channel = channel(basket.url(), EVERYBODY, Duration.ofMillis(200));
      basket.answers(onlyTheHead());

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(
              new RetryLater(null, new Reason("basket-no-answer", "timeout"), BackOffScope.ROUTE));
    }

    @Test
    void triesAgainIfTheConnectionIsLostAfterSending() throws InterruptedException {
      basket.answers(unknown(), hangUp());

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(
              new RetryLater(
                  null, new Reason("basket-no-answer", "connection-lost"), BackOffScope.ROUTE));
    }

    @Test
    void stopsTheRouteIfNobodyListens() throws InterruptedException {
      basket.close();

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(new RouteDown(new Reason("basket-unreachable", "connect")));
    }

    @Test
    void stopsTheRouteIfThereIsNoTls() throws InterruptedException, IOException {
      try (PlainServer plain = new PlainServer()) {
        URI https = URI.create("https://127.0.0.1:" + plain.port());
        channel = channel(https, EVERYBODY, Duration.ofSeconds(30));

        assertThat(deliver(subscribe(ANN).slugs(PHONE)))
            .isEqualTo(new RouteDown(new Reason("basket-unreachable", "tls")));
      }
    }

    @Test
    void stopsReadingAnEndlessAnswer() throws InterruptedException {
      basket.answers(ScriptedBasket.json(200, "{\"status\":\"ok\"," + " ".repeat(1 << 20) + "}"));

      assertThat(deliver(subscribe(ANN).slugs(PHONE)))
          .isEqualTo(new RetryLater(null, Reason.of("basket-unreadable"), BackOffScope.ROUTE));
    }
  }

  @Nested
  class Probing {
    @Test
    @Behaviour("MOZ-21")
    void isHealthyIfTheAddressIsNotKnown() throws InterruptedException {
      basket.answers(unknown());

      assertThat(channel.probe()).isEmpty();
      assertThat(basket.call(0).query()).containsOnly(entry("email", "nobody@carillon.invalid"));
    }

    @Test
    @Behaviour("MOZ-21")
    void isNotHealthyOnAnyOtherError() throws InterruptedException {
      basket.answers(error(401, 7, "Invalid API key"));

      assertThat(channel.probe()).hasValue(new Reason("basket-7", "Invalid API key"));
    }
  }

  /** Answers a TLS greeting with words. */
  private static final class PlainServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Thread thread = new Thread(this::answer, "plain-server");

    PlainServer() throws IOException {
      thread.start();
    }

    int port() {
      return socket.getLocalPort();
    }

    private void answer() {
      try (Socket peer = socket.accept()) {
        peer.getOutputStream().write("I do not speak TLS\r\n".getBytes(US_ASCII));
        peer.getOutputStream().flush();
        // Until the peer gives up: closing first might overtake the words.
        peer.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // The test ended.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
