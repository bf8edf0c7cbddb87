package io.carillon.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What can be asked of a stack. */
class LocalStackOptionsTest {

  @Test
  void defaultsAreAllPartsOnTheirUsualPortsOfLoopback() {
    LocalStackOptions options = LocalStackOptions.defaults();

    assertThat(options.parts()).containsExactlyInAnyOrder(Part.values());
    assertThat(options.bindHost()).isEqualTo("127.0.0.1");
    assertThat(options.port(Part.KAFKA)).isEqualTo(9092);
    assertThat(options.port(Part.REGISTRY)).isEqualTo(8081);
    assertThat(options.port(Part.SMTP)).isEqualTo(2525);
    assertThat(options.port(Part.SANDBOX)).isEqualTo(8090);
  }

  @Test
  void badPortAndHeapAreRefusedByName() {
    LocalStackOptions options = LocalStackOptions.defaults();

    assertThatThrownBy(() -> options.withPort(Part.SMTP, 65_536))
        .hasMessage("port of the SMTP sink must be 0-65535, was 65536");
    assertThatThrownBy(() -> options.withBrokerHeap("lots"))
        .hasMessage("brokerHeap must be a number with k, m or g, was lots");
  }

  @Test
  void freePortsAreOutsideTheRangeOfOutgoingConnectionsAndNeverTheSame() {
    Set<Integer> used = new HashSet<>();

    for (int i = 0; i < 50; i++) {
      assertThat(Ports.free("127.0.0.1", used)).isBetween(1024, 32_767);
    }

    assertThat(used).hasSize(50);
  }

  @Test
  void samePortForTwoPartsIsRefused() {
    int port = Ports.free("127.0.0.1", new HashSet<>());
    LocalStackOptions options =
        LocalStackOptions.anyPorts().withPort(Part.SMTP, port).withPort(Part.SANDBOX, port);

    assertThatThrownBy(() -> Ports.settle(options))
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("port " + port + " for ");
  }
}
