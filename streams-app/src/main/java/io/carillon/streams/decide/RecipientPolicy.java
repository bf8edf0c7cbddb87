package io.carillon.streams.decide;

import io.carillon.avro.AccountStatus;
import io.carillon.avro.MemberProfile;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The recipient is unknown, deleted or disabled (ACE-8, XC-7). */
final class RecipientPolicy implements Policy {
  @Override
  public String name() {
    return "recipient";
  }

  @Override
  public @Nullable Skip judge(Question question) {
    if (question.type().reachesDeparted()) {
      return null;
    }
    MemberProfile profile = question.profile();
    Instant deletedAt = question.standing().getDeletedAt();
    if (deletedAt != null && (profile == null || !profile.getUpdatedAt().isAfter(deletedAt))) {
      return new Skip(SkipReason.RECIPIENT_DELETED, "deleted at " + deletedAt);
    }
    if (profile == null) {
      return new Skip(SkipReason.RECIPIENT_UNKNOWN, null);
    }
    if (profile.getStatus() == AccountStatus.DISABLED) {
      return new Skip(SkipReason.RECIPIENT_DISABLED, "profile of " + profile.getUpdatedAt());
    }
    return null;
  }
}
