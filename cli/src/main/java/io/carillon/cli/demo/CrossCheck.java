package io.carillon.cli.demo;

import io.carillon.avro.Channel;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import io.carillon.delivery.email.MessageIds;
import io.carillon.localstack.basket.Contact;
import io.carillon.localstack.smtp.Mail;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was decided with what arrived, in both directions: every event was decided as often
 * as it was sent; everything that was to be sent is there once, under its own id and at the right
 * address, unless it was withheld or withdrawn; and nothing else is there.
 */
final class CrossCheck {
  private final Journal journal;
  private final Arrivals arrivals;
  private final Map<String, Set<String>> addresses;
  private final MessageIds messageIds;
  private final List<String> mismatches = new ArrayList<>();
  private final Map<String, Verdict> sends = new HashMap<>();
  private final Map<String, String> members = new HashMap<>();

  private CrossCheck(
      Journal journal,
      Arrivals arrivals,
      Map<String, Set<String>> addresses,
      MessageIds messageIds) {
    this.journal = journal;
    this.arrivals = arrivals;
    this.addresses = addresses;
    this.messageIds = messageIds;
    for (Decision decision : journal.decisions()) {
      for (Verdict verdict : decision.getVerdicts()) {
        if (verdict.getKind() == VerdictKind.SEND && verdict.getCommandId() != null) {
          sends.put(verdict.getCommandId(), verdict);
          members.put(verdict.getCommandId(), decision.getMemberId());
        }
      }
    }
  }

  /**
   * Compares.
   *
   * @param addresses every address that a member has or had, by member id, in lower case
   * @param messageIds what the email worker calls its mails
   * @return what does not agree, one line each
   */
  static List<String> mismatches(
      Journal journal,
      Arrivals arrivals,
      Map<String, Set<String>> addresses,
      MessageIds messageIds) {
    CrossCheck check = new CrossCheck(journal, arrivals, addresses, messageIds);
    check.checkDecisions();
    check.checkCommands();
    check.checkEndings();
    check.checkMails();
    check.checkNewsletters();
    check.checkInboxes();
    return check.mismatches;
  }

  /** An event is decided each time it is sent, unless it is refused. */
  private void checkDecisions() {
    compare(
        "decisions about event", "sent", journal.sendings(), "decided", journal.decisionCounts());
  }

  /** What was to be sent and was refused, given up or left in doubt cannot count on having come. */
  private void checkEndings() {
    new TreeMap<>(sends)
        .forEach(
            (id, verdict) ->
                journal
                    .failure(id)
                    .ifPresent(
                        failure ->
                            mismatches.add(
                                "decided to send, but "
                                    + failure
                                    + ": "
                                    + verdict.getMessageType()
                                    + " by "
                                    + Row.word(verdict.getChannel())
                                    + " to "
                                    + members.get(id))));
  }

  /** What decisions call for is what commands say and what workers reported on. */
  private void checkCommands() {
    Set<String> issued = new TreeSet<>(journal.commands().keySet());
    Set<String> reported = new TreeSet<>();
    journal.reported().forEach(reported::add);
    note(missing(sends.keySet(), issued), "decided to send, but there is no command");
    note(missing(issued, sends.keySet()), "a command without a decision");
    note(missing(reported, issued), "an outcome without a command");
  }

  /** Each mail is known by its id, which the worker makes of the command and the address. */
  private void checkMails() {
    Map<String, String> expected = new TreeMap<>();
    accepted(Channel.EMAIL)
        .forEach(
            command -> {
              EmailCommand email = (EmailCommand) command;
              CommandHeader header = email.getHeader();
              String to = lower(email.getTo());
              expected.put(
                  messageIds.messageId(header.getCommandId(), to),
                  "mail " + header.getMessageType() + " to " + to);
              if (!addresses.getOrDefault(header.getMemberId(), Set.of()).contains(to)) {
                mismatches.add(
                    "mail to " + to + ", which is no address of " + header.getMemberId());
              }
            });
    Map<String, List<Mail>> actual = new TreeMap<>();
    for (Mail mail : arrivals.mails()) {
      actual.computeIfAbsent(mail.messageId().orElse(""), id -> new ArrayList<>()).add(mail);
    }
    expected.forEach(
        (id, mail) -> {
          if (!actual.containsKey(id)) {
            mismatches.add(mail + ", which did not arrive");
          }
        });
    actual.forEach((id, mails) -> checkMails(expected.get(id), mails));
  }

  private void checkMails(@Nullable String expected, List<Mail> mails) {
    for (Mail mail : mails) {
      String to = lower(String.join(", ", mail.recipients()));
      String what = "mail to " + to + ": " + mail.subject();
      if (expected == null) {
        mismatches.add(what + ", which nobody decided");
      } else if (!expected.endsWith(" to " + to)) {
        mismatches.add(what + ", instead of " + expected);
      }
    }
    if (expected != null && mails.size() > 1) {
      mismatches.add(expected + ", which arrived " + mails.size() + " times");
    }
  }

  /** Carries the commands that were accepted out on paper, in their order. */
  private void checkNewsletters() {
    Map<String, Set<String>> expected = new TreeMap<>();
    Set<String> managed = new HashSet<>();
    accepted(Channel.NEWSLETTER).stream()
        .map(NewsletterCommand.class::cast)
        .sorted(
            Comparator.comparing((NewsletterCommand c) -> c.getHeader().getMemberId())
                .thenComparing(NewsletterCommand::getVersion))
        .forEach(
            command -> {
              managed.addAll(command.getSlugs());
              carryOut(command, expected);
            });
    expected.values().removeIf(Set::isEmpty);
    Map<String, Set<String>> actual = new TreeMap<>();
    for (Contact contact : arrivals.contacts()) {
      Set<String> subscribed = new TreeSet<>(contact.newsletters().keySet());
      note(missing(subscribed, managed), "subscribed to what no command names");
      if (!subscribed.isEmpty()) {
        actual.put(lower(contact.email()), subscribed);
      }
    }
    compare("newsletters of", "decided", expected, "arrived", actual);
  }

  private static void carryOut(NewsletterCommand command, Map<String, Set<String>> state) {
    Set<String> there = state.computeIfAbsent(lower(command.getEmail()), to -> new TreeSet<>());
    switch (command.getOperation()) {
      case SUBSCRIBE -> there.addAll(command.getSlugs());
      case UNSUBSCRIBE -> command.getSlugs().forEach(there::remove);
      case MOVE -> {
        String old = command.getOldEmail();
        Set<String> before = state.getOrDefault(old == null ? "" : lower(old), new TreeSet<>());
        Set<String> moving = new TreeSet<>(command.getSlugs());
        moving.retainAll(before);
        before.removeAll(moving);
        there.addAll(moving);
      }
    }
  }

  private void checkInboxes() {
    Map<String, Set<String>> expected = new TreeMap<>();
    accepted(Channel.IN_APP)
        .forEach(
            command ->
                expected
                    .computeIfAbsent(
                        Journal.header(command).getMemberId(), member -> new TreeSet<>())
                    .add(Journal.header(command).getCommandId()));
    Map<String, Set<String>> actual = new TreeMap<>(arrivals.inboxes());
    actual.values().removeIf(Set::isEmpty);
    compare("inbox of", "decided", expected, "arrived", actual);
  }

  /** The commands of a channel that the provider took, each as of the attempt that it took. */
  private List<SpecificRecord> accepted(Channel channel) {
    List<SpecificRecord> accepted = new ArrayList<>();
    sends.forEach(
        (id, verdict) -> {
          DeliveryOutcome last = journal.last(id);
          if (verdict.getChannel() == channel && last != null && isAccepted(last)) {
            journal.commands().getOrDefault(id, List.of()).stream()
                .filter(c -> Journal.header(c).getAttempt() == last.getAttempt())
                .forEach(accepted::add);
          }
        });
    return accepted;
  }

  private static boolean isAccepted(DeliveryOutcome outcome) {
    return outcome.getStatus() == OutcomeStatus.ACCEPTED
        || outcome.getStatus() == OutcomeStatus.CONFIRMED;
  }

  private static Set<String> missing(Set<String> wanted, Set<String> there) {
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(there);
    return missing;
  }

  private void note(Set<String> ids, String what) {
    ids.forEach(
        id ->
            mismatches.add(
                what + ": " + id + (members.containsKey(id) ? " of " + members.get(id) : "")));
  }

  private <T> void compare(
      String what, String want, Map<String, T> expected, String have, Map<String, T> actual) {
    Set<String> all = new TreeSet<>(expected.keySet());
    all.addAll(actual.keySet());
    for (String key : all) {
      T wanted = expected.get(key);
      T there = actual.get(key);
      if (wanted == null || !wanted.equals(there)) {
        mismatches.add(
            "%s %s: %s %s, %s %s".formatted(what, key, want, orNone(wanted), have, orNone(there)));
      }
    }
  }

  private static Object orNone(@Nullable Object value) {
    return value == null ? "none" : value;
  }

  private static String lower(String address) {
    return address.toLowerCase(Locale.ROOT);
  }
}
