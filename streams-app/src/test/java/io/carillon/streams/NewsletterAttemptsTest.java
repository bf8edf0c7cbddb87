package io.carillon.streams;

import static io.carillon.streams.Flow.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.avro.Channel;
import io.carillon.avro.DeliveryStatus;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.NdaStatus;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.Verdict;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.Topics;
import io.carillon.streams.ledger.Delivery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of a newsletter change that failed when others came after it. A move says where,
 * never whether.
 */
class NewsletterAttemptsTest {
  private static final String PHONE = "mozilla-phone";
  private static final String NDA = "mozillians-nda";
  private static final String A = "a@example.org";
  private static final String B = "b@example.org";
  private static final Instant LATER = NOW.plusSeconds(1);
  private static final Instant LATEST = NOW.plusSeconds(2);

  /** Longer than either of the two delays of the schedule, and shorter than both. */
  private static final Duration NEXT = Duration.ofMinutes(3);

  @TempDir Path stateDir;
  private Flow flow;

  @BeforeEach
  void start() {
    flow = Flow.start(stateDir).profile(Flow.profileOf("ann", A));
  }

  @AfterEach
  void stop() {
    flow.close();
  }

  @Test
  @Behaviour({"MOZ-8", "MOZ-10", "MOZ-11", "BAS-24"})
  void whatALaterWishEndedIsNotBroughtBackHoweverOftenAMoveFails() {
    NewsletterCommand move = move("e1", A, B, NOW);
    fails(move);
    done(leavesNda("e2", LATER));

    NewsletterCommand second = next();
    fails(second);
    NewsletterCommand third = next();

    assertThat(second.getSlugs()).containsExactly(PHONE);
    assertThat(second.getLeave()).containsExactly(NDA);
    assertThat(third.getSlugs()).containsExactly(PHONE);
    assertThat(third.getLeave()).containsExactly(NDA);
    assertThat(third.getVersion()).isGreaterThan(second.getVersion());
    assertThat(second.getVersion()).isGreaterThan(move.getVersion() + 1);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-9", "BAS-24"})
  void whatALaterWishBroughtBackIsNotEndedHoweverOftenAnUnsubscriptionFails() {
    fails(deleted("e1", A, NOW));
    profile(A, LATER);
    done(vouched("e2", LATER));

    NewsletterCommand second = next();
    fails(second);
    NewsletterCommand third = next();

    assertThat(second.getSlugs()).containsExactly(NDA);
    assertThat(third.getSlugs()).containsExactly(NDA);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-8", "MOZ-10", "BAS-24"})
  void aMoveDoesNotOvertakeAnUnsubscription() {
    fails(leavesNda("e1", NOW));
    NewsletterCommand move = move("e2", A, B, LATER);
    profile(B, LATER);
    done(move);

    NewsletterCommand again = next();

    assertThat(again.getOperation()).isEqualTo(NewsletterOperation.UNSUBSCRIBE);
    assertThat(again.getEmail()).isEqualTo(B);
    assertThat(again.getSlugs()).containsExactly(NDA);
    assertThat(again.getVersion()).isGreaterThan(move.getVersion());
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-3", "MOZ-10", "BAS-24"})
  void aMoveDoesNotOvertakeASubscription() {
    fails(vouched("e1", NOW));
    NewsletterCommand move = move("e2", A, B, LATER);
    profile(B, LATER);
    done(move);

    NewsletterCommand again = next();

    assertThat(again.getOperation()).isEqualTo(NewsletterOperation.SUBSCRIBE);
    assertThat(again.getEmail()).isEqualTo(B);
    assertThat(again.getSlugs()).containsExactly(PHONE);
    assertThat(again.getVersion()).isGreaterThan(move.getVersion());
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-10")
  void aMoveTakesAlongWhatWasUnsubscribedBefore() {
    // The member may have subscribed at the provider since.
    done(leavesNda("e1", NOW));
    fails(move("e2", A, B, LATER));

    NewsletterCommand again = next();

    assertThat(again.getSlugs()).containsExactly(PHONE, NDA);
    assertThat(again.getLeave()).isEmpty();
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-6", "MOZ-10"})
  void aMoveTakesAlongWhatWasSubscribedSince() {
    fails(move("e1", A, B, NOW));
    done(leavesNda("e2", LATER));
    flow.event(Events.ndaJoined("e3", "ann", NdaStatus.NONE, NdaStatus.MEMBER, LATEST));
    done(only(NewsletterOperation.SUBSCRIBE));

    NewsletterCommand again = next();

    assertThat(again.getSlugs()).containsExactly(PHONE, NDA);
    assertThat(again.getLeave()).isEmpty();
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-9", "MOZ-10"})
  void theOldAddressOfADeletedMemberLeavesToo() {
    fails(move("e1", A, B, NOW));
    done(deleted("e2", B, LATER));
    flow.send(Topics.MEMBERS, "ann", null);

    NewsletterCommand again = next();

    assertThat(again.getOperation()).isEqualTo(NewsletterOperation.MOVE);
    assertThat(again.getOldEmail()).isEqualTo(A);
    assertThat(again.getSlugs()).isEmpty();
    assertThat(again.getLeave()).containsExactly(PHONE, NDA);
    done(again);
    assertThat(delivery("e1", again).status()).isEqualTo(DeliveryStatus.ACCEPTED);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-2", "MOZ-9"})
  void theSwitchCountsForADeletedMemberToo() {
    fails(move("e1", A, B, NOW));
    done(deleted("e2", B, LATER));
    flow.switchIs("BASKET_SWITCH_ENABLED", false);

    flow.passes(NEXT);

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getPolicy, Verdict::getReason)
        .containsExactly(tuple("switch", "switch-off"));
    flow.nothingElse();
  }

  @Test
  @Behaviour({"ACE-19", "MOZ-9"})
  void theTimeCountsForADeletedMemberToo() {
    fails(move("e1", A, B, NOW));
    done(deleted("e2", B, LATER));

    flow.passes(Duration.ofDays(4));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getPolicy, Verdict::getReason)
        .containsExactly(tuple("expiry", "expired"));
    assertThat(flow.deadLetter().getReason()).isEqualTo("expired");
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-8", "MOZ-10"})
  void whoIsBackAtTheOldAddressStillLeavesThereWhatALaterWishEnded() {
    NewsletterCommand there = move("e1", A, B, NOW);
    fails(there);
    profile(B, NOW);
    done(leavesNda("e2", LATER));
    done(move("e3", B, A, LATEST));
    profile(A, LATEST);

    NewsletterCommand again = next();

    assertThat(again.getHeader().getCommandId()).isEqualTo(there.getHeader().getCommandId());
    assertThat(again.getOldEmail()).isEqualTo(A);
    assertThat(again.getEmail()).isEqualTo(A);
    assertThat(again.getSlugs()).containsExactly(PHONE);
    assertThat(again.getLeave()).containsExactly(NDA);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-3", "MOZ-9", "XC-3", "BAS-24"})
  void aDeletionHeardOfLateOvertakesNoSubscriptionOfWhoCameBack() {
    profile(B, LATER);
    fails(vouched("e2", LATER));
    NewsletterCommand late = deleted("e1", A, NOW);
    done(late);

    NewsletterCommand again = next();

    assertThat(late.getEmail()).isEqualTo(A);
    assertThat(late.getSlugs()).containsExactly(PHONE, NDA);
    assertThat(again.getOperation()).isEqualTo(NewsletterOperation.SUBSCRIBE);
    assertThat(again.getEmail()).isEqualTo(B);
    assertThat(again.getSlugs()).containsExactly(PHONE);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-8", "MOZ-9", "XC-3", "BAS-24"})
  void aDeletionHeardOfLateOvertakesNoUnsubscriptionOfWhoCameBack() {
    profile(B, LATER);
    fails(leavesNda("e2", LATEST));
    done(deleted("e1", A, NOW));

    NewsletterCommand again = next();

    assertThat(again.getOperation()).isEqualTo(NewsletterOperation.UNSUBSCRIBE);
    assertThat(again.getEmail()).isEqualTo(B);
    assertThat(again.getSlugs()).containsExactly(NDA);
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-3", "MOZ-9", "XC-3"})
  void aDeletionHeardOfLateTakesNothingFromAnAddressThatIsInUseAgain() {
    profile(A, LATER);
    done(vouched("e2", LATER));

    assertThat(deleted("e1", A, NOW).getSlugs()).containsExactly(NDA);

    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-3", "MOZ-6", "MOZ-9", "XC-3"})
  void aDeletionHeardOfLateMayHaveNothingLeftToDo() {
    profile(A, LATER);
    done(vouched("e2", LATER));
    flow.event(Events.ndaJoined("e3", "ann", NdaStatus.NONE, NdaStatus.MEMBER, LATER));
    done(only(NewsletterOperation.SUBSCRIBE));

    flow.event(Events.deleted("e1", "ann", A, NOW));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getPolicy, Verdict::getReason)
        .containsExactly(tuple("newsletters", "overtaken"));
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-3", "MOZ-9", "XC-3"})
  void whoCameBackIsNotSubscribedForWhatTheAccountBeforeWas() {
    fails(vouched("e1", NOW));
    // Without an address there is nothing that the deletion could unsubscribe.
    flow.event(Events.deleted("e2", "ann", null, LATER)).ignoreOutput();
    profile(B, LATEST);

    flow.passes(NEXT);

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getPolicy, Verdict::getReason)
        .containsExactly(tuple("duplicate", "overtaken"));
    flow.nothingElse();
  }

  private NewsletterCommand move(String eventId, String from, String to, Instant at) {
    flow.event(Events.emailChanged(eventId, "ann", from, to, at));
    return only(NewsletterOperation.MOVE);
  }

  private NewsletterCommand vouched(String eventId, Instant at) {
    flow.event(Events.vouched(eventId, "ann", 0, 1, at));
    return only(NewsletterOperation.SUBSCRIBE);
  }

  private NewsletterCommand leavesNda(String eventId, Instant at) {
    flow.event(Events.ndaLeft(eventId, "ann", NdaStatus.MEMBER, NdaStatus.NONE, at));
    return only(NewsletterOperation.UNSUBSCRIBE);
  }

  private NewsletterCommand deleted(String eventId, String address, Instant at) {
    flow.event(Events.deleted(eventId, "ann", address, at));
    return only(NewsletterOperation.UNSUBSCRIBE);
  }

  /** The command that an event led to; what else it led to is told elsewhere. */
  private NewsletterCommand only(NewsletterOperation operation) {
    NewsletterCommand command = flow.newsletter();
    assertThat(command.getOperation()).isEqualTo(operation);
    flow.ignoreOutput();
    return command;
  }

  private NewsletterCommand next() {
    flow.passes(NEXT);
    return flow.newsletter();
  }

  private void profile(String address, Instant at) {
    flow.profile(MemberProfile.newBuilder(Flow.profileOf("ann", address)).setUpdatedAt(at).build());
  }

  private void fails(NewsletterCommand command) {
    flow.outcome(flow.outcomeOf(command, OutcomeStatus.RETRY_LATER).build());
    flow.nothingElse();
  }

  private void done(NewsletterCommand command) {
    flow.outcome(flow.outcomeOf(command, OutcomeStatus.ACCEPTED).build());
    flow.nothingElse();
  }

  private Delivery delivery(String eventId, NewsletterCommand command) {
    Delivery delivery =
        Objects.requireNonNull(
            flow.ledger("ann", eventId).delivery(command.getHeader().getCommandId()));
    assertThat(delivery.channel()).isEqualTo(Channel.NEWSLETTER);
    return delivery;
  }
}
