package io.carillon.delivery.newsletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.newsletter.BasketFailure.Stage;
import io.carillon.delivery.playpen.ContactAddress;
import io.carillon.delivery.playpen.Playpen;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** What the client refuses by itself, and what it makes of a connection's end. */
final class BasketClientTest {
  private static final ContactAddress ANN =
      new Playpen(Playpen.Mode.LIVE, List.of(), null).admit("ann@example.org").orElseThrow();

  private final BasketClient keyless =
      new BasketClient(
          URI.create("https://basket.invalid"),
          null,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          InstantSource.system());

  @Test
  @Behaviour("BAS-22")
  void aLookupByAddressNeedsAKey() {
    assertThatExceptionOfType(BasketFailure.class)
        .isThrownBy(() -> keyless.lookup(ANN, null))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(7))
        .satisfies(failure -> assertThat(failure.stage()).isEqualTo(Stage.LOCAL));
  }

  @Test
  @Behaviour("BAS-22")
  void unsubscribingNeedsNewsletters() {
    BasketContact contact = new BasketContact(null, "token", Set.of(), null, null, false);

    assertThatExceptionOfType(BasketFailure.class)
        .isThrownBy(() -> keyless.unsubscribe(contact, Set.of()))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(5))
        .satisfies(failure -> assertThat(failure.stage()).isEqualTo(Stage.LOCAL));
  }

  @Test
  @Behaviour("BAS-20")
  void everyEndOfAConnectionIsANetworkFailureAndSaysWhetherAnythingWasSent() {
    assertEnd(new HttpConnectTimeoutException("slow"), Stage.NOT_REACHED);
    assertEnd(new ConnectException("refused"), Stage.NOT_REACHED);
    assertEnd(new NoRouteToHostException("nowhere"), Stage.NOT_REACHED);
    assertEnd(new SSLHandshakeException("not trusted"), Stage.NOT_REACHED);
    assertEnd(new HttpTimeoutException("slow"), Stage.UNANSWERED);
    assertEnd(new IOException("reset"), Stage.UNANSWERED);
  }

  private static void assertEnd(IOException cause, Stage stage) {
    BasketFailure failure = BasketClient.unanswered(cause);

    assertThat(failure.stage()).isEqualTo(stage);
    assertThat(failure.code()).isEqualTo(1);
  }

  @Test
  @Behaviour("BAS-25")
  void aContactDoesNotShowItsTokenOrAddress() {
    BasketContact contact =
        new BasketContact("ann@example.org", "s3cret", Set.of("a"), null, null, false);

    assertThat(contact.toString()).doesNotContain("ann").doesNotContain("s3cret");
  }
}
