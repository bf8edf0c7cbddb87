package io.carillon.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailAddressTest {
  @ParameterizedTest
  @CsvSource({
    "ann@example.org, ann@example.org",
    "Ann.B+tag@Example.org, Ann.B+tag@Example.org",
    "o'neil@example.org, o'neil@example.org",
    "ann@localhost, ann@localhost",
    "ann@bücher.example, ann@xn--bcher-kva.example",
    "ann@xn--strae-oqa.example, ann@xn--strae-oqa.example",
    "ann@例え.テスト, ann@xn--r8jz45g.xn--zckzah"
  })
  void theDomainBecomesAscii(String given, String wire) throws Exception {
    MailAddress address = MailAddress.of(given);

    assertThat(address).hasToString(wire);
    assertThat(address.isAscii()).isTrue();
  }

  @Test
  void aLocalPartThatIsNotAsciiIsComposedAndKnown() throws Exception {
    MailAddress address = MailAddress.of("ju\u0308rgen@example.org");

    assertThat(address.local()).isEqualTo("jürgen");
    assertThat(address.isAscii()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@example.org.",
        "ann@.example.org",
        "ann@example..org",
        "ann@-example.org",
        "ann@example-.org",
        "ann@example.org@",
        "ann@straße.example",
        "ann@STRAẞE.example",
        "ann@πόλος.example",
        "ann@na\u200cme.example",
        "ann@na\u200dme.example",
        "ann@exa mple.org",
        "ann@exa_mple.org",
        "ann@[127.0.0.1]",
        ".ann@example.org",
        "ann.@example.org",
        "a..n@example.org",
        "a nn@example.org",
        "\"a nn\"@example.org",
        "ann@b@example.org",
        "<ann@example.org>",
        "Ann <ann@example.org>",
        "ann@example.org, bo@example.org",
        "@relay.example:ann@example.org",
        "ann@example.org\r\nDATA",
        "ann\r\nRCPT TO:<eve@example.org>@example.org",
        "ann\u0000@example.org",
        "a\u200bnn@example.org",
        "a\u00a0nn@example.org"
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> MailAddress.of(text))
        .satisfies(
            e -> {
              assertThat(e.outcome().reason().code()).isEqualTo("invalid-address");
              assertThat(e.outcome().suppression()).isNull();
              assertThat(e.outcome().ourFault()).isFalse();
            });
  }

  @Test
  void whatIsTooLongIsRefused() throws Exception {
    assertThat(MailAddress.of("a".repeat(64) + "@example.org")).isNotNull();
    assertThat(MailAddress.of("ann@" + "abcdefg.".repeat(31) + "abcde")).isNotNull();
    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> MailAddress.of("ann@" + "abcdefg.".repeat(31) + "abcdef"));
    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> MailAddress.of("a".repeat(65) + "@example.org"));
    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> MailAddress.of("é".repeat(33) + "@example.org"));
    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> MailAddress.of("a".repeat(1_000_000) + "@example.org"));
    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> MailAddress.of("ann@" + "abcdefgh.".repeat(30) + "org"));
  }
}
