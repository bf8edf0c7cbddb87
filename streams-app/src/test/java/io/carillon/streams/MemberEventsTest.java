package io.carillon.streams;

import static io.carillon.streams.Events.deleted;
import static io.carillon.streams.Events.emailChanged;
import static io.carillon.streams.Events.ndaJoined;
import static io.carillon.streams.Events.ndaLeft;
import static io.carillon.streams.Events.unvouched;
import static io.carillon.streams.Events.vouched;
import static io.carillon.streams.Flow.NOW;
import static io.carillon.streams.Flow.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.avro.AccountStatus;
import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.Decision;
import io.carillon.avro.EmailChanged;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.LoginIdentity;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.NdaStatus;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.Topics;
import io.carillon.settings.Secret;
import io.carillon.streams.ledger.LedgerEntry;
import io.carillon.streams.unsubscribe.UnsubscribeLinks;
import io.carillon.streams.unsubscribe.UnsubscribeLinks.Subscription;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each member event leads to, and what it does not. */
class MemberEventsTest {
  private static final Instant EARLIER = NOW.minus(Duration.ofHours(1));
  private static final Instant LATER = NOW.plusSeconds(60);

  @TempDir Path stateDir;
  private Flow flow;

  @BeforeEach
  void start() {
    flow = Flow.start(stateDir).member("ann");
  }

  @AfterEach
  void stop() {
    flow.close();
  }

  @Test
  @Behaviour({"MOZ-1", "MOZ-3", "MOZ-15", "ACE-5", "COB-2"})
  void theFirstVouchIsToldOnEveryChannelAndSubscribesToThePhoneNewsletter() {
    flow.event(vouched("e1", "ann"));

    Decision decision = flow.decision();
    assertThat(decision.getEventType()).isEqualTo("MemberVouched");
    assertThat(decision.getDecidedAt()).isEqualTo(NOW);
    assertThat(decision.getVerdicts())
        .extracting(Verdict::getChannel, Verdict::getKind, Verdict::getPolicy)
        .containsExactly(
            tuple(Channel.EMAIL, VerdictKind.SEND, "send"),
            tuple(Channel.IN_APP, VerdictKind.SEND, "send"),
            tuple(Channel.NEWSLETTER, VerdictKind.SEND, "send"));
    EmailCommand mail = flow.email();
    assertThat(mail.getTo()).isEqualTo("ann@example.org");
    assertThat(mail.getToName()).isEqualTo("Ann Example");
    assertThat(mail.getHeader().getLanguage()).isEqualTo("fr-CA");
    assertThat(mail.getHeader().getExpiresAt()).isEqualTo(NOW.plus(Duration.ofDays(7)));
    assertThat(mail.getModel())
        .containsEntry("memberName", "Ann")
        .containsEntry("voucherName", "Bob")
        .containsEntry("vouches", "1")
        .containsEntry("occurredOn", "2026-03-01")
        .containsEntry("siteUrl", "https://example.org/")
        .containsEntry("linkUrl", "https://example.org/profile");
    NewsletterCommand newsletter = flow.newsletter();
    assertThat(newsletter.getOperation()).isEqualTo(NewsletterOperation.SUBSCRIBE);
    assertThat(newsletter.getSlugs()).containsExactly("mozilla-phone");
    assertThat(newsletter.getEmail()).isEqualTo("ann@example.org");
    assertThat(newsletter.getCountry()).isEqualTo("CA");
    assertThat(newsletter.getOptin()).isTrue();
    assertThat(newsletter.getSync()).isFalse();
    InAppCommand inApp = flow.inApp();
    assertThat(inApp.getLink()).isEqualTo("/profile");
    assertThat(inApp.getModel()).doesNotContainKey("linkUrl");
    flow.nothingElse();
  }

  @Test
  void ofTooManyDecisionsTheNewestAreShown() {
    // Ids in the opposite order, as rows are filed by them too.
    flow.event(vouched("z", "ann"));
    flow.passes(Duration.ofDays(10)).event(vouched("m", "ann", 1, 2, NOW));
    flow.passes(Duration.ofDays(45)).event(vouched("a", "ann", 2, 3, NOW));
    flow.ignoreOutput();

    assertThat(flow.ledgerRows("ann", 1))
        .extracting(MemberEventsTest::eventId)
        .containsExactly("a");
    assertThat(flow.ledgerRows("ann", 2))
        .extracting(MemberEventsTest::eventId)
        .containsExactly("a", "m");
    assertThat(flow.ledgerRows("ann", 9))
        .extracting(MemberEventsTest::eventId)
        .containsExactly("a", "m", "z");
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-3", "MOZ-5", "XC-3"})
  void anotherVouchIsNoTransition() {
    flow.event(vouched("e1", "ann")).ignoreOutput();

    flow.event(vouched("e2", "ann", 1, 2, LATER)).event(vouched("e3", "ann", 2, 3, LATER));

    assertThat(flow.decision().getVerdicts())
        .allSatisfy(
            verdict -> {
              assertThat(verdict.getReason()).isEqualTo("no-transition");
              assertThat(verdict.getValue()).isEqualTo("vouches 1 to 2");
            });
    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("no-transition");
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-5", "XC-3"})
  void aSaveThatRepeatsTheFirstVouchUnderANewIdIsNoTransition() {
    flow.event(vouched("e1", "ann")).ignoreOutput();

    flow.event(vouched("e2", "ann", 0, 1, LATER));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("no-transition");
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-5")
  void aRecordedOptOutBeatsAutomaticSubscription() {
    flow.change(Events.off("ann", null, null, Channel.NEWSLETTER)).ignoreOutput();

    flow.event(vouched("e1", "ann"));

    Verdict verdict = verdict(flow.decision(), Channel.NEWSLETTER);
    assertThat(verdict.getKind()).isEqualTo(VerdictKind.SKIP);
    assertThat(verdict.getReason()).isEqualTo("opted-out");
    assertThat(verdict.getValue()).isEqualTo("channel newsletter = off");
    flow.email();
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-4")
  void theLossOfTheLastVouchUnsubscribesFromThePhoneNewsletter() {
    flow.event(vouched("e1", "ann")).ignoreOutput();

    flow.event(unvouched("e2", "ann", 1, 0, LATER));

    flow.decision();
    assertThat(flow.newsletter().getOperation()).isEqualTo(NewsletterOperation.UNSUBSCRIBE);
    flow.email();
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-4")
  void theLossOfOneVouchOfSeveralIsNoTransitionAndThatOfTheLastStillIs() {
    flow.event(unvouched("e1", "ann", 2, 1, NOW));
    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("no-transition");
    flow.nothingElse();

    flow.event(unvouched("e2", "ann", 1, 0, LATER));

    flow.decision();
    assertThat(flow.newsletter().getOperation()).isEqualTo(NewsletterOperation.UNSUBSCRIBE);
    flow.email();
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-3", "MOZ-4"})
  void whoLostTheLastVouchCanBeVouchedAnew() {
    flow.event(vouched("e1", "ann")).event(unvouched("e2", "ann", 1, 0, LATER)).ignoreOutput();

    flow.event(vouched("e3", "ann", 0, 1, LATER.plusSeconds(1)));

    flow.decision();
    assertThat(flow.newsletter().getOperation()).isEqualTo(NewsletterOperation.SUBSCRIBE);
    flow.email();
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-3", "MOZ-4", "XC-3"})
  void aVouchAndItsLossThatComeInTheWrongOrderDoNotUndoWhatCameLater() {
    flow.member("bob")
        .event(unvouched("e2", "ann", 1, 0, NOW))
        .event(vouched("e4", "bob", 0, 1, NOW))
        .ignoreOutput();

    flow.event(vouched("e1", "ann", 0, 1, EARLIER)).event(unvouched("e3", "bob", 1, 0, EARLIER));

    for (Decision decision : List.of(flow.decision(), flow.decision())) {
      assertThat(decision.getVerdicts())
          .extracting(Verdict::getReason, Verdict::getValue)
          .containsOnly(tuple("overtaken", "one of " + NOW + " was applied before"));
    }
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-4")
  void someoneWhoOptedOutOfMailsIsStillUnsubscribedWhenUnvouched() {
    flow.change(Events.off("ann", null, "community", null)).ignoreOutput();

    flow.event(unvouched("e2", "ann", 1, 0, NOW));

    Decision decision = flow.decision();
    assertThat(verdict(decision, Channel.EMAIL).getReason()).isEqualTo("opted-out");
    assertThat(verdict(decision, Channel.IN_APP).getReason()).isEqualTo("opted-out");
    assertThat(flow.newsletter().getOperation()).isEqualTo(NewsletterOperation.UNSUBSCRIBE);
    flow.nothingElse();
  }

  @ParameterizedTest
  @CsvSource({"PENDING", "PENDING_TERMS", "NONE"})
  @Behaviour({"MOZ-6", "MOZ-7"})
  void reachingMemberSubscribesToTheNdaNewsletterFromWhereverOneStarts(NdaStatus from) {
    flow.event(ndaJoined("e1", "ann", from, NdaStatus.MEMBER, NOW));

    flow.decision();
    assertThat(flow.newsletter().getSlugs()).containsExactly("mozillians-nda");
    flow.email();
    flow.inApp();
    flow.nothingElse();
  }

  @ParameterizedTest
  @CsvSource({"NONE,PENDING", "PENDING,PENDING_TERMS", "MEMBER,MEMBER", "MEMBER,PENDING"})
  @Behaviour("MOZ-6")
  void anythingShortOfBecomingMemberEmitsNothing(NdaStatus from, NdaStatus to) {
    flow.event(ndaJoined("e1", "ann", from, to, NOW));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("no-transition");
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-6")
  void joiningAgainWhileAMemberEmitsNothing() {
    flow.event(ndaJoined("e1", "ann", NdaStatus.PENDING, NdaStatus.MEMBER, NOW)).ignoreOutput();

    flow.event(ndaJoined("e2", "ann", NdaStatus.PENDING, NdaStatus.MEMBER, LATER));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("no-transition");
    flow.nothingElse();
  }

  @ParameterizedTest
  @CsvSource({"NONE", "PENDING"})
  @Behaviour("MOZ-8")
  void removalAndDemotionBothUnsubscribe(NdaStatus to) {
    flow.event(ndaJoined("e1", "ann", NdaStatus.PENDING, NdaStatus.MEMBER, NOW)).ignoreOutput();

    flow.event(ndaLeft("e2", "ann", NdaStatus.MEMBER, to, LATER));

    flow.decision();
    NewsletterCommand command = flow.newsletter();
    assertThat(command.getOperation()).isEqualTo(NewsletterOperation.UNSUBSCRIBE);
    assertThat(command.getSlugs()).containsExactly("mozillians-nda");
    assertThat(flow.email().getModel()).containsEntry("reason", "the year is over");
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-8")
  void aLeaveThatComesAfterTheNextJoinDoesNotUndoIt() {
    flow.event(ndaJoined("e2", "ann", NdaStatus.PENDING, NdaStatus.MEMBER, NOW)).ignoreOutput();

    flow.event(ndaLeft("e1", "ann", NdaStatus.MEMBER, NdaStatus.NONE, EARLIER));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("overtaken");
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-8", "XC-3"})
  void aLateLeaveDoesNotUndoAJoinThatOnlyRepeatedAnother() {
    flow.event(ndaJoined("e1", "ann", NdaStatus.PENDING, NdaStatus.MEMBER, EARLIER))
        .event(ndaJoined("e3", "ann", NdaStatus.MEMBER, NdaStatus.MEMBER, NOW))
        .ignoreOutput();

    flow.event(ndaLeft("e2", "ann", NdaStatus.MEMBER, NdaStatus.NONE, NOW.minusSeconds(60)));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("overtaken");
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-6", "XC-3"})
  void aLateJoinDoesNotUndoALeaveThatOnlyRepeatedAnother() {
    flow.event(ndaLeft("e1", "ann", NdaStatus.MEMBER, NdaStatus.NONE, EARLIER))
        .event(ndaLeft("e3", "ann", NdaStatus.PENDING, NdaStatus.NONE, NOW))
        .ignoreOutput();

    flow.event(ndaJoined("e2", "ann", NdaStatus.PENDING, NdaStatus.MEMBER, NOW.minusSeconds(60)));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("overtaken");
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-8", "XC-3"})
  void aLeaveStillCountsAfterALaterJoinThatLedNowhere() {
    flow.event(ndaJoined("e1", "ann", NdaStatus.PENDING, NdaStatus.MEMBER, EARLIER))
        .event(ndaJoined("e3", "ann", NdaStatus.NONE, NdaStatus.PENDING, NOW))
        .ignoreOutput();

    flow.event(ndaLeft("e2", "ann", NdaStatus.MEMBER, NdaStatus.NONE, NOW.minusSeconds(60)));

    flow.decision();
    assertThat(flow.newsletter().getOperation()).isEqualTo(NewsletterOperation.UNSUBSCRIBE);
    flow.email();
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-9", "MOZ-3", "XC-3"})
  void whatHappenedBeforeTheAccountWasDeletedSaysNothingOfWhoCameBack() {
    flow.event(deleted("e2", "ann", "ann@example.org", NOW)).ignoreOutput();
    flow.profile(
        MemberProfile.newBuilder(Flow.profileOf("ann", "ann@new.example"))
            .setUpdatedAt(NOW.plusSeconds(30))
            .build());

    flow.event(vouched("e1", "ann", 0, 1, EARLIER));
    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason, Verdict::getValue)
        .containsOnly(tuple("overtaken", "one of " + NOW + " was applied before"));
    flow.nothingElse();

    flow.event(vouched("e3", "ann", 0, 1, LATER));
    flow.decision();
    flow.newsletter();
    flow.email();
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-9", "MOZ-1"})
  void aDeletedMembersCapturedAddressLeavesBothManagedNewsletters() {
    flow.event(deleted("e1", "ann", "ann@example.org", NOW));

    assertThat(flow.decision().getVerdicts()).hasSize(1);
    NewsletterCommand command = flow.newsletter();
    assertThat(command.getOperation()).isEqualTo(NewsletterOperation.UNSUBSCRIBE);
    assertThat(command.getSlugs()).containsExactly("mozilla-phone", "mozillians-nda");
    assertThat(command.getEmail()).isEqualTo("ann@example.org");
    assertThat(command.getOptout()).isFalse();
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-9", "XC-3"})
  void aMemberWhoCameBackCanBeDeletedAgainButNoDeletionCountsTwice() {
    flow.event(deleted("e1", "ann", "ann@example.org", NOW)).ignoreOutput();
    flow.event(deleted("e2", "ann", "ann@example.org", NOW.plusSeconds(5)));
    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("no-transition");
    flow.nothingElse();
    flow.profile(
        MemberProfile.newBuilder(Flow.profileOf("ann", "ann@new.example"))
            .setUpdatedAt(NOW.plusSeconds(30))
            .build());

    flow.event(deleted("e3", "ann", "ann@new.example", LATER));

    flow.decision();
    assertThat(flow.newsletter().getEmail()).isEqualTo("ann@new.example");
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-9", "MOZ-3", "XC-3"})
  void aDeletionHeardOfLateTakesNothingFromWhoCameBack() {
    flow.profile(
        MemberProfile.newBuilder(Flow.profileOf("ann", "ann@new.example"))
            .setUpdatedAt(NOW.plusSeconds(30))
            .build());
    flow.event(vouched("e2", "ann", 0, 1, LATER));
    flow.event(ndaJoined("e3", "ann", NdaStatus.NONE, NdaStatus.MEMBER, LATER)).ignoreOutput();

    flow.event(deleted("e1", "ann", "ann@example.org", NOW)).ignoreOutput();

    flow.event(vouched("e4", "ann", 0, 1, LATER.plusSeconds(1)));
    flow.event(ndaJoined("e5", "ann", NdaStatus.NONE, NdaStatus.MEMBER, LATER.plusSeconds(1)));
    for (Decision decision : List.of(flow.decision(), flow.decision())) {
      assertThat(decision.getVerdicts())
          .extracting(Verdict::getReason)
          .containsOnly("no-transition");
    }
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-9", "XC-3"})
  void afterADeletionHeardOfLateWhatIsOlderThanTheNewAccountKnowsStillComesTooLate() {
    flow.event(vouched("e3", "ann", 0, 1, LATER))
        .event(ndaJoined("e4", "ann", NdaStatus.NONE, NdaStatus.MEMBER, LATER))
        .event(deleted("e1", "ann", "ann@example.org", EARLIER))
        .ignoreOutput();
    flow.profile(
        MemberProfile.newBuilder(Flow.profileOf("ann", "ann@new.example"))
            .setUpdatedAt(LATER)
            .build());

    flow.event(unvouched("e2", "ann", 1, 0, NOW))
        .event(ndaLeft("e5", "ann", NdaStatus.MEMBER, NdaStatus.NONE, NOW));

    for (Decision decision : List.of(flow.decision(), flow.decision())) {
      assertThat(decision.getVerdicts())
          .extracting(Verdict::getReason, Verdict::getValue)
          .containsOnly(tuple("overtaken", "one of " + LATER + " was applied before"));
    }
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-9", "XC-3"})
  void aDeletionAnnouncedAgainUnderANewIdTakesNothingFromWhoCameBack() {
    flow.event(deleted("e1", "ann", "ann@example.org", NOW)).ignoreOutput();
    flow.profile(
        MemberProfile.newBuilder(Flow.profileOf("ann", "ann@new.example"))
            .setUpdatedAt(NOW.plusSeconds(30))
            .build());

    flow.event(deleted("e2", "ann", "ann@example.org", NOW));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason, Verdict::getValue)
        .containsOnly(tuple("no-transition", "deleted before, at " + NOW));
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-9")
  void theProfileMayBeGoneBeforeTheDeletionIsHeardOf() {
    flow.send(Topics.MEMBERS, "ann", null);

    flow.event(deleted("e1", "ann", "ann@example.org", NOW));

    flow.decision();
    NewsletterCommand command = flow.newsletter();
    assertThat(command.getEmail()).isEqualTo("ann@example.org");
    assertThat(command.getLang()).as("as the event says").isEqualTo("de");
    assertThat(command.getCountry()).isNull();
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-9")
  void aMailToWhoWasDeletedCallsThemByTheNameTheyHad(@TempDir Path own, @TempDir Path catalog)
      throws IOException {
    Files.writeString(catalog.resolve("categories.yaml"), "account: {kind: transactional}");
    Files.writeString(
        catalog.resolve("farewell.yaml"),
        """
        {event: MemberDeleted, category: account, channels: [email], address: captured,
         reaches-departed: true, expires-after: 7d}
        """);
    try (Flow farewells = Flow.start(own, Map.of("catalog-dir", catalog.toString()))) {
      farewells.event(deleted("e1", "ann", "ann@example.org", NOW));

      farewells.decision();
      EmailCommand mail = farewells.email();
      assertThat(mail.getTo()).isEqualTo("ann@example.org");
      assertThat(mail.getModel()).containsEntry("memberName", "Ann");
      farewells.nothingElse();
    }
  }

  @Test
  @Behaviour({"MOZ-10", "MOZ-11", "OES-21", "BAS-26"})
  void aChangedAddressIsNoticedAtTheOldConfirmedAtTheNewAndMovesNewsletters() {
    flow.event(emailChanged("e1", "ann", "ann@example.org", "ann@new.example", NOW));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getMessageType)
        .containsExactly(
            "email-changed-confirmation",
            "email-changed-confirmation",
            "email-changed-confirmation",
            "email-changed-notice");
    EmailCommand confirmation = flow.email();
    EmailCommand notice = flow.email();
    assertThat(confirmation.getTo()).isEqualTo("ann@new.example");
    assertThat(notice.getTo()).isEqualTo("ann@example.org");
    assertThat(notice.getModel())
        .containsEntry("oldEmail", "ann@example.org")
        .containsEntry("newEmail", "ann@new.example")
        .doesNotContainKey("linkUrl");
    NewsletterCommand move = flow.newsletter();
    assertThat(move.getOperation()).isEqualTo(NewsletterOperation.MOVE);
    assertThat(move.getOldEmail()).isEqualTo("ann@example.org");
    assertThat(move.getEmail()).isEqualTo("ann@new.example");
    assertThat(move.getSlugs()).containsExactly("mozilla-phone", "mozillians-nda");
    assertThat(move.getCountry()).isEqualTo("CA");
    assertThat(move.getLang()).isEqualTo("fr-CA");
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-10")
  void withoutAnOldAddressThereIsNothingToMoveAndNobodyToNotice() {
    flow.event(emailChanged("e1", "ann", null, "ann@new.example", NOW));

    Decision decision = flow.decision();
    assertThat(decision.getVerdicts())
        .filteredOn(verdict -> verdict.getKind() == VerdictKind.SKIP)
        .extracting(Verdict::getMessageType, Verdict::getChannel, Verdict::getReason)
        .containsExactly(
            tuple("email-changed-confirmation", Channel.NEWSLETTER, "no-address"),
            tuple("email-changed-notice", Channel.EMAIL, "no-address"));
    flow.email();
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-11", "BAS-24", "XC-3"})
  void aChangeOlderThanTheLastAppliedOneIsIgnored() {
    flow.event(emailChanged("e2", "ann", "b@example.org", "c@example.org", NOW)).ignoreOutput();

    flow.event(emailChanged("e1", "ann", "a@example.org", "b@example.org", EARLIER));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("overtaken");
    flow.nothingElse();
  }

  @Test
  @Behaviour({"MOZ-11", "BAS-24"})
  void everyNewsletterChangeOfAMemberHasAHigherVersion() {
    flow.event(vouched("e1", "ann"))
        .event(ndaJoined("e2", "ann", NdaStatus.PENDING, NdaStatus.MEMBER, NOW));

    assertThat(flow.newsletter().getVersion()).isEqualTo(1);
    assertThat(flow.newsletter().getVersion()).isEqualTo(2);
    flow.ignoreOutput().nothingElse();
  }

  @Test
  @Behaviour("MOZ-12")
  void anAddressThatDiffersOnlyInCaseIsTheSame() {
    flow.event(emailChanged("e1", "ann", "Ann@Example.org", "ann@example.ORG", NOW));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason, Verdict::getValue)
        .containsOnly(tuple("no-transition", "the address is the same"));
    flow.nothingElse();
  }

  @ParameterizedTest
  @CsvSource({"github,10,password,5,true", "github,10,sms,10,true", "github,10,github,10,false"})
  @Behaviour("MOZ-12")
  void aWeakerLoginIdentityIsRefused(
      String before, int strengthBefore, String after, int strengthAfter, boolean refused) {
    flow.event(
        new EmailChanged(
            "e1",
            NOW,
            "ann",
            "a@example.org",
            "b@example.org",
            new LoginIdentity(before, strengthBefore),
            new LoginIdentity(after, strengthAfter)));

    if (refused) {
      assertThat(flow.deadLetter().getDetail()).contains("newIdentity").contains("MOZ-12");
    } else {
      flow.ignoreOutput();
    }
    flow.nothingElse();
  }

  @Test
  @Behaviour("MOZ-2")
  void withTheSwitchOffNoNewsletterIsTouchedAndFlippingItNeedsNoRestart() {
    flow.switchIs("BASKET_SWITCH_ENABLED", false);
    flow.event(vouched("e1", "ann"));
    Verdict off = verdict(flow.decision(), Channel.NEWSLETTER);
    assertThat(off.getReason()).isEqualTo("switch-off");
    assertThat(off.getValue()).isEqualTo("BASKET_SWITCH_ENABLED");
    flow.email();
    flow.inApp();

    flow.switchIs("BASKET_SWITCH_ENABLED", true);
    flow.event(ndaJoined("e2", "ann", NdaStatus.PENDING, NdaStatus.MEMBER, NOW));

    flow.decision();
    flow.newsletter();
    flow.email();
    flow.inApp();
    flow.nothingElse();
  }

  @ParameterizedTest
  @CsvSource({
    "newsletters.base-url,base-url",
    "newsletters.api-key,api-key",
    "newsletters.phone,phone",
    "newsletters.nda,nda"
  })
  @Behaviour("MOZ-2")
  void aMissingSettingSkipsNewslettersAndNothingElse(
      String setting, String named, @TempDir Path dir) {
    Map<String, String> without =
        setting.endsWith("phone") || setting.endsWith("nda")
            ? Map.of(setting, " ")
            : Map.of(setting, "");
    try (Flow unset = Flow.start(dir, without).member("ann")) {
      unset.event(vouched("e1", "ann"));

      Verdict verdict = verdict(unset.decision(), Channel.NEWSLETTER);
      assertThat(verdict.getReason()).isEqualTo("not-configured");
      assertThat(verdict.getValue()).isEqualTo("newsletters: no " + named);
      unset.email();
      unset.inApp();
      unset.nothingElse();
    }
  }

  @Test
  @Behaviour({"XC-4", "XC-3"})
  void theSameEventAgainIsADuplicateAndCountedOnTheFirst() {
    flow.event(vouched("e1", "ann")).ignoreOutput();

    flow.event(vouched("e1", "ann"));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getPolicy, Verdict::getReason)
        .containsOnly(tuple("duplicate", "duplicate"));
    assertThat(flow.ledger("ann", "e1").duplicates()).isEqualTo(1);
    assertThat(flow.ledger("ann", "e1").deliveries()).hasSize(3);
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-4")
  void aDuplicateIsKnownForNinetyDays() {
    flow.member("bob").event(vouched("e1", "ann"));
    flow.passes(Duration.ofDays(60)).event(vouched("e2", "bob"));
    flow.passes(Duration.ofDays(29)).event(vouched("e3", "bob")).ignoreOutput();

    flow.event(vouched("e1", "ann"));

    assertThat(flow.decision().getVerdicts()).isNotEmpty();
    assertThat(flow.ledger("ann", "e1").duplicates()).isEqualTo(1);
    flow.nothingElse();
  }

  @Test
  @Behaviour("XC-4")
  void commandIdsAreTheSameOnReplayAndDifferentOtherwise(@TempDir Path otherDir) {
    flow.event(vouched("e1", "ann"));
    String email = flow.email().getHeader().getCommandId();
    String inApp = flow.inApp().getHeader().getCommandId();
    try (Flow replay = Flow.start(otherDir).member("ann").member("bob")) {
      replay.event(vouched("e1", "ann")).event(vouched("e1", "bob"));

      assertThat(replay.email().getHeader().getCommandId()).isEqualTo(email);
      assertThat(replay.email().getHeader().getCommandId()).isNotEqualTo(email);
    }
    assertThat(inApp).isNotEqualTo(email);
  }

  @Test
  @Behaviour({"ACE-8", "XC-7"})
  void unknownDisabledAndDeletedMembersAreNotNotified() {
    flow.profile(
        MemberProfile.newBuilder(Flow.profileOf("dis", "dis@example.org"))
            .setStatus(AccountStatus.DISABLED)
            .build());
    flow.member("del").event(deleted("e0", "del", null, EARLIER)).ignoreOutput();

    flow.event(vouched("e1", "nobody")).event(vouched("e2", "dis")).event(vouched("e3", "del"));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("recipient-unknown");
    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("recipient-disabled");
    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getReason)
        .containsOnly("recipient-deleted");
    flow.nothingElse();
  }

  @Test
  @Behaviour("ACE-19")
  void anEventOlderThanItsExpiryIsNotToldAnyMore() {
    flow.event(vouched("e1", "ann", 0, 1, NOW.minus(Duration.ofDays(8))));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getPolicy, Verdict::getReason)
        .containsOnly(tuple("expiry", "expired"));
    flow.nothingElse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " "})
  @Behaviour("XC-10")
  void withoutAnAddressTheInboxIsStillUsed(@Nullable String address) {
    flow.profile(Flow.profileOf("ann", address));

    flow.event(vouched("e1", "ann"));

    Decision decision = flow.decision();
    assertThat(verdict(decision, Channel.EMAIL).getReason()).isEqualTo("no-address");
    assertThat(verdict(decision, Channel.EMAIL).getValue()).isEqualTo("profile");
    assertThat(verdict(decision, Channel.NEWSLETTER).getReason()).isEqualTo("no-address");
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour({"XC-2", "ACE-18"})
  void aTransactionalMailPassesEveryOptOut() {
    flow.change(Events.off("ann", null, "account", null))
        .change(Events.off("ann", "email-changed-notice", null, null))
        .change(Events.off("ann", null, null, Channel.EMAIL))
        .ignoreOutput();

    flow.event(emailChanged("e1", "ann", "ann@example.org", "ann@new.example", NOW));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getKind)
        .containsOnly(VerdictKind.SEND);
    flow.ignoreOutput();
  }

  @ParameterizedTest
  @CsvSource({
    "vouched,,,type vouched = off",
    ",community,,category community = off",
    ",,EMAIL,channel email = off",
    "vouched,,EMAIL,type vouched on email = off",
    ",community,EMAIL,category community on email = off"
  })
  @Behaviour({"XC-1", "COB-2"})
  void anOptOutIsEnforcedAndTheDecisionSaysWhichOne(
      String type, String category, Channel channel, String words) {
    flow.change(Events.off("ann", type, category, channel)).ignoreOutput();

    flow.event(vouched("e1", "ann"));

    Verdict verdict = verdict(flow.decision(), Channel.EMAIL);
    assertThat(verdict.getPolicy()).isEqualTo("preferences");
    assertThat(verdict.getReason()).isEqualTo("opted-out");
    assertThat(verdict.getValue()).isEqualTo(words);
    flow.ignoreOutput();
  }

  @Test
  @Behaviour("XC-1")
  void anOptOutThatIsTakenBackHoldsNoMore() {
    flow.change(Events.off("ann", null, "community", null))
        .change(Events.choice("ann", null, "community", null, Choice.DEFAULT, LATER))
        .ignoreOutput();

    flow.event(vouched("e1", "ann"));

    assertThat(flow.decision().getVerdicts())
        .extracting(Verdict::getKind)
        .containsOnly(VerdictKind.SEND);
    flow.ignoreOutput();
  }

  @Test
  @Behaviour("XC-2")
  void theMoreSpecificChoiceWins() {
    flow.change(Events.off("ann", null, "community", null))
        .change(Events.choice("ann", "vouched", null, Channel.EMAIL, Choice.ON, NOW))
        .ignoreOutput();

    flow.event(vouched("e1", "ann"));

    Decision decision = flow.decision();
    assertThat(verdict(decision, Channel.EMAIL).getKind()).isEqualTo(VerdictKind.SEND);
    assertThat(verdict(decision, Channel.IN_APP).getValue()).isEqualTo("category community = off");
    flow.email();
    flow.nothingElse();
  }

  @Test
  @Behaviour("OES-7")
  void aMessageTypeCanBeSwitchedOffOnOneChannel() {
    flow.switchIs("vouched.email", false);

    flow.event(vouched("e1", "ann"));

    Verdict verdict = verdict(flow.decision(), Channel.EMAIL);
    assertThat(verdict.getPolicy()).isEqualTo("switch");
    assertThat(verdict.getValue()).isEqualTo("vouched.email");
    flow.newsletter();
    flow.inApp();
    flow.nothingElse();
  }

  @Test
  @Behaviour({"ACE-27", "ACE-18"})
  void aMailThatCanBeUnsubscribedFromHasALinkForJustThatAndATransactionalOneHasNone(
      @TempDir Path dir) {
    Map<String, String> links =
        Map.of("unsubscribe.base-url", "https://notify.example.org/", "unsubscribe.key", "key");
    try (Flow linked = Flow.start(dir, links).member("ann")) {
      linked.event(vouched("e1", "ann"));
      linked.event(emailChanged("e2", "ann", null, "ann@new.example", NOW));

      assertThat(linked.email().getUnsubscribeUrl())
          .isEqualTo(
              new UnsubscribeLinks(URI.create("https://notify.example.org/"), new Secret("key"))
                  .link(new Subscription("ann", "community")));
      assertThat(linked.email().getUnsubscribeUrl()).isNull();
      linked.ignoreOutput();
    }
    flow.event(vouched("e1", "ann"));
    assertThat(flow.email().getUnsubscribeUrl()).as("without the settings").isNull();
    flow.ignoreOutput().nothingElse();
  }

  @Test
  void preferencesAreFoldedAndPublished() {
    flow.change(Events.off("ann", null, "community", null));
    flow.change(Events.off("ann", null, null, Channel.EMAIL));

    assertThat(flow.preferences().getEntries()).hasSize(1);
    assertThat(flow.preferences())
        .satisfies(
            preferences -> {
              assertThat(preferences.getEntries()).hasSize(2);
              assertThat(preferences.getVersion()).isEqualTo(2);
            });
    flow.nothingElse();
  }

  private static String eventId(LedgerEntry row) {
    return row.decision().getEventId();
  }
}
