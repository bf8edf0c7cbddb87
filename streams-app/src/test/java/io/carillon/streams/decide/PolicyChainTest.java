package io.carillon.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.avro.Candidate;
import io.carillon.avro.Channel;
import io.carillon.behaviours.Behaviour;
import io.carillon.streams.catalog.CatalogFiles;
import io.carillon.streams.decide.PolicyChain.Objection;
import io.carillon.streams.intake.Intake;
import io.carillon.streams.recipients.RecipientStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.Test;

class PolicyChainTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  @Behaviour("ACE-31")
  void aPolicyThatThrowsObjects() {
    Objection objection = chain(new IllegalStateException("a bug")).judge(question());

    assertThat(objection)
        .isEqualTo(
            new Objection("throwing", new Skip(SkipReason.POLICY_FAILED, "IllegalStateException")));
  }

  @Test
  void whatAPolicyCannotReachForNowIsNoReasonToSkip() {
    PolicyChain chain = chain(new KafkaException("the store is gone"));

    assertThatThrownBy(() -> chain.judge(question())).hasMessage("the store is gone");
  }

  @Test
  void aTableOfSwitchesThatIsClosedDoesNotSayThatNothingWasSet() {
    Switches switches = Decide.switches(SwitchTable.store().build());

    assertThatThrownBy(() -> switches.state("vouched.email"))
        .isInstanceOf(InvalidStateStoreException.class)
        .hasMessage("switches-by-name is closed");
  }

  private static PolicyChain chain(RuntimeException failure) {
    return new PolicyChain(
        List.of(
            new Policy() {
              @Override
              public String name() {
                return "throwing";
              }

              @Override
              public Skip judge(Question question) {
                throw failure;
              }
            }));
  }

  private static Question question() {
    Candidate candidate =
        new Candidate("vouched", "e1", "ann", NOW, null, null, null, Map.of(), null);
    return Decide.again(
        CatalogFiles.builtIn(Intake.events(), NewsletterSettings.LISTS)
            .type("vouched")
            .orElseThrow(),
        Channel.EMAIL,
        candidate,
        RecipientStore.NOBODY,
        NOW);
  }
}
