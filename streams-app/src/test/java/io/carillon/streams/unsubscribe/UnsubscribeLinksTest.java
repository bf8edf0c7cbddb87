package io.carillon.streams.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.behaviours.Behaviour;
import io.carillon.settings.Secret;
import io.carillon.streams.unsubscribe.UnsubscribeLinks.Subscription;
import java.net.URI;
import org.junit.jupiter.api.Test;

@Behaviour("ACE-27")
class UnsubscribeLinksTest {
  private static final URI BASE = URI.create("https://notify.example.org/");

  private final UnsubscribeLinks links = new UnsubscribeLinks(BASE, new Secret("key"));

  @Test
  void aLinkNamesWhoLeavesWhat() {
    String link = links.link(new Subscription("ann/é", "community"));

    assertThat(link).startsWith("https://notify.example.org/v1/unsubscribe/");
    assertThat(links.read(token(link))).contains(new Subscription("ann/é", "community"));
  }

  @Test
  void aLinkThatIsNotOursIsRefused() {
    String token = token(links.link(new Subscription("ann", "community")));
    UnsubscribeLinks others = new UnsubscribeLinks(BASE, new Secret("another key"));

    assertThat(others.read(token)).isEmpty();
    assertThat(links.read(token.substring(1))).isEmpty();
    assertThat(links.read("A" + token)).isEmpty();
    assertThat(links.read("no dot")).isEmpty();
    assertThat(links.read("!.!")).isEmpty();
    assertThat(links.read("")).isEmpty();
  }

  @Test
  void withoutTlsThereAreNoLinks() {
    assertThatThrownBy(
            () -> new UnsubscribeLinks(URI.create("http://example.org/"), new Secret("key")))
        .hasMessageContaining("https");
  }

  private static String token(String link) {
    return link.substring(link.lastIndexOf('/') + 1);
  }
}
