package io.carillon.delivery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Outcome.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProviderCheckTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  private volatile Optional<Reason> answer = Optional.empty();
  private volatile boolean broken;

  @Test
  @Behaviour("MOZ-21")
  void theProvidersLastAnswerIsWhatCounts() {
    answer = Optional.of(new Reason("basket-7", "Invalid API key"));
    try (ProviderCheck check = ProviderCheck.start("newsletter", () -> answer, SOON)) {
      await().until(check::check, Optional.of("basket-7: Invalid API key")::equals);

      answer = Optional.empty();
      await().until(check::check, Optional.empty()::equals);

      answer = Optional.of(Reason.of("basket-unreachable"));
      await().until(check::check, Optional.of("basket-unreachable")::equals);
    }
  }

  @Test
  void untilTheFirstAnswerNothingIsKnownAndNobodyWaitsForIt() {
    CountDownLatch never = new CountDownLatch(1);
    try (ProviderCheck check =
        ProviderCheck.start(
            "newsletter",
            () -> {
              never.await();
              return Optional.empty();
            },
            NEVER)) {
      assertThat(check.check()).hasValue("not asked yet");
    }
  }

  @Test
  void aProbeThatThrowsIsAFailureAndNotTheLastOne() {
    broken = true;
    try (ProviderCheck check =
        ProviderCheck.start(
            "newsletter",
            () -> {
              if (broken) {
                throw new IllegalStateException("ann@example.org");
              }
              return answer;
            },
            SOON)) {
      await().until(check::check, Optional.of("java.lang.IllegalStateException")::equals);

      broken = false;
      await().until(check::check, Optional.empty()::equals);
    }
  }
}
