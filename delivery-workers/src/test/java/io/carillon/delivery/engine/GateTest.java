package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.delivery.engine.Gate.Pass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Draws the end of every range, so that waits are at their longest. */
  private static final RandomGenerator LATEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return -1;
        }
      };

  private final FakeClock clock = new FakeClock();
  private final Gate gate = new Gate(clock, LATEST, SECOND, Duration.ofSeconds(30));

  @Test
  void everybodyPassesWhileAllIsWell() {
    assertThat(gate.enter()).isEqualTo(Pass.OPEN);
    assertThat(gate.enter()).isEqualTo(Pass.OPEN);
    assertThat(gate.state()).isEqualTo(new Gate.State(true, FakeClock.START, null));
  }

  @Test
  void afterAFailureNobodyPassesUntilTheWaitIsOverAndThenOneAlone() {
    gate.failed(gate.enter(), "refused", Duration.ZERO);
    assertThat(gate.enter()).isEqualTo(Pass.REFUSED);

    clock.advance(SECOND);

    assertThat(gate.enter()).isEqualTo(Pass.PROBE);
    assertThat(gate.enter()).isEqualTo(Pass.REFUSED);
  }

  @Test
  void theWaitDoublesUpToItsLongest() {
    List<Long> waits = new ArrayList<>();
    Pass pass = gate.enter();
    for (int i = 0; i < 7; i++) {
      gate.failed(pass, "refused", Duration.ZERO);
      Duration wait = Duration.between(clock.instant(), gate.nextTry());
      waits.add(Math.round(wait.toMillis() / 1_000.0));
      clock.advance(wait);
      pass = gate.enter();
    }

    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void atLeastHalfOfAWaitIsWaited() {
    Gate hasty = new Gate(clock, () -> 0, SECOND, Duration.ofSeconds(30));

    hasty.failed(hasty.enter(), "refused", Duration.ZERO);

    assertThat(hasty.nextTry()).isEqualTo(FakeClock.START.plusMillis(500));
  }

  @Test
  void whileOneProbesItMakesNoSenseToAskSoonAndWhileItIsOpenAtOnce() {
    assertThat(gate.nextTry()).isEqualTo(clock.instant());
    gate.failed(gate.enter(), "refused", Duration.ZERO);
    clock.advance(SECOND);
    assertThat(gate.nextTry()).isBeforeOrEqualTo(clock.instant());

    assertThat(gate.enter()).isEqualTo(Pass.PROBE);

    assertThat(gate.nextTry()).isEqualTo(clock.instant().plus(SECOND));
  }

  @Test
  void manyWhoMeetTheSameFailureCountAsOne() {
    Pass one = gate.enter();
    Pass other = gate.enter();
    assertThat(gate.failed(one, "refused", Duration.ZERO)).isTrue();
    assertThat(gate.failed(other, "refused", Duration.ZERO)).isFalse();

    assertThat(gate.nextTry()).isBeforeOrEqualTo(FakeClock.START.plus(SECOND));
  }

  @Test
  void theFirstSuccessOpensItAndTheNextWaitIsShortAgain() {
    gate.failed(gate.enter(), "refused", Duration.ZERO);
    clock.advance(SECOND);
    gate.failed(gate.enter(), "refused", Duration.ZERO);

    gate.succeeded();

    assertThat(gate.enter()).isEqualTo(Pass.OPEN);
    gate.failed(Pass.OPEN, "refused", Duration.ZERO);
    assertThat(gate.nextTry()).isBeforeOrEqualTo(clock.instant().plus(SECOND));
  }

  @Test
  void aProbeThatToldNothingLeavesTheTurnToTheNext() {
    gate.failed(gate.enter(), "refused", Duration.ZERO);
    clock.advance(SECOND);

    gate.unused(gate.enter());

    assertThat(gate.enter()).isEqualTo(Pass.PROBE);
  }

  @Test
  void itIsNotTriedSoonerThanTheOtherSideAsked() {
    gate.failed(gate.enter(), "behind", Duration.ofSeconds(7));

    assertThat(gate.nextTry()).isEqualTo(FakeClock.START.plusSeconds(7));
  }

  @Test
  void itTellsSinceWhenAndWhyItIsShut() {
    clock.advance(SECOND);
    gate.failed(gate.enter(), "refused", Duration.ZERO);
    clock.advance(SECOND);
    gate.failed(gate.enter(), "auth-535", Duration.ZERO);

    assertThat(gate.state())
        .isEqualTo(new Gate.State(false, FakeClock.START.plusSeconds(1), "auth-535"));
  }
}
