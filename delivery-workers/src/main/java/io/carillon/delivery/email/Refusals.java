package io.carillon.delivery.email;

import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RouteDown;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Tells a relay that refuses us from one that refuses a mail, by what became of other mails: a
 * single reply often leaves it open. Without that, a relay that no longer trusts us would have all
 * that waits rejected, one mail after the other. Knows only what this process saw. Thread-safe.
 */
final class Refusals {
  /** So many mails in a row may be rejected for lack of trust before the route is to blame. */
  static final int MOST_IN_A_ROW = 5;

  private static final int DOMAINS_REMEMBERED = 1_000;

  private final int mostUnderWay;

  /** How many mails had been accepted when relaying to a domain was first denied. */
  private final Map<String, Long> denied =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > DOMAINS_REMEMBERED;
        }
      };

  private long accepted;
  private int inARow;

  /**
   * Begins without a memory.
   *
   * @param mostUnderWay how many mails can be under way at once: so many may still be accepted
   *     after the relay began to refuse us
   */
  Refusals(int mostUnderWay) {
    this.mostUnderWay = mostUnderWay;
  }

  /** The relay took a mail to somebody at that domain. */
  synchronized void accepted(String domain) {
    accepted++;
    inARow = 0;
    denied.remove(domain.toLowerCase(Locale.ROOT));
  }

  /**
   * Weighs one mail's outcome against what became of others.
   *
   * @param failure what is known of the session
   * @param outcome what it comes to by itself
   * @param domain the recipient's
   * @return what it comes to
   */
  synchronized Outcome weigh(SmtpFailure failure, Outcome outcome, String domain) {
    if (outcome instanceof RouteDown down
        && down.reason().code().equals(SmtpVerdicts.RELAY_DENIED_CODE)) {
      return isDeniedOnly(domain.toLowerCase(Locale.ROOT))
          ? new Rejected(new Reason(SmtpVerdicts.POLICY, down.reason().detail()), null, true)
          : outcome;
    }
    if (outcome instanceof Rejected rejected && SmtpVerdicts.mayMeanAllMail(failure, rejected)) {
      inARow = Math.min(inARow + 1, MOST_IN_A_ROW + 1);
      return inARow > MOST_IN_A_ROW ? new RouteDown(rejected.reason()) : outcome;
    }
    return outcome;
  }

  /** Whether the relay, while it denies us this domain, passes mail on to others. */
  private boolean isDeniedOnly(String domain) {
    long before = denied.computeIfAbsent(domain, first -> accepted);
    return accepted - before > mostUnderWay;
  }
}
