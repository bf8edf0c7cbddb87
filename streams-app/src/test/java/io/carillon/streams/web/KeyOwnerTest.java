package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;

final class KeyOwnerTest {
  private static final HostInfo SELF = new HostInfo("here", 1);
  private static final HostInfo OTHER = new HostInfo("there", 1);

  @Test
  void whoHasTheActiveRowsAnswersAndAStandbyDoesNot() {
    assertThat(KeyOwner.of(new KeyQueryMetadata(SELF, Set.of(OTHER), 3), SELF))
        .isEqualTo(new KeyOwner.Local(3));
    assertThat(KeyOwner.of(new KeyQueryMetadata(OTHER, Set.of(SELF), 3), SELF))
        .isEqualTo(new KeyOwner.Remote(OTHER));
  }

  @Test
  void whileRowsAreMovedNobodyIsKnownToHaveThem() {
    KeyOwner unknown = new KeyOwner.Unknown();

    assertThat(KeyOwner.of(null, SELF)).isEqualTo(unknown);
    assertThat(KeyOwner.of(KeyQueryMetadata.NOT_AVAILABLE, SELF)).isEqualTo(unknown);
    assertThat(KeyOwner.of(new KeyQueryMetadata(HostInfo.unavailable(), Set.of(), 3), SELF))
        .isEqualTo(unknown);
  }
}
