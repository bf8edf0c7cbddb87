package io.carillon.delivery.newsletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AppliedVersionsTest {
  private final AppliedVersions applied = new AppliedVersions(2);

  @Test
  void whatWasNeverAppliedIsCurrent() {
    assertThat(applied.stillCurrent("ann", 1, Set.of("a"))).containsExactly("a");
  }

  @Test
  @Behaviour("BAS-24")
  void aLowerVersionIsNotCurrent() {
    applied.record("ann", 5, Set.of("a"));

    assertThat(applied.stillCurrent("ann", 4, Set.of("a"))).isEmpty();
  }

  @Test
  void theSameVersionIsCurrentSinceItMayBeARetry() {
    applied.record("ann", 5, Set.of("a"));

    assertThat(applied.stillCurrent("ann", 5, Set.of("a"))).containsExactly("a");
  }

  @Test
  void theHighestVersionCountsInWhateverOrderTheyCome() {
    applied.record("ann", 5, Set.of("a"));
    applied.record("ann", 3, Set.of("a"));

    assertThat(applied.stillCurrent("ann", 4, Set.of("a"))).isEmpty();
  }

  @Test
  void newslettersAndMembersAreApart() {
    applied.record("ann", 5, Set.of("a"));

    assertThat(applied.stillCurrent("ann", 4, Set.of("a", "b"))).containsExactly("b");
    assertThat(applied.stillCurrent("bob", 4, Set.of("a"))).containsExactly("a");
  }

  @Test
  void theMemberSeenLongestAgoIsForgottenFirst() {
    applied.record("ann", 5, Set.of("a"));
    applied.record("bob", 5, Set.of("a"));
    applied.record("ann", 6, Set.of("a"));
    applied.record("cy", 5, Set.of("a"));

    assertThat(applied.stillCurrent("bob", 1, Set.of("a"))).containsExactly("a");
    assertThat(applied.stillCurrent("ann", 1, Set.of("a"))).isEmpty();
  }
}
