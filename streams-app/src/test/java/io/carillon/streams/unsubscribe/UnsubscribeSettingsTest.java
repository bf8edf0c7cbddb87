package io.carillon.streams.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.behaviours.Behaviour;
import io.carillon.settings.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;

final class UnsubscribeSettingsTest {
  private static final URI OUTSIDE = URI.create("https://mail.example.org/");
  private static final Secret KEY = new Secret("a key of tests only");

  @Test
  @Behaviour("ACE-27")
  void linksAreMadeIfBothAreGivenAndNoneIfNeitherIs() {
    assertThat(new UnsubscribeSettings(OUTSIDE, KEY).links()).isNotNull();
    assertThat(new UnsubscribeSettings(null, null).links()).isNull();
    assertThatThrownBy(() -> new UnsubscribeSettings(OUTSIDE, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("base-url and key must be given together");
    assertThatThrownBy(() -> new UnsubscribeSettings(null, KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("base-url and key must be given together");
    assertThatThrownBy(() -> new UnsubscribeSettings(URI.create("http://mail.example.org/"), KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("base-url must be https (RFC 8058)");
  }
}
