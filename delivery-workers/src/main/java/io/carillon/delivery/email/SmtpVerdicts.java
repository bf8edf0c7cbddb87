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
import org.jspecify.annotations.Nullable;

/**
 * What a failed session means: the first digit decides (RFC 5321 section 4.3.2), the stage says
 * whom it is about, the enhanced status code why. An address is given up only where a row of the
 * tables below says so; strikes, such as for a mailbox that is disabled today, are counted by
 * others from the reason.
 */
final class SmtpVerdicts {
  /** How long a full mailbox is tried again before the message is given up. */
  static final Duration FULL_FOR_AT_MOST = Duration.ofDays(1);

  /** What to do with a message that was refused for good. */
  private enum Blame {
    /** The address is dead. */
    ADDRESS,
    /** Only this message fails. */
    MESSAGE,
    /** We made a mistake. */
    US
  }

  private record Row(String reason, Blame blame) {}

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
          Map.entry("5.1.7", new Row("sender-refused", Blame.US)),
          Map.entry("5.1.8", new Row("sender-refused", Blame.US)),
          Map.entry("5.7.27", new Row("sender-refused", Blame.US)));

  private static final Map<String, Row> BY_SUBJECT =
      Map.of(
          "5.5.", new Row("protocol", Blame.US),
          "5.6.", new Row("content-refused", Blame.US),
          "5.7.", new Row("policy", Blame.MESSAGE));

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
   * @param address the recipient, for the advice to suppress it; null if somebody else stood in, so
   *     that nothing was learned of them
   * @param age how long ago the message was decided
   * @return what the attempt came to
   */
  static Outcome judge(SmtpFailure failure, @Nullable String address, Duration age) {
    SmtpReply reply = failure.reply();
    if (reply == null || reply.kind() < 2) {
      return withoutAnswer(failure, reply);
    }
    return switch (reply.kind()) {
      case 4 -> new RetryLater(null, reason(reply), scope(failure.stage(), reply));
      case 5 ->
          failure.stage().isTransaction()
              ? refusedForGood(failure.stage(), reply, address, age)
              : new RouteDown(reason(routeProblem(failure), reply));
      default -> outOfStep(failure, reply);
    };
  }

  /** Makes the outcome of an accepted message. */
  static Delivered accepted(SmtpReply reply, boolean substitute) {
    return new Delivered(
        reply.queueId().orElse(null), substitute ? Level.SANDBOXED : Level.ACCEPTED);
  }

  private static Outcome withoutAnswer(SmtpFailure failure, @Nullable SmtpReply nonsense) {
    Trouble trouble =
        failure.trouble() == Trouble.NONE ? Trouble.CONNECTION_LOST : failure.trouble();
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

  private static Outcome refusedForGood(
      SmtpStage stage, SmtpReply reply, @Nullable String address, Duration age) {
    if (LOGIN_NEEDED.contains(reply.code())) {
      return new RouteDown(reason("auth-refused", reply));
    }
    Row row = row(stage, reply);
    Reason reason = reason(row.reason(), reply);
    // RFC 5321 section 4.5.3.1.10: 552 at RCPT for too many recipients means later, not never.
    boolean tooMany = stage == SmtpStage.RCPT && reply.code() == 552 && row.blame() == Blame.US;
    boolean full = row.reason().equals("mailbox-full");
    if (tooMany || (full && age.compareTo(FULL_FOR_AT_MOST) < 0)) {
      return new RetryLater(null, reason, BackOffScope.MESSAGE);
    }
    SuppressionAdvice advice =
        row.blame() == Blame.ADDRESS && address != null
            ? new SuppressionAdvice(address, SuppressionScope.ALL, row.reason())
            : null;
    return new Rejected(reason, advice, row.blame() == Blame.US);
  }

  private static Row row(SmtpStage stage, SmtpReply reply) {
    Row row = rowByStatus(reply);
    if (row == null) {
      row = rowByCode(stage, reply.code());
    }
    // At MAIL the server knows the sender only, whatever it says.
    return row.blame() == Blame.ADDRESS && !stage.knowsRecipient()
        ? new Row("sender-refused", Blame.US)
        : row;
  }

  private static @Nullable Row rowByStatus(SmtpReply reply) {
    String status = reply.status();
    if (NO_MAIL_HERE.contains(reply.code())) {
      return new Row("domain-takes-no-mail", Blame.ADDRESS);
    }
    if (status == null || status.endsWith(".0.0")) {
      return null;
    }
    Row row = BY_STATUS.get(status);
    return row != null ? row : BY_SUBJECT.get(status.substring(0, 4));
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
      return new Row("sender-refused", Blame.US);
    }
    return stage == SmtpStage.RCPT && ABOUT_MAILBOX.contains(code)
        ? new Row("recipient-refused", Blame.MESSAGE)
        : new Row("smtp-" + code, Blame.MESSAGE);
  }

  private static Reason reason(SmtpReply reply) {
    return reason("smtp-" + reply.code(), reply);
  }

  private static Reason reason(String code, SmtpReply reply) {
    return new Reason(code, reply.words());
  }
}
