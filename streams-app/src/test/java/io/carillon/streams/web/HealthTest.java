package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.streams.web.Health.Component;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What probes are told of the registry. */
final class HealthTest {
  private final List<Runnable> background = new ArrayList<>();
  private final RunningInstance instance = new RunningInstance();
  private Instant now = Instant.EPOCH;
  private final Health health = new Health(instance, () -> now, background::add);

  @Test
  void aProbeDoesNotWaitForTheRegistryButIsToldWhatWasKnownLast() {
    assertThat(registry()).isEqualTo(new Component(false, "not asked yet"));
    assertThat(health.report().ready()).isTrue();
    assertThat(health.report().components()).containsEntry("streams", new Component(true, null));

    answer();
    assertThat(registry()).isEqualTo(new Component(true, null));

    instance.problem = "the registry is away";
    now = now.plus(Duration.ofSeconds(3));
    assertThat(registry()).as("while it is asked").isEqualTo(new Component(true, null));
    answer();
    assertThat(registry()).isEqualTo(new Component(false, "the registry is away"));
  }

  @Test
  void aCrowdOfProbesIsOneRequestAtATime() {
    registry();
    registry();
    assertThat(background).hasSize(1);

    answer();
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
    return health.report().components().getOrDefault("registry", new Component(false, "missing"));
  }

  private void answer() {
    background.remove(0).run();
  }

  private static final class RunningInstance implements Instance {
    private @Nullable String problem;
    private @Nullable RuntimeException failure;

    @Override
    public Status status() {
      return new Status(true, true, "RUNNING");
    }

    @Override
    public Optional<String> registryProblem() {
      if (failure != null) {
        throw failure;
      }
      return Optional.ofNullable(problem);
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
