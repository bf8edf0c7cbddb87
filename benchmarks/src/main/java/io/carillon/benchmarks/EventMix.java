package io.carillon.benchmarks;

import io.carillon.avro.AccountStatus;
import io.carillon.avro.Choice;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.MemberUnvouched;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.PreferenceSet;
import java.time.Instant;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;

/**
 * Who the members are, and what happens to them. Of each ten events,
 *
 * <ul>
 *   <li>seven are transitions, in turn the first vouch for a member and the loss of the last one:
 *       each is decided as mail, inbox entry and newsletter change;
 *   <li>one is a further vouch, or a loss of what was lost before: no transition;
 *   <li>one is an event that came before, with the same id;
 *   <li>one is a transition of a member who has opted out: decided, and nothing is sent.
 * </ul>
 *
 * <p>The same number is always the same event. Members come up in an order that no cache likes.
 *
 * @param members how many there are, {@link #LEAST_MEMBERS} or more; each tenth has opted out
 */
record EventMix(int members) {
  /** So that nobody has two events of the same ten. */
  static final int LEAST_MEMBERS = 100;

  static final int CYCLE = 10;
  private static final int TRANSITIONS = 7;
  private static final int NO_TRANSITION = 7;
  private static final int REPETITION = 8;

  // A prime, so that all members come up before one does again.
  private static final long STRIDE = 7_368_787;

  /** The id of a member, which is also the key of all that is about them. */
  static String id(int member) {
    return String.format(Locale.ROOT, "m%08d", member);
  }

  /** The member of an id. */
  static int member(String id) {
    return Integer.parseInt(id.substring(1));
  }

  /** The only address of a member. */
  static String address(int member) {
    return id(member) + "@example.org";
  }

  /** The member of an address. */
  static int memberOf(String address) {
    return member(address.substring(0, address.indexOf('@')));
  }

  static MemberProfile profile(int member, Instant at) {
    return MemberProfile.newBuilder()
        .setMemberId(id(member))
        .setEmail(address(member))
        .setFirstName("Ann")
        .setFullName("Ann Example the " + member + "th")
        .setLocale(member % 3 == 0 ? "fr-CA" : "en-GB")
        .setCountry("CA")
        .setStatus(AccountStatus.ACTIVE)
        .setUpdatedAt(at)
        .build();
  }

  static boolean hasOptedOut(int member) {
    return member % CYCLE == CYCLE - 1;
  }

  static PreferenceSet optOut(int member, Instant at) {
    return new PreferenceSet("out-" + member, at, id(member), null, "community", null, Choice.OFF);
  }

  /** The event of a number from 0 on. */
  SpecificRecord event(long number, Instant at) {
    long cycle = number / CYCLE;
    int step = (int) (number % CYCLE);
    if (step == NO_TRANSITION) {
      long before = cycle * TRANSITIONS;
      return isVouch(before)
          ? new MemberVouched(eventId(number), at, id(regular(before)), 1, 2, "Bob Example")
          : new MemberUnvouched(eventId(number), at, id(regular(before)), 1, 0);
    }
    if (step == REPETITION) {
      return event(cycle * CYCLE, at);
    }
    if (step > REPETITION) {
      int others = members / CYCLE;
      int member = (int) (cycle * STRIDE % others) * CYCLE + CYCLE - 1;
      return transition(number, member, cycle / others % 2 == 0, at);
    }
    long transition = cycle * TRANSITIONS + step;
    return transition(number, regular(transition), isVouch(transition), at);
  }

  /** The first vouch for a member. */
  static SpecificRecord firstVouch(int member, Instant at) {
    return transition(member, member, true, at);
  }

  private static SpecificRecord transition(long number, int member, boolean vouch, Instant at) {
    return vouch
        ? new MemberVouched(eventId(number), at, id(member), 0, 1, "Bob Example")
        : new MemberUnvouched(eventId(number), at, id(member), 1, 0);
  }

  private static String eventId(long number) {
    return "event-" + number;
  }

  private boolean isVouch(long transition) {
    return transition / regulars() % 2 == 0;
  }

  private int regular(long transition) {
    int place = (int) (transition * STRIDE % regulars());
    int each = CYCLE - 1;
    return place / each * CYCLE + place % each;
  }

  // A multiple of nine of each ten; the few members beyond are never mentioned.
  private int regulars() {
    return members / CYCLE * (CYCLE - 1);
  }
}
