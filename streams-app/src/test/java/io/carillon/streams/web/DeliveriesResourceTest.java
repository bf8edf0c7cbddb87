package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.streams.web.ApiException.FieldError;
import io.carillon.streams.web.DeliveriesResource.Question;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeliveriesResourceTest {
  @Test
  void aQuestionSaysHowFreshTheAnswerMustBe() {
    assertThat(DeliveriesResource.question("e1", "3:1042", 3))
        .isEqualTo(new Question("e1", 3, 1042));
    assertThat(DeliveriesResource.question("e1", null, 3)).isEqualTo(new Question("e1", null, 0));
  }

  @Test
  void aQuestionThatCanNeverBeAnsweredIsRefused() {
    assertThat(refused(null, "3"))
        .extracting(FieldError::field)
        .containsExactly("event", "outcomes");
    assertThat(refused("", "3"))
        .containsExactly(
            new FieldError("event", "must be given"),
            new FieldError("outcomes", "must be <partition>:<offset>, such as 3:1042"));
    assertThat(refused("e1", "4:1"))
        .containsExactly(new FieldError("outcomes", "must be about partition 3, the member's"));
  }

  private static Iterable<FieldError> refused(@Nullable String event, String outcomes) {
    return catchThrowableOfType(
            ApiException.class, () -> DeliveriesResource.question(event, outcomes, 3))
        .errors();
  }
}
