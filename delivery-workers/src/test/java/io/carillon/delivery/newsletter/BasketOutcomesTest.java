package io.carillon.delivery.newsletter;

import static io.carillon.delivery.newsletter.WishBuilder.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.BackOffScope;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RetryLater;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.newsletter.BasketFailure.Stage;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BasketOutcomesTest {
  private static Outcome of(int status, int code) {
    return BasketOutcomes.of(BasketFailure.answered(status, code, null, null), NOW);
  }

  @Test
  @Behaviour("BAS-17")
  void tooManyRequestsIsARateLimitThoughItsCodeSaysUsage() {
    assertThat(of(429, BasketFailure.USAGE))
        .isEqualTo(
            new RetryLater(
                NOW.plus(Duration.ofMinutes(5)),
                Reason.of("basket-rate-limit"),
                BackOffScope.TARGET));
  }

  @ParameterizedTest
  @CsvSource({"400,1,ROUTE", "400,15,ROUTE", "400,99,MESSAGE", "500,99,MESSAGE", "500,12,MESSAGE"})
  @Behaviour({"BAS-2", "MOZ-18"})
  void whatBasketMayGetOverIsTriedAgain(int status, int code, BackOffScope scope) {
    assertThat(of(status, code))
        .isEqualTo(new RetryLater(null, Reason.of("basket-" + code), scope));
  }

  @ParameterizedTest
  @CsvSource({"500,6", "401,7", "400,8"})
  @Behaviour("BAS-2")
  void refusedCredentialsStopTheRoute(int status, int code) {
    assertThat(of(status, code)).isEqualTo(new RouteDown(Reason.of("basket-" + code)));
  }

  @ParameterizedTest
  @CsvSource({"400,5", "401,5", "400,9", "400,10", "200,9"})
  @Behaviour({"BAS-2", "BAS-1"})
  void whatWeAskWronglyIsOurFault(int status, int code) {
    assertThat(of(status, code)).isEqualTo(new Rejected(Reason.of("basket-" + code), null, true));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 11, 12, 13, 14})
  @Behaviour("MOZ-18")
  void whatIsNotThereIsNotTriedAgain(int code) {
    assertThat(of(404, code)).isEqualTo(new Rejected(Reason.of("basket-" + code), null, false));
  }

  @Test
  void codesNobodyDocumentedShareOneLabel() {
    assertThat(of(400, 4711)).isEqualTo(new Rejected(Reason.of("basket-other"), null, false));
    assertThat(of(500, -1))
        .isEqualTo(new RetryLater(null, Reason.of("basket-other"), BackOffScope.MESSAGE));
  }

  @ParameterizedTest
  @CsvSource({"500,MESSAGE", "502,ROUTE", "503,ROUTE", "504,ROUTE", "408,MESSAGE", "425,MESSAGE"})
  void aServerErrorWithoutACodeIsTriedAgain(int status, BackOffScope scope) {
    assertThat(of(status, 0))
        .isEqualTo(new RetryLater(null, Reason.of("basket-http-" + status), scope));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 401, 403, 404, 407})
  void whatIsNotBasketStopsTheRoute(int status) {
    assertThat(of(status, 0)).isEqualTo(new RouteDown(Reason.of("basket-http-" + status)));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 413, 414})
  void anyOtherRefusalWithoutACodeIsOurFault(int status) {
    assertThat(of(status, 0))
        .isEqualTo(new Rejected(Reason.of("basket-http-" + status), null, true));
  }

  @Test
  void aServerThatSaysWhenIsTriedThen() {
    Instant then = NOW.plusSeconds(90);

    assertThat(BasketOutcomes.of(BasketFailure.answered(503, 0, null, then), NOW))
        .isEqualTo(new RetryLater(then, Reason.of("basket-http-503"), BackOffScope.ROUTE));
  }

  @Test
  void whatWasNotSentStopsTheRouteAndWhatMayHaveBeenIsTriedAgain() {
    assertThat(BasketOutcomes.of(BasketFailure.silent(Stage.NOT_REACHED, "connect"), NOW))
        .isEqualTo(new RouteDown(new Reason("basket-unreachable", "connect")));
    assertThat(BasketOutcomes.of(BasketFailure.silent(Stage.UNANSWERED, "timeout"), NOW))
        .isEqualTo(
            new RetryLater(null, new Reason("basket-no-answer", "timeout"), BackOffScope.ROUTE));
  }

  @Test
  @Behaviour("BAS-25")
  void wordsOfBasketNameNoAddressAndNoToken() {
    BasketFailure failure =
        BasketFailure.answered(
            400, 2, "ann@example.org (0d5c3d6e-3f0a-4c1c-9a8b-5d6f7a8b9c0d) is bad", null);

    assertThat(failure.description()).isEqualTo("*** (***) is bad");
    assertThat(failure).hasMessageNotContainingAny("ann", "0d5c3d6e");
  }
}
