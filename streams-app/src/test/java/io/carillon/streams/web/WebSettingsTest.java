package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.settings.Secret;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, and what others reach the instance as. */
final class WebSettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void othersReachItAsWhatItIsBoundTo() throws Exception {
    assertThat(bound("127.0.0.1").reachableHost()).isEqualTo("127.0.0.1");
    assertThat(bound("localhost").reachableHost()).isEqualTo("localhost");
    assertThat(bound("host.invalid").reachableHost()).isEqualTo("host.invalid");
    assertThat(bound("0.0.0.0").reachableHost())
        .as("any address is none to call")
        .isEqualTo(InetAddress.getLocalHost().getHostAddress());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "host.invalid"})
  void whereOthersMayCallATokenIsDemanded(String host) {
    assertThatThrownBy(() -> new WebSettings(host, 0, null, null, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "token must be given unless host is a loopback address, which " + host + " is not");
    assertThat(new WebSettings("127.0.0.1", 0, null, null, SECOND).token()).isNull();
  }

  @Test
  void aWriteWaitsForSomeTime() {
    assertThatThrownBy(() -> new WebSettings("127.0.0.1", 0, null, null, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("write-timeout must be at least 1ms");
    assertThat(new WebSettings("127.0.0.1", 0, null, null, Duration.ofMillis(1)).writeTimeout())
        .isEqualTo(Duration.ofMillis(1));
  }

  private static WebSettings bound(String host) {
    return new WebSettings(host, 0, null, new Secret("token"), SECOND);
  }
}
