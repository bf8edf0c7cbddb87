package io.carillon.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names of nodes, stores and sub-topologies are stored data: changelogs and committed offsets are
 * named after them. A change that fails this test is either compatible (say why in the commit) or
 * needs a decision record and a way for running installations to follow.
 */
class NotificationTopologyTest {
  @Test
  void theTopologyIsTheOneThatWasReleased(@TempDir Path stateDir) throws IOException {
    try (Flow flow = Flow.start(stateDir);
        InputStream golden =
            Objects.requireNonNull(getClass().getResourceAsStream("/topology.txt"))) {
      assertThat(flow.topology().describe().toString())
          .isEqualTo(new String(golden.readAllBytes(), UTF_8));
    }
  }

  @Test
  void everyNodeHasANameOfItsOwn(@TempDir Path stateDir) {
    try (Flow flow = Flow.start(stateDir)) {
      assertThat(flow.topology().describe().toString()).doesNotContain("KSTREAM-", "KTABLE-");
    }
  }
}
