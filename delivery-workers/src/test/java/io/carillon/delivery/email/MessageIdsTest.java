package io.carillon.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.carillon.settings.Secret;
import org.junit.jupiter.api.Test;

final class MessageIdsTest {
  private static final MessageIds IDS = new MessageIds(new Secret("k".repeat(32)), "mail.example");
  private static final MailAddress ANN = new MailAddress("ann", "example.org");
  private static final MailAddress BO = new MailAddress("bo", "example.org");

  @Test
  void anIdIsTheSameEachTime() {
    assertThat(IDS.messageId("c1", ANN))
        .isEqualTo(IDS.messageId("c1", ANN))
        .matches("<[a-z2-7]{32}@mail\\.example>");
  }

  @Test
  void anIdIsTheSameInEveryVersionAsRetriesOutliveAnUpgrade() {
    assertThat(IDS.messageId("c1", "Ann@example.org"))
        .isEqualTo("<p3b2oropcaot5abq3t6rh6uf3aztu4so@mail.example>");
  }

  @Test
  void whatIsNoAddressHasNoId() {
    assertThatIllegalArgumentException().isThrownBy(() -> IDS.messageId("c1", "ann"));
  }

  @Test
  void anIdDependsOnCommandRecipientAndKey() {
    MessageIds others = new MessageIds(new Secret("l".repeat(32)), "mail.example");

    assertThat(IDS.messageId("c1", ANN))
        .isNotEqualTo(IDS.messageId("c2", ANN))
        .isNotEqualTo(IDS.messageId("c1", BO))
        .isNotEqualTo(others.messageId("c1", ANN));
  }

  @Test
  void fieldsCannotRunIntoEachOther() {
    MailAddress emailann = new MailAddress("emailann", "example.org");

    assertThat(IDS.messageId("c1email", ANN)).isNotEqualTo(IDS.messageId("c1", emailann));
  }

  @Test
  void boundariesOfOneMessageDiffer() {
    assertThat(IDS.boundary("c1", "mixed", ANN))
        .startsWith("=_mixed_")
        .hasSizeLessThanOrEqualTo(70)
        .isNotEqualTo(IDS.boundary("c1", "alternative", ANN));
  }
}
