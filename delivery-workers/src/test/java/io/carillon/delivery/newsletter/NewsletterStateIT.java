package io.carillon.delivery.newsletter;

import static io.carillon.delivery.newsletter.WishBuilder.move;
import static io.carillon.delivery.newsletter.WishBuilder.subscribe;
import static io.carillon.delivery.newsletter.WishBuilder.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.SuppressionAdvice;
import io.carillon.avro.SuppressionScope;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Channel;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RetryLater;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.playpen.Playpen;
import io.carillon.localstack.basket.BasketOptions;
import io.carillon.localstack.basket.BasketSandbox;
import io.carillon.localstack.basket.Contact;
import io.carillon.localstack.basket.Maintenance;
import io.carillon.localstack.basket.Provider;
import io.carillon.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a Basket holds after each command, by a Basket that keeps the contract's rules itself. */
final class NewsletterStateIT {
  private static final Channel.Begin NOT_RECORDED = () -> {};
  private static final String PHONE = "mozilla-phone";
  private static final String NDA = "mozillians-nda";
  private static final String CONFIRMED = "mozilla-and-you";
  private static final String OTHER = "app-dev";
  private static final String ANN = "ann@example.org";
  private static final String NEW_ANN = "ann@example.net";
  private static final Outcome DONE = new Delivered(null, Level.ACCEPTED);

  private final BasketSandbox basket =
      BasketSandbox.start("127.0.0.1", 0, BasketOptions.defaults());

  private NewsletterChannel channel = channel(BasketOptions.DEFAULT_KEY);

  private NewsletterChannel channel(String key) {
    NewsletterSettings settings =
        new NewsletterSettings(
            basket.url(),
            new Secret(key),
            URI.create("https://people.example.org/"),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30));
    Playpen everybody = new Playpen(Playpen.Mode.LIVE, List.of(), null);
    return new NewsletterChannel(settings, everybody, InstantSource.system());
  }

  @BeforeEach
  void withoutRateLimit() {
    basket.limitRate(false);
  }

  @AfterEach
  void close() {
    basket.close();
  }

  private Outcome deliver(WishBuilder wish) throws InterruptedException {
    return channel.deliver(wish.build(), NOT_RECORDED);
  }

  private void given(WishBuilder wish) throws InterruptedException {
    // Another process, so that the channel under test has applied nothing yet.
    assertThat(channel(BasketOptions.DEFAULT_KEY).deliver(wish.build(), NOT_RECORDED))
        .isEqualTo(DONE);
  }

  private Contact contact(String email) {
    return basket.contact(email).orElseThrow();
  }

  private Set<String> newsletters(String email) {
    return contact(email).newsletters().keySet();
  }

  @Test
  @Behaviour({"MOZ-13", "MOZ-15", "BAS-20", "BAS-26"})
  void subscribingMakesAContactThatIsOptedInAtOnce() throws InterruptedException {
    assertThat(deliver(subscribe(ANN).slugs(PHONE, CONFIRMED).country("de").lang("de")))
        .isEqualTo(DONE);

    assertThat(newsletters(ANN)).containsExactlyInAnyOrder(PHONE, CONFIRMED);
    assertThat(contact(ANN).optin()).isTrue();
    assertThat(contact(ANN).details())
        .containsEntry("country", "de")
        .containsEntry("lang", "de")
        .containsEntry("source_url", "https://people.example.org/");
    assertThat(basket.messages()).isEmpty();
  }

  @Test
  @Behaviour("BAS-20")
  void subscribingWorksSynchronouslyToo() throws InterruptedException {
    assertThat(deliver(subscribe(ANN).slugs(PHONE).sync())).isEqualTo(DONE);

    assertThat(newsletters(ANN)).containsExactly(PHONE);
    assertThat(contact(ANN).optin()).isTrue();
  }

  @Test
  @Behaviour({"MOZ-13", "BAS-14"})
  void subscribingAgainChangesNothing() throws InterruptedException {
    given(subscribe(ANN).slugs(PHONE));
    Contact before = contact(ANN);

    assertThat(deliver(subscribe(ANN).slugs(PHONE))).isEqualTo(DONE);

    assertThat(contact(ANN)).isEqualTo(before);
    assertThat(basket.calls().get("POST /news/subscribe/")).containsOnlyKeys(200);
    assertThat(basket.calls().get("POST /news/subscribe/")).containsEntry(200, 1);
  }

  @Test
  @Behaviour({"MOZ-14", "MOZ-1"})
  void unsubscribingLeavesAllOtherNewsletters() throws InterruptedException {
    given(subscribe(ANN).slugs(PHONE, NDA, OTHER));

    assertThat(deliver(unsubscribe(ANN).slugs(PHONE))).isEqualTo(DONE);

    assertThat(newsletters(ANN)).containsExactlyInAnyOrder(NDA, OTHER);
    assertThat(contact(ANN).optout()).isFalse();
  }

  @Test
  @Behaviour({"MOZ-14", "XC-7"})
  void unsubscribingSomebodyUnknownMakesNoContact() throws InterruptedException {
    assertThat(deliver(unsubscribe(ANN).slugs(PHONE))).isEqualTo(DONE);

    assertThat(basket.contacts()).isEmpty();
  }

  @Test
  @Behaviour({"MOZ-5", "BAS-12"})
  void whoOptedOutStaysOptedOut() throws InterruptedException, IOException {
    given(subscribe(ANN).slugs(PHONE));
    optOut(contact(ANN));

    assertThat(deliver(subscribe(ANN).slugs(PHONE)))
        .isInstanceOfSatisfying(
            Rejected.class,
            out -> {
              assertThat(out.reason().code()).isEqualTo("opted-out-at-provider");
              assertThat(out.suppression()).isNull();
              assertThat(out.ourFault()).isFalse();
            });

    assertThat(contact(ANN).optout()).isTrue();
    assertThat(newsletters(ANN)).isEmpty();
  }

  /** As the person does it, at Basket's own page. */
  private void optOut(Contact contact) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(basket.url().resolve("/news/unsubscribe/" + contact.token() + "/"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("optout=Y"))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
  }

  @Test
  @Behaviour({"MOZ-10", "MOZ-11", "BAS-26"})
  void movingTakesTheManagedNewslettersAlongAndLeavesTheOthersBehind() throws InterruptedException {
    given(subscribe(ANN).slugs(PHONE, OTHER).country("fr").lang("fr"));

    assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE, NDA))).isEqualTo(DONE);

    assertThat(newsletters(NEW_ANN)).containsExactly(PHONE);
    assertThat(newsletters(ANN)).containsExactly(OTHER);
    assertThat(contact(NEW_ANN).details())
        .containsEntry("country", "fr")
        .containsEntry("lang", "fr");
  }

  @Test
  @Behaviour("MOZ-10")
  void movingSomebodyUnknownMakesNoContact() throws InterruptedException {
    assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE, NDA))).isEqualTo(DONE);

    assertThat(basket.contacts()).isEmpty();
  }

  @Test
  @Behaviour("MOZ-11")
  void movingTwiceIsMovingOnce() throws InterruptedException {
    given(subscribe(ANN).slugs(PHONE));
    given(move(ANN, NEW_ANN).slugs(PHONE));
    List<Contact> before = basket.contacts();

    assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE))).isEqualTo(DONE);

    assertThat(basket.contacts()).isEqualTo(before);
  }

  @Test
  @Behaviour("MOZ-11")
  void movingBetweenSpellingsOfOneAddressLosesNothing() throws InterruptedException {
    given(subscribe("ann@xn--bcher-kva.example").slugs(PHONE));

    assertThat(deliver(move("ann@xn--bcher-kva.example", "ann@bücher.example").slugs(PHONE)))
        .isEqualTo(DONE);

    assertThat(newsletters("ann@xn--bcher-kva.example")).containsExactly(PHONE);
  }

  @Test
  @Behaviour({"MOZ-8", "MOZ-9"})
  void theOldAddressLeavesWhatTheNewOneIsNotToHave() throws InterruptedException {
    given(subscribe(ANN).slugs(PHONE, NDA, OTHER));

    assertThat(deliver(move(ANN, NEW_ANN).leave(PHONE, NDA))).isEqualTo(DONE);

    assertThat(newsletters(ANN)).containsExactly(OTHER);
    assertThat(basket.contact(NEW_ANN)).isEmpty();
  }

  @Test
  @Behaviour({"MOZ-8", "MOZ-10"})
  void whoIsBackAtTheOldAddressKeepsWhatWasToMoveAndLeavesTheRest() throws InterruptedException {
    given(subscribe(ANN).slugs(PHONE, NDA));

    assertThat(deliver(move(ANN, ANN).slugs(PHONE).leave(NDA))).isEqualTo(DONE);

    assertThat(newsletters(ANN)).containsExactly(PHONE);
  }

  @Test
  @Behaviour({"BAS-17", "MOZ-18"})
  void theFifthTimeInFiveMinutesIsTooOften() throws InterruptedException {
    basket.limitRate(true);
    for (int i = 0; i < 4; i++) {
      given(subscribe(ANN).slugs(PHONE));
      given(unsubscribe(ANN).slugs(PHONE));
    }

    assertThat(deliver(subscribe(ANN).slugs(PHONE)))
        .isInstanceOfSatisfying(
            RetryLater.class,
            out -> {
              assertThat(out.reason().code()).isEqualTo("basket-rate-limit");
              assertThat(out.scope()).isEqualTo(BackOffScope.TARGET);
              assertThat(out.notBefore()).isNotNull();
            });
  }

  @Test
  @Behaviour("BAS-2")
  void anAddressThatIsNoneIsSuppressed() throws InterruptedException {
    assertThat(deliver(subscribe("ann@@example.org").slugs(PHONE)))
        .isInstanceOfSatisfying(
            Rejected.class,
            out ->
                assertThat(out.suppression())
                    .isEqualTo(
                        new SuppressionAdvice(
                            "ann@@example.org", SuppressionScope.ALL, "invalid-address")));
  }

  @Test
  @Behaviour("BAS-2")
  void aNewsletterThatIsNotThereIsOurFault() throws InterruptedException {
    assertThat(deliver(subscribe(ANN).slugs("no-such-newsletter")))
        .isInstanceOfSatisfying(
            Rejected.class,
            out -> {
              assertThat(out.reason().code()).isEqualTo("basket-9");
              assertThat(out.ourFault()).isTrue();
            });
  }

  @Test
  @Behaviour({"MOZ-18", "BAS-19"})
  void maintenanceAndAnUnreachableBackendAreWaitedFor() throws InterruptedException {
    basket.maintenance(Maintenance.ON);
    assertThat(deliver(subscribe(ANN).slugs(PHONE)))
        .isInstanceOfSatisfying(
            RetryLater.class, out -> assertThat(out.reason().code()).isEqualTo("basket-15"));

    basket.maintenance(Maintenance.OFF);
    basket.provider(Provider.DOWN);
    assertThat(deliver(subscribe(ANN).slugs(PHONE)))
        .isInstanceOfSatisfying(
            RetryLater.class, out -> assertThat(out.reason().code()).isEqualTo("basket-1"));

    basket.provider(Provider.UP);
    assertThat(deliver(subscribe(ANN).slugs(PHONE))).isEqualTo(DONE);
  }

  @Test
  @Behaviour({"BAS-2", "MOZ-21"})
  void aKeyThatIsRefusedStopsTheRouteAndShowsInTheProbe() throws InterruptedException {
    assertThat(channel.probe()).isEmpty();

    channel = channel("no-such-key");

    assertThat(deliver(subscribe(ANN).slugs(PHONE)))
        .isInstanceOfSatisfying(
            RouteDown.class, out -> assertThat(out.reason().code()).isEqualTo("basket-7"));
    assertThat(channel.probe())
        .hasValueSatisfying(reason -> assertThat(reason.code()).isEqualTo("basket-7"));
  }

  @Test
  void whatFailedWhileBasketWasDownSucceedsOnceItIsUp() throws InterruptedException {
    given(subscribe(ANN).slugs(PHONE));
    basket.down();
    assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE))).isInstanceOf(RouteDown.class);

    basket.up();
    basket.failWith(503, 1);
    assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE))).isInstanceOf(RetryLater.class);

    assertThat(deliver(move(ANN, NEW_ANN).slugs(PHONE))).isEqualTo(DONE);
    assertThat(newsletters(NEW_ANN)).containsExactly(PHONE);
    assertThat(newsletters(ANN)).isEmpty();
  }
}
