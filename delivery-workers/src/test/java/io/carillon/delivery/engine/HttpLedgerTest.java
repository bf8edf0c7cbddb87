package io.carillon.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.avro.DeliveryStatus;
import io.carillon.delivery.engine.Ledger.BadAnswerException;
import io.carillon.delivery.engine.Ledger.BehindException;
import io.carillon.delivery.engine.Ledger.Question;
import io.carillon.delivery.engine.Ledger.Standing;
import io.carillon.delivery.engine.LedgerServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HttpLedgerTest {
  private static final Question QUESTION = new Question("ann/1", "event 1", "command-1", 2, 33);

  @Test
  void itAsksForTheMembersDeliveriesOfTheEventAsFreshAsNeeded() throws Exception {
    try (LedgerServer server = new LedgerServer(uri -> deliveries("BEGUN", "3"))) {
      Optional<Standing> standing = ledger(server, null).lookUp(QUESTION);

      assertThat(standing).contains(new Standing(DeliveryStatus.BEGUN, 3));
      assertThat(server.asked())
          .containsExactly("/v1/members/ann%2F1/deliveries?event=event%201&outcomes=2:33");
      assertThat(server.tokens()).containsExactly("null");
    }
  }

  @Test
  void itShowsItsToken() throws Exception {
    try (LedgerServer server = new LedgerServer(uri -> deliveries("BEGUN", "3"))) {
      assertThat(ledger(server, "open-sesame").lookUp(QUESTION)).isPresent();
      assertThat(server.tokens()).containsExactly("Bearer open-sesame");
    }
  }

  @Test
  void nothingIsKnownOfACommandThatIsNotListed() throws Exception {
    assertThat(answerTo(Answer.ok("{\"deliveries\":[{\"commandId\":\"other\"}]}"))).isEmpty();
    assertThat(answerTo(Answer.ok("{\"deliveries\":[]}"))).isEmpty();
  }

  @Test
  void aLedgerThatIsBehindSaysWhenToAskAgain() {
    assertThatThrownBy(() -> answerTo(new Answer(503, "", "7")))
        .isInstanceOfSatisfying(
            BehindException.class,
            behind -> assertThat(behind.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    assertThatThrownBy(() -> answerTo(new Answer(503, "", null)))
        .isInstanceOfSatisfying(
            BehindException.class,
            behind -> assertThat(behind.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
  }

  @Test
  void anAnswerThatIsNoneIsNeverTakenForNothingKnown() {
    assertThat(codeOf(new Answer(401, "", null))).isEqualTo("http-401");
    assertThat(codeOf(new Answer(404, "", null))).isEqualTo("http-404");
    assertThat(codeOf(new Answer(500, "", null))).isEqualTo("http-500");
    assertThat(codeOf(Answer.ok("<html>"))).isEqualTo("bad-answer");
    assertThat(codeOf(Answer.ok("{}"))).isEqualTo("bad-answer");
    assertThat(codeOf(deliveries("DANCING", "1"))).isEqualTo("bad-answer");
    assertThat(codeOf(deliveries("BEGUN", "null"))).isEqualTo("bad-answer");
  }

  @Test
  void aLedgerThatIsAwayIsAnIoException() {
    Ledger away = Ledger.http(URI.create("http://127.0.0.1:1"), null, Duration.ofSeconds(2));

    assertThatThrownBy(() -> away.lookUp(QUESTION)).isInstanceOf(IOException.class);
  }

  private static String codeOf(Answer none) {
    return catchThrowableOfType(BadAnswerException.class, () -> answerTo(none)).code();
  }

  private static Optional<Standing> answerTo(Answer answer) throws Exception {
    try (LedgerServer server = new LedgerServer(uri -> answer)) {
      return ledger(server, null).lookUp(QUESTION);
    }
  }

  private static Ledger ledger(LedgerServer server, @Nullable String token) {
    return Ledger.http(server.url(), token, Duration.ofSeconds(5));
  }

  private static Answer deliveries(String status, String attempt) {
    return Answer.ok(
        "{\"deliveries\":[{\"commandId\":\"other\",\"status\":\"ACCEPTED\",\"attempt\":1},"
            + "{\"commandId\":\"command-1\",\"status\":\""
            + status
            + "\",\"attempt\":"
            + attempt
            + "}]}");
  }
}
