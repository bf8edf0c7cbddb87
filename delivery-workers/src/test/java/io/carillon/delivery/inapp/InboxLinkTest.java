package io.carillon.delivery.inapp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InboxLinkTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/groups/nda?tab=members#top",
        "groups/nda",
        "/a/https://example.org/",
        "https://example.org",
        "https://example.org:8443/a?b=c",
        "HTTPS://example.org/"
      })
  void pathsAndHttpsUrlsAreAllowed(String link) {
    assertThat(InboxLink.isAllowed(link)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "http://example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:ann@example.org",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "https:",
        "https:evil",
        "https:///evil.example/",
        "https://example.org@evil.example/",
        "#top"
      })
  void nothingElseIs(String link) {
    assertThat(InboxLink.isAllowed(link)).isFalse();
  }
}
