package io.carillon.streams.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Candidate;
import io.carillon.avro.Channel;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryStatus;
import io.carillon.avro.LedgerRow;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredFormTest {
  private static final Instant OCCURRED = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant DECIDED = OCCURRED.plusMillis(40);
  private static final Instant EXPIRES = OCCURRED.plusSeconds(86_400);
  private static final String MAIL = CommandIds.of("e1", "ann", Channel.EMAIL, "vouched");
  private static final String IN_APP = CommandIds.of("e1", "ann", Channel.IN_APP, "vouched");

  @Test
  void nothingIsLost() {
    Delivery retrying =
        Delivery.issued(IN_APP, "vouched", Channel.IN_APP, DECIDED, EXPIRES)
            .with(DeliveryStatus.RETRYING, 2, DECIDED.plusSeconds(9), "smtp-451", EXPIRES)
            .withProviderId("<1@example.org>")
            .onceMoreAmbiguous();
    LedgerEntry entry =
        entry(Delivery.issued(MAIL, "vouched", Channel.EMAIL, DECIDED, EXPIRES), retrying);

    assertThat(StoredForm.entry(StoredForm.of(entry))).isEqualTo(entry);
  }

  @Test
  void idsOfCommandsStayWhatTheyAreBecauseStoredRowsDependOnThem() {
    assertThat(MAIL).isEqualTo("ee885bae-e01e-3258-93e4-57e5190d2968");
  }

  @Test
  void whatFollowsFromTheRestIsNotStored() {
    LedgerRow row =
        StoredForm.of(
            entry(
                Delivery.issued(MAIL, "vouched", Channel.EMAIL, DECIDED, EXPIRES),
                Delivery.issued(IN_APP, "vouched", Channel.IN_APP, DECIDED, EXPIRES)));

    assertThat(row.toString()).doesNotContain(MAIL, IN_APP);
    assertThat(row.getLines())
        .filteredOn(line -> line.getDelivery() != null)
        .hasSize(2)
        .allSatisfy(
            line -> {
              assertThat(line.getPolicy()).isNull();
              assertThat(line.getReason()).isNull();
              assertThat(line.getDelivery().getUpdatedAt()).isNull();
            });
  }

  private static LedgerEntry entry(Delivery mail, Delivery inApp) {
    Decision decision =
        new Decision(
            "e1",
            "MemberVouched",
            "ann",
            OCCURRED,
            DECIDED,
            List.of(
                sent(Channel.EMAIL, MAIL),
                new Verdict(
                    "vouched",
                    "community",
                    false,
                    Channel.NEWSLETTER,
                    VerdictKind.SKIP,
                    "preferences",
                    "opted-out",
                    "channel newsletter = off",
                    null,
                    1,
                    null),
                sent(Channel.IN_APP, IN_APP)));
    Candidate candidate =
        new Candidate(
            "vouched", "e1", "ann", OCCURRED, null, null, "fr", Map.of("vouches", "1"), 7L);
    return new LedgerEntry(decision, List.of(candidate), List.of(mail, inApp), 3);
  }

  private static Verdict sent(Channel channel, String commandId) {
    return new Verdict(
        "vouched",
        "community",
        false,
        channel,
        VerdictKind.SEND,
        "send",
        "decided",
        null,
        commandId,
        1,
        null);
  }
}
