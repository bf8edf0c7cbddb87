package io.carillon.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SmtpReplyTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "550 5.1.1 No such user, 550, 5.1.1, No such user",
        "550 No such user, 550, -, No such user",
        "250, 250, -, ''",
        "250 , 250, -, ''",
        "421 5.7.32 Rate limit, 421, -, Rate limit",
        "554 4.7.1 Odd, 554, -, Odd",
        "451 4.7.1x, 451, -, 4.7.1x",
        "452 4.2.123 Full, 452, 4.2.123, Full",
        "999 What, 0, -, 999 What",
        "hello, 0, -, hello",
        "'', 0, -, ''"
      })
  void codeAndStatusAreReadAndTheCodeWins(String raw, int code, String status, String text) {
    assertThat(SmtpReply.parse(raw)).isEqualTo(new SmtpReply(code, status, text));
  }

  @Test
  void ofSeveralLinesTheLastOneCounts() {
    SmtpReply reply = SmtpReply.parse("550-4.0.0 Please see\r\n550-our page\n550 5.2.1 Disabled\n");

    assertThat(reply).isEqualTo(new SmtpReply(550, "5.2.1", "Disabled"));
  }

  @Test
  void addressesAreMasked() {
    SmtpReply reply = SmtpReply.parse("550 5.1.1 <ann@example.org>: unknown (bo+x@b.example)");

    assertThat(reply.words()).isEqualTo("550 5.1.1 <***>: unknown (***)");
  }

  @ParameterizedTest
  @CsvSource({
    "250 2.0.0 Ok: queued as 4F2A1C0, 4F2A1C0",
    "250 OK id=1rAbCd-0001-Xy, 1rAbCd-0001-Xy",
    "250 2.0.0 x5A1b2C3 Message accepted for delivery, x5A1b2C3",
    "250 Ok 0102018c-1a2b-000000, 0102018c-1a2b-000000",
    "250 Mail queued as <a1b2.c3>, a1b2.c3",
    "250 ok queued as AB+/12==, AB+/12=="
  })
  void theQueueIdIsFoundInWhatServersSay(String raw, String id) {
    assertThat(SmtpReply.parse(raw).queueId()).contains(id);
  }

  @ParameterizedTest
  @CsvSource({"250 2.0.0 Ok", "250 Ok thanks", "250 Message accepted", "250"})
  void noQueueIdIsMadeUp(String raw) {
    assertThat(SmtpReply.parse(raw).queueId()).isEqualTo(Optional.empty());
  }
}
