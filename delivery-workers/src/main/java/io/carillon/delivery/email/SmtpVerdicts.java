package io.carillon.delivery.email;

import io.carillon.avro.BackOffScope;
import io.carillon.avro.SuppressionAdvice;
import io.carillon.avro.SuppressionScope;
import io.carillon.delivery.Outcome;
import io.carillon.delivery.Outcome.Ambiguous;
import io.carillon.delivery.Outcome.Delivered;
import io.carillon.delivery.Outcome.Level;
import io.carillon.delivery.Outcome.Reason;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.Outcome.RetryLater;
import io.carillon.delivery.Outcome.RouteDown;
import io.carillon.delivery.email.SmtpFailure.Trouble;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a failed session means: the first digit decides (RFC 5321 section 4.3.2), the stage says
 * whom it is about, the enhanced status code why, and where there is none for it, the words. An
 * address is given up only where a row of the tables below says so; strikes, such as for a mailbox
 * that is disabled today, are counted by others from the reason. What all mail would meet, such as
 * that they do not relay for us, is about the route: no attempt is burnt on it.
 */
final class SmtpVerdicts {
  /** How long a full mailbox is tried again before the message is given up. */
  static final Duration FULL_FOR_AT_MOST = Duration.ofDays(1);

  /** They do not want mail relayed to this recipient by us. */
  static final String RELAY_DENIED_CODE = "relay-denied";

  /** They do not want this, whatever is wrong with it. */
  static final String POLICY = "policy";

  /** What to do with a message that was refused for good. */
  private enum Blame {
    /** The address is dead. */
    ADDRESS,
    /** Only this message fails. */
    MESSAGE,
    /** We made a mistake, or are not trusted. */
    US,
    /** Whoever sends as we do is refused. */
    SENDER,
    /** They pass nothing on for us. */
    ROUTE,
    /** We sent too much; it will be taken later. */
    PACE
  }

  private record Row(String reason, Blame blame) {}

  /**
   * Whom a session was about.
   *
   * @param address the recipient, for the advice to suppress it; null if somebody else stood in, so
   *     that nothing was learned of them
   * @param commonSender whether the mail is from the sender that all are from, unless a command
   *     says otherwise
   * @param age how long ago the message was decided
   */
  record About(@Nullable String address, boolean commonSender, Duration age) {}

  // RFC 3463, RFC 7504 (5.1.10), RFC 7372 (5.7.20-27), Microsoft and Google for 5.7.13-18.
  private static final Map<String, Row> BY_STATUS =
      Map.ofEntries(
          Map.entry("5.1.1", new Row("unknown-mailbox", Blame.ADDRESS)),
          Map.entry("5.1.2", new Row("unknown-domain", Blame.ADDRESS)),
          Map.entry("5.1.3", new Row("malformed-address", Blame.ADDRESS)),
          Map.entry("5.1.6", new Row("mailbox-moved", Blame.ADDRESS)),
          Map.entry("5.1.10", new Row("domain-takes-no-mail", Blame.ADDRESS)),
          Map.entry("5.7.13", new Row("account-disabled", Blame.ADDRESS)),
          Map.entry("5.7.17", new Row("owner-changed", Blame.ADDRESS)),
          Map.entry("5.7.18", new Row("owner-changed", Blame.ADDRESS)),
          // Gmail says this of a disabled account, but also of one that gets too much mail.
          Map.entry("5.2.1", new Row("mailbox-disabled", Blame.MESSAGE)),
          Map.entry("5.2.2", new Row("mailbox-full", Blame.MESSAGE)),
          Map.entry("5.2.3", new Row("message-too-big", Blame.MESSAGE)),
          Map.entry("5.3.4", new Row("message-too-big", Blame.MESSAGE)),
          Map.entry("5.4.4", new Row("unroutable", Blame.MESSAGE)),
          Map.entry("5.4.6", new Row("mail-loop", Blame.MESSAGE)),
          Map.entry("5.1.7", new Row("sender-refused", Blame.SENDER)),
          Map.entry("5.1.8", new Row("sender-refused", Blame.SENDER)),
          Map.entry("5.7.27", new Row("sender-refused", Blame.SENDER)),
          // Gmail, of our quota and of our rate: it is over some day, and a 4yz in all but name.
          Map.entry("5.4.5", new Row("quota", Blame.PACE)),
          Map.entry("5.7.28", new Row("rate", Blame.PACE)));

  private static final Map<String, Row> BY_SUBJECT =
      Map.of(
          "5.5.", new Row("protocol", Blame.US),
          "5.6.", new Row("content-refused", Blame.US),
          "5.7.", new Row(POLICY, Blame.US));

  // The words of Postfix, Exim, Sendmail, Exchange, Gmail and Amazon: none of them has a status of
  // its own for it. Postfix says at RCPT what it thinks of the client and the sender, too.
  private static final Pattern RELAY_DENIED =
      anyCase(
          "\\brelay(?:ing)?\\b(?: access)?(?: is)? (?:denied|prohibited|not (?:permitted|allowed))"
              + "|\\b(?:unable|not (?:permitted|allowed|authori[sz]ed)) to relay\\b"
              + "|\\bdo(?:es)? not relay\\b|\\bcredentials for relay\\b");
  private static final Pattern WE_REFUSED =
      anyCase(
          "\\bclient host\\b.* (?:rejected|blocked)\\b|\\bhelo command rejected\\b"
              + "|\\bsending (?:is |has been )?(?:suspended|paused)\\b");
  private static final Pattern SENDER_REFUSED =
      anyCase(
          "\\bsender address rejected\\b|\\bsender verify failed\\b"
              + "|\\bemail address is not verified\\b|\\bverified sender\\b");

  /** How Postfix quotes what the next server told it: that is about the recipient, not about us. */
  private static final String QUOTE = " said: ";

  // RFC 7372 and Microsoft: what we sign with, or where we send from, does not convince them.
  private static final Pattern UNAUTHENTICATED = Pattern.compile("5\\.7\\.(?:2\\d|30|40|515)");

  /** RFC 7504: the domain takes no mail at all. */
  private static final Set<Integer> NO_MAIL_HERE = Set.of(521, 556);

  /** RFC 4954: they want to know who we are, or do not believe it. */
  private static final Set<Integer> LOGIN_NEEDED = Set.of(530, 534, 535, 538);

  private static final Set<Integer> OUR_SYNTAX = Set.of(500, 501, 502, 503, 504, 555);
  private static final Set<Integer> ABOUT_MAILBOX = Set.of(550, 551, 553);

  private SmtpVerdicts() {}

  /**
   * Judges a failed session.
   *
   * @param failure what is known of it
   * @param about whom it was about
   * @return what the attempt came to
   */
  static Outcome judge(SmtpFailure failure, About about) {
    SmtpReply reply = failure.reply();
    if (reply == null || reply.kind() < 2) {
      return withoutAnswer(failure, reply);
    }
    return switch (reply.kind()) {
      case 4 -> new RetryLater(null, reason(reply), scope(failure.stage(), reply));
      case 5 ->
          failure.stage().isTransaction()
              ? refusedForGood(failure.stage(), reply, about)
              : new RouteDown(reason(routeProblem(failure), reply));
      default -> outOfStep(failure, reply);
    };
  }

  /**
   * Tells whether a refusal may be the first of many: it is not about what the mail says, and says
   * nothing that only its recipient could be meant by.
   */
  static boolean mayMeanAllMail(SmtpFailure failure, Rejected rejected) {
    SmtpReply reply = failure.reply();
    boolean isDistrust =
        rejected.ourFault() && Set.of(POLICY, "smtp-554").contains(rejected.reason().code());
    return isDistrust
        && (failure.stage() == SmtpStage.RCPT
            || (reply != null
                && reply.status() != null
                && UNAUTHENTICATED.matcher(reply.status()).matches()));
  }

  /** Makes the outcome of an accepted message. */
  static Delivered accepted(SmtpReply reply, boolean substitute) {
    return new Delivered(
        reply.queueId().orElse(null), substitute ? Level.SANDBOXED : Level.ACCEPTED);
  }

  private static Outcome withoutAnswer(SmtpFailure failure, @Nullable SmtpReply nonsense) {
    Trouble trouble = failure.trouble();
    Reason reason =
        nonsense == null
            ? Reason.of(trouble.code())
            : new Reason("unclear-reply", nonsense.words());
    return switch (failure.stage()) {
      // Only from here on may the server have the message. RFC 5321 section 4.5.3.2.6 warns that
      // taking silence for a refusal duplicates mail.
      case FINAL_DOT -> new Ambiguous(reason);
      case CONNECT -> new RouteDown(reason);
      case GREETING, HELLO, STARTTLS, AUTH ->
          switch (trouble) {
            case TLS, TLS_NOT_OFFERED, AUTH_NOT_OFFERED -> new RouteDown(reason);
            default -> new RetryLater(null, reason, BackOffScope.ROUTE);
          };
      case MAIL -> new RetryLater(null, reason, BackOffScope.ROUTE);
      // Perhaps this very message breaks the server: it must not hold up the others.
      case RCPT, DATA, CONTENT -> new RetryLater(null, reason, BackOffScope.MESSAGE);
    };
  }

  /** An answer that is neither no nor the yes that was due. */
  private static Outcome outOfStep(SmtpFailure failure, SmtpReply reply) {
    Reason reason = new Reason("unclear-reply", reply.words());
    return failure.stage() == SmtpStage.FINAL_DOT
        ? new Ambiguous(reason)
        : new RetryLater(null, reason, BackOffScope.ROUTE);
  }

  private static String routeProblem(SmtpFailure failure) {
    return switch (failure.stage()) {
      case AUTH -> "auth-refused";
      case STARTTLS -> Trouble.TLS_NOT_OFFERED.code();
      default -> "route-refused";
    };
  }

  private static BackOffScope scope(SmtpStage stage, SmtpReply reply) {
    // 421: the server closes. 454: log-in or (Amazon) sending rate. 4.3.x: their mail system.
    if (!stage.knowsRecipient()
        || reply.code() == 421
        || reply.code() == 454
        || reply.statusStartsWith("4.3.")) {
      return BackOffScope.ROUTE;
    }
    // Network and policy, such as greylisting and rate limits, are the same for the whole domain.
    return reply.statusStartsWith("4.4.") || reply.statusStartsWith("4.7.")
        ? BackOffScope.TARGET
        : BackOffScope.MESSAGE;
  }

  private static Outcome refusedForGood(SmtpStage stage, SmtpReply reply, About about) {
    if (LOGIN_NEEDED.contains(reply.code())) {
      return new RouteDown(reason("auth-refused", reply));
    }
    Row row = row(stage, reply);
    Reason reason = reason(row.reason(), reply);
    return switch (row.blame()) {
      case ROUTE -> new RouteDown(reason);
      // Of the common sender all mail would be refused. A refusal at MAIL must not be remembered
      // (RFC 5321 section 4.5.4.1), and is not: the next probe asks again.
      case SENDER ->
          about.commonSender() ? new RouteDown(reason) : new Rejected(reason, null, true);
      case PACE -> new RetryLater(null, reason(reply), BackOffScope.ROUTE);
      case ADDRESS -> new Rejected(reason, suppression(row, about), false);
      case MESSAGE, US ->
          isForLater(stage, reply, row, about.age())
              ? new RetryLater(null, reason, BackOffScope.MESSAGE)
              : new Rejected(reason, null, row.blame() == Blame.US);
    };
  }

  private static @Nullable SuppressionAdvice suppression(Row row, About about) {
    return about.address() == null
        ? null
        : new SuppressionAdvice(about.address(), SuppressionScope.ALL, row.reason());
  }

  private static boolean isForLater(SmtpStage stage, SmtpReply reply, Row row, Duration age) {
    // RFC 5321 section 4.5.3.1.10: 552 at RCPT for too many recipients means later, not never.
    boolean tooMany =
        stage == SmtpStage.RCPT
            && reply.code() == 552
            && row.blame() == Blame.US
            && !row.reason().equals(POLICY);
    boolean full = row.reason().equals("mailbox-full");
    return tooMany || (full && age.compareTo(FULL_FOR_AT_MOST) < 0);
  }

  private static Row row(SmtpStage stage, SmtpReply reply) {
    Row row = rowByStatus(reply);
    if (row == null) {
      row = rowByCode(stage, reply.code());
    }
    // At MAIL the server knows the sender only, whatever it says.
    boolean isAboutSender = row.blame() == Blame.ADDRESS || row.reason().equals(POLICY);
    return isAboutSender && !stage.knowsRecipient() ? new Row("sender-refused", Blame.SENDER) : row;
  }

  private static @Nullable Row rowByStatus(SmtpReply reply) {
    String status = reply.status();
    if (NO_MAIL_HERE.contains(reply.code())) {
      return new Row("domain-takes-no-mail", Blame.ADDRESS);
    }
    Row row = status == null ? null : BY_STATUS.get(status);
    if (row == null) {
      row = rowByWords(reply.text());
    }
    return row != null || status == null ? row : BY_SUBJECT.get(status.substring(0, 4));
  }

  /** Reads the words, as no code and no status tells that they refuse us, whatever we send. */
  private static @Nullable Row rowByWords(String text) {
    if (text.contains(QUOTE)) {
      return null;
    }
    if (RELAY_DENIED.matcher(text).find()) {
      return new Row(RELAY_DENIED_CODE, Blame.ROUTE);
    }
    if (WE_REFUSED.matcher(text).find()) {
      return new Row("route-refused", Blame.ROUTE);
    }
    return SENDER_REFUSED.matcher(text).find() ? new Row("sender-refused", Blame.SENDER) : null;
  }

  private static Row rowByCode(SmtpStage stage, int code) {
    if (OUR_SYNTAX.contains(code)) {
      return new Row("protocol", Blame.US);
    }
    if (code == 552) {
      return stage == SmtpStage.RCPT
          ? new Row("mailbox-full", Blame.MESSAGE)
          : new Row("message-too-big", Blame.MESSAGE);
    }
    if (stage == SmtpStage.MAIL) {
      return new Row("sender-refused", Blame.SENDER);
    }
    if (stage == SmtpStage.RCPT && ABOUT_MAILBOX.contains(code)) {
      return new Row("recipient-refused", Blame.MESSAGE);
    }
    // Most servers that say a mere 554 mean that they take us for a spammer.
    return new Row("smtp-" + code, code == 554 ? Blame.US : Blame.MESSAGE);
  }

  private static Pattern anyCase(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  private static Reason reason(SmtpReply reply) {
    return reason("smtp-" + reply.code(), reply);
  }

  private static Reason reason(String code, SmtpReply reply) {
    return new Reason(code, reply.words());
  }
}
