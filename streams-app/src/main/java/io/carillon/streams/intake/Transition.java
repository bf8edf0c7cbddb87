package io.carillon.streams.intake;

import io.carillon.avro.EmailChanged;
import io.carillon.avro.MemberDeleted;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.MemberUnvouched;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.NdaJoined;
import io.carillon.avro.NdaLeft;
import io.carillon.avro.NdaStatus;
import io.carillon.avro.Recipient;
import io.carillon.avro.Standing;
import io.carillon.streams.recipients.RecipientStore;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells a transition from a repetition (XC-3): what an event changes about where a member stands.
 * Pure functions.
 *
 * @param finding whether anything changed
 * @param standing where the member stands afterwards
 * @param evidence what the finding rests on
 */
record Transition(Finding finding, Standing standing, String evidence) {
  /**
   * What an event changes. What happened before the account ended is of an account that is gone.
   */
  static Transition of(SpecificRecord event, Instant occurredAt, Recipient recipient) {
    Standing before = RecipientStore.standing(recipient);
    if (!(event instanceof MemberDeleted) && isOlder(occurredAt, before.getDeletedAt())) {
      return overtaken(before, before.getDeletedAt());
    }
    if (event instanceof MemberVouched vouched) {
      return vouched(vouched, before);
    }
    if (event instanceof MemberUnvouched unvouched) {
      return unvouched(unvouched, before);
    }
    if (event instanceof NdaJoined joined) {
      return ndaJoined(joined, before);
    }
    if (event instanceof NdaLeft left) {
      return ndaLeft(left, before);
    }
    if (event instanceof EmailChanged changed) {
      return emailChanged(changed, before);
    }
    return deleted((MemberDeleted) event, before, recipient.getProfile());
  }

  /** The same event again: nothing changes, whatever it says. */
  static Transition repeated(Recipient recipient, Instant decidedAt) {
    return new Transition(
        Finding.DUPLICATE, RecipientStore.standing(recipient), "first decided at " + decidedAt);
  }

  /** MOZ-3, MOZ-5: from no vouch to at least one. */
  private static Transition vouched(MemberVouched event, Standing before) {
    String evidence = "vouches " + event.getVouchesBefore() + " to " + event.getVouches();
    if (isOlder(event.getOccurredAt(), before.getVouchedAsOf())) {
      return overtaken(before, before.getVouchedAsOf());
    }
    Standing after = withVouched(before, true, event.getOccurredAt());
    boolean first = event.getVouchesBefore() == 0 && !Boolean.TRUE.equals(before.getVouched());
    return found(first, after, evidence);
  }

  /** MOZ-4: the last vouch is lost. */
  private static Transition unvouched(MemberUnvouched event, Standing before) {
    String evidence = "vouches " + event.getVouchesBefore() + " to " + event.getVouches();
    if (isOlder(event.getOccurredAt(), before.getVouchedAsOf())) {
      return overtaken(before, before.getVouchedAsOf());
    }
    boolean none = event.getVouches() == 0;
    Standing after = withVouched(before, !none, event.getOccurredAt());
    return found(none && !Boolean.FALSE.equals(before.getVouched()), after, evidence);
  }

  /**
   * MOZ-6, MOZ-7: anything below MEMBER to MEMBER; the same or a lower status changes nothing. The
   * same status is known to hold for longer, though, so that no earlier leave undoes it; a lower
   * one says nothing, because only a leave lowers.
   */
  private static Transition ndaJoined(NdaJoined event, Standing before) {
    NdaStatus current = before.getNda() == null ? event.getFrom() : before.getNda();
    String evidence = "nda " + current + " to " + event.getTo();
    if (isOlder(event.getOccurredAt(), before.getNdaAsOf())) {
      return overtaken(before, before.getNdaAsOf());
    }
    if (event.getTo().compareTo(current) < 0) {
      return found(false, before, evidence);
    }
    Standing after = withNda(before, event.getTo(), event.getOccurredAt());
    boolean reached = event.getTo() == NdaStatus.MEMBER && current != NdaStatus.MEMBER;
    return found(reached, after, evidence);
  }

  /** MOZ-8: from MEMBER to anything lower. Any leave tells that no earlier join holds. */
  private static Transition ndaLeft(NdaLeft event, Standing before) {
    NdaStatus current = before.getNda() == null ? event.getFrom() : before.getNda();
    String evidence = "nda " + current + " to " + event.getTo();
    if (isOlder(event.getOccurredAt(), before.getNdaAsOf())) {
      return overtaken(before, before.getNdaAsOf());
    }
    NdaStatus lower = event.getTo().compareTo(current) < 0 ? event.getTo() : current;
    Standing after = withNda(before, lower, event.getOccurredAt());
    return found(current == NdaStatus.MEMBER, after, evidence);
  }

  /** MOZ-11, BAS-24: a change older than the last applied one is ignored. */
  private static Transition emailChanged(EmailChanged event, Standing before) {
    if (isOlder(event.getOccurredAt(), before.getEmailAsOf())) {
      return overtaken(before, before.getEmailAsOf());
    }
    boolean differs = !event.getNewEmail().equalsIgnoreCase(event.getOldEmail());
    Standing after =
        new Standing(
            before.getVouched(),
            before.getVouchedAsOf(),
            before.getNda(),
            before.getNdaAsOf(),
            event.getOccurredAt(),
            before.getDeletedAt(),
            before.getNewsletters(),
            before.getNewsletterVersion());
    return found(differs, after, differs ? "the address differs" : "the address is the same");
  }

  /**
   * MOZ-9. What the account stood for ends with it; what is known of a later time is of the account
   * that came after.
   */
  private static Transition deleted(
      MemberDeleted event, Standing before, @Nullable MemberProfile profile) {
    Instant deletedAt = before.getDeletedAt();
    boolean cameBack =
        deletedAt != null && profile != null && profile.getUpdatedAt().isAfter(deletedAt);
    if (deletedAt != null && !(cameBack && event.getOccurredAt().isAfter(deletedAt))) {
      return found(false, before, "deleted before, at " + deletedAt);
    }
    boolean vouchedSince = isOlder(event.getOccurredAt(), before.getVouchedAsOf());
    boolean ndaSince = isOlder(event.getOccurredAt(), before.getNdaAsOf());
    Standing after =
        new Standing(
            vouchedSince ? before.getVouched() : null,
            vouchedSince ? before.getVouchedAsOf() : null,
            ndaSince ? before.getNda() : null,
            ndaSince ? before.getNdaAsOf() : null,
            before.getEmailAsOf(),
            event.getOccurredAt(),
            before.getNewsletters(),
            before.getNewsletterVersion());
    return found(true, after, "the account ended");
  }

  private static boolean isOlder(Instant occurredAt, @Nullable Instant asOf) {
    return asOf != null && occurredAt.isBefore(asOf);
  }

  private static Transition found(boolean changed, Standing after, String evidence) {
    return new Transition(changed ? Finding.TRANSITION : Finding.NO_TRANSITION, after, evidence);
  }

  private static Transition overtaken(Standing before, @Nullable Instant asOf) {
    return new Transition(Finding.OVERTAKEN, before, "one of " + asOf + " was applied before");
  }

  private static Standing withVouched(Standing before, boolean vouched, Instant asOf) {
    return new Standing(
        vouched,
        asOf,
        before.getNda(),
        before.getNdaAsOf(),
        before.getEmailAsOf(),
        before.getDeletedAt(),
        before.getNewsletters(),
        before.getNewsletterVersion());
  }

  private static Standing withNda(Standing before, NdaStatus status, Instant asOf) {
    return new Standing(
        before.getVouched(),
        before.getVouchedAsOf(),
        status,
        asOf,
        before.getEmailAsOf(),
        before.getDeletedAt(),
        before.getNewsletters(),
        before.getNewsletterVersion());
  }
}
