package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of another instance. */
final class HopTest {
  private static final String PATH = "/v1/members/ann/decisions";

  @ParameterizedTest
  @CsvSource({
    "a|b, a%7Cb",
    "{a}, %7Ba%7D",
    "page[size], page%5Bsize%5D",
    "'a\"<>^`', 'a%22%3C%3E%5E%60'",
    "50%, 50%25",
    "50%2, 50%252",
    "é€, %C3%A9%E2%82%AC"
  })
  void whatNoUriMayHaveIsEncoded(String sent, String passedOn) {
    String target = Hop.encoded(PATH + "?event=" + sent);

    assertThat(target).isEqualTo(PATH + "?event=" + passedOn);
    assertThat(URI.create("http://localhost" + target).getRawQuery())
        .isEqualTo("event=" + passedOn);
  }

  @Test
  void whatIsEncodedOrNeedNotBeIsPassedOnAsItIs() {
    String target = PATH + "?event=a%7Cb+c&x=1,2;(3)!$'*:@/?-._~";

    assertThat(Hop.encoded(target)).isEqualTo(target);
  }
}
