package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.streams.web.Health.Component;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What probes are told of what the instance needs. */
final class HealthTest {
  private final List<Runnable> background = new ArrayList<>();
  private final RunningInstance instance = new RunningInstance();
  private Instant now = Instant.EPOCH;
  private final Health health = new Health(instance, () -> now, background::add);

  @Test
  void aProbeDoesNotWaitButIsToldWhatWasKnownLast() {
    assertThat(registry()).isEqualTo(new Component(false, "not asked yet"));
    assertThat(health.report().ready()).isTrue();
    assertThat(health.report().components()).containsEntry("streams", new Component(true, null));

    answer();
    assertThat(registry()).isEqualTo(new Component(true, null));

    instance.registryProblem = "the registry is away";
    pass(3);
    assertThat(registry()).as("while it is asked").isEqualTo(new Component(true, null));
    answer();
    assertThat(registry()).isEqualTo(new Component(false, "the registry is away, for 0s"));
  }

  @Test
  void brokersThatAreAwayAreShownWithHowLongAndTakeNobodyOutOfALoadBalancer() {
    kafka();
    answer();
    assertThat(kafka()).isEqualTo(new Component(true, null));

    instance.kafkaProblem = "no broker answers";
    pass(60);
    kafka();
    pass(5);
    answer();
    assertThat(kafka())
        .as("nobody asked for a minute, so nobody knows of more")
        .isEqualTo(new Component(false, "no broker answers, for 5s"));
    pass(7);
    kafka();
    answer();
    assertThat(kafka()).isEqualTo(new Component(false, "no broker answers, for 12s"));
    assertThat(health.report().ready()).isTrue();
    assertThat(registry()).as("another matter").isEqualTo(new Component(true, null));

    instance.kafkaProblem = null;
    pass(3);
    kafka();
    answer();
    assertThat(kafka()).isEqualTo(new Component(true, null));
    instance.kafkaProblem = "no broker answers";
    pass(3);
    kafka();
    answer();
    assertThat(kafka())
        .as("it has answered meanwhile")
        .isEqualTo(new Component(false, "no broker answers, for 0s"));
  }

  @Test
  void aCrowdOfProbesIsOneRequestAtATimeToEach() {
    registry();
    registry();
    assertThat(background).hasSize(2);

    answer();
    pass(2);
    registry();
    assertThat(background).as("asked a moment ago").isEmpty();
  }

  @Test
  void whenAskingFailedItIsAskedAgain() {
    instance.failure = new IllegalStateException("a bug");
    registry();
    assertThatThrownBy(this::answer).hasMessage("a bug");
    instance.failure = null;

    registry();
    answer();

    assertThat(registry()).isEqualTo(new Component(true, null));
  }

  private Component registry() {
    return component("registry");
  }

  private Component kafka() {
    return component("kafka");
  }

  private Component component(String name) {
    return health.report().components().getOrDefault(name, new Component(false, "missing"));
  }

  private void pass(int seconds) {
    now = now.plusSeconds(seconds);
  }

  /** Both answer. */
  private void answer() {
    while (!background.isEmpty()) {
      background.remove(0).run();
    }
  }

  private static final class RunningInstance implements Instance {
    private @Nullable String kafkaProblem;
    private @Nullable String registryProblem;
    private @Nullable RuntimeException failure;

    @Override
    public Status status() {
      return new Status(true, true, "RUNNING");
    }

    @Override
    public Optional<String> kafkaProblem() {
      return Optional.ofNullable(kafkaProblem);
    }

    @Override
    public Optional<String> registryProblem() {
      if (failure != null) {
        throw failure;
      }
      return Optional.ofNullable(registryProblem);
    }

    @Override
    public String metrics() {
      return "no metrics";
    }

    @Override
    public Optional<Connections> connections() {
      return Optional.empty();
    }
  }
}
