package io.carillon.delivery.newsletter;

import static io.carillon.delivery.newsletter.WishBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RetryAfterTest {
  @Test
  void secondsCountFromNow() {
    assertThat(RetryAfter.parse(" 90 ", NOW)).hasValue(NOW.plusSeconds(90));
  }

  @Test
  void aDateIsTakenAsItIs() {
    assertThat(RetryAfter.parse("Sun, 01 Mar 2026 12:10:00 GMT", NOW))
        .hasValue(NOW.plus(Duration.ofMinutes(10)));
  }

  @Test
  void moreThanADayIsADay() {
    assertThat(RetryAfter.parse("99999999999999999999", NOW))
        .hasValue(NOW.plus(RetryAfter.LONGEST));
    assertThat(RetryAfter.parse("90000", NOW)).hasValue(NOW.plus(RetryAfter.LONGEST));
    assertThat(RetryAfter.parse("Mon, 01 Mar 2038 12:10:00 GMT", NOW))
        .hasValue(NOW.plus(RetryAfter.LONGEST));
  }

  @Test
  void anythingElseIsNothing() {
    assertThat(RetryAfter.parse("soon", NOW)).isEmpty();
    assertThat(RetryAfter.parse("-5", NOW)).isEmpty();
  }
}
