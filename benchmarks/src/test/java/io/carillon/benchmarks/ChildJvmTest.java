package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
  @Test
  @Timeout(60)
  void whoHasEndedIsNotWaitedFor(@TempDir Path folder) throws Exception {
    try (ChildJvm child =
        ChildJvm.start("gone", folder, null, List.of(), "no.such.Main", List.of())) {
      assertThatThrownBy(child::measure)
          .isInstanceOf(BenchException.class)
          .hasMessageContaining("gone does not answer");

      child.freeze();
      child.thaw();
    }
  }
}
