package io.carillon.streams.intake;

import io.carillon.avro.EmailChanged;
import io.carillon.avro.LoginIdentity;
import io.carillon.avro.MemberUnvouched;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.NdaLeft;
import io.carillon.avro.NdaStatus;
import io.carillon.streams.deadletters.Placement;
import io.carillon.streams.deadletters.Sizes;
import io.carillon.streams.flow.ClockTolerance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The rules a member event must keep to be processed at all. */
final class MemberEventRules {
  private static final int LONGEST_ID = 200;

  private MemberEventRules() {}

  /** The rules that are broken, each naming the field; none if the event is fine. */
  static List<String> broken(
      Placement placement, @Nullable String key, Envelope envelope, Instant now) {
    List<String> broken = new ArrayList<>(0);
    placement.check(key, envelope.memberId(), broken);
    checkId("memberId", envelope.memberId(), broken);
    checkId("eventId", envelope.eventId(), broken);
    if (ClockTolerance.isExceeded(envelope.occurredAt(), now)) {
      broken.add("occurredAt: must not be in the future, was " + envelope.occurredAt());
    }
    checkContent(envelope.event(), broken);
    Sizes.check(envelope.event(), broken);
    return broken;
  }

  private static void checkId(String field, String id, List<String> broken) {
    if (id.isBlank() || id.length() > LONGEST_ID || hasControlCharacter(id)) {
      broken.add(field + ": must be 1 to " + LONGEST_ID + " characters, none a control character");
    }
  }

  private static boolean hasControlCharacter(String id) {
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) < ' ') {
        return true;
      }
    }
    return false;
  }

  private static void checkContent(SpecificRecord event, List<String> broken) {
    if (event instanceof MemberVouched vouched) {
      if (vouched.getVouchesBefore() < 0 || vouched.getVouches() <= vouched.getVouchesBefore()) {
        broken.add("vouches: must be more than vouchesBefore, which must be 0 or more");
      }
    } else if (event instanceof MemberUnvouched unvouched) {
      if (unvouched.getVouches() < 0 || unvouched.getVouches() >= unvouched.getVouchesBefore()) {
        broken.add("vouches: must be 0 or more, and less than vouchesBefore");
      }
    } else if (event instanceof NdaLeft left) {
      if (left.getTo() != NdaStatus.NONE && left.getTo() != NdaStatus.PENDING) {
        broken.add("to: must be NONE or PENDING (MOZ-8)");
      }
    } else if (event instanceof EmailChanged changed) {
      checkEmailChange(changed, broken);
    }
  }

  /** MOZ-12: the new login identity is at least as strong as the old one, or the same. */
  private static void checkEmailChange(EmailChanged event, List<String> broken) {
    if (event.getNewEmail().isBlank()) {
      broken.add("newEmail: must be given");
    }
    LoginIdentity before = event.getOldIdentity();
    LoginIdentity after = event.getNewIdentity();
    if (before != null
        && after != null
        && !before.getId().equals(after.getId())
        && after.getStrength() <= before.getStrength()) {
      broken.add("newIdentity: must be stronger than oldIdentity, or the same (MOZ-12)");
    }
  }
}
