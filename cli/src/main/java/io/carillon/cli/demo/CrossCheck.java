package io.carillon.cli.demo;

import io.carillon.avro.Channel;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
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

/**
 * Compares what was decided with what arrived, in both directions: everything that was decided and
 * accepted is there once, at the right address, and nothing else is there.
 */
final class CrossCheck {
  private final Journal journal;
  private final Arrivals arrivals;
  private final Map<String, Set<String>> addresses;
  private final List<String> mismatches = new ArrayList<>();
  private final Map<String, Verdict> sends = new HashMap<>();
  private final Map<String, String> members = new HashMap<>();

  private CrossCheck(Journal journal, Arrivals arrivals, Map<String, Set<String>> addresses) {
    this.journal = journal;
    this.arrivals = arrivals;
    this.addresses = addresses;
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
   * @return what does not agree, one line each
   */
  static List<String> mismatches(
      Journal journal, Arrivals arrivals, Map<String, Set<String>> addresses) {
    CrossCheck check = new CrossCheck(journal, arrivals, addresses);
    check.checkCommands();
    check.checkMails();
    check.checkNewsletters();
    check.checkInboxes();
    return check.mismatches;
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

  private void checkMails() {
    Map<String, Integer> expected = new TreeMap<>();
    accepted(Channel.EMAIL)
        .forEach(
            command -> {
              EmailCommand email = (EmailCommand) command;
              String to = lower(email.getTo());
              expected.merge(to, 1, Integer::sum);
              String member = email.getHeader().getMemberId();
              if (!addresses.getOrDefault(member, Set.of()).contains(to)) {
                mismatches.add("mail to " + to + ", which is no address of " + member);
              }
            });
    Map<String, Integer> actual = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    for (Mail mail : arrivals.mails()) {
      mail.recipients().forEach(to -> actual.merge(lower(to), 1, Integer::sum));
      if (!mail.messageId().map(ids::add).orElse(false)) {
        mismatches.add("a mail that came twice, or without Message-ID: " + mail);
      }
    }
    compare("mails to", expected, actual);
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
    compare("newsletters of", expected, actual);
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
    compare("inbox of", expected, actual);
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

  private <T> void compare(String what, Map<String, T> expected, Map<String, T> actual) {
    Set<String> all = new TreeSet<>(expected.keySet());
    all.addAll(actual.keySet());
    for (String key : all) {
      T wanted = expected.get(key);
      T there = actual.get(key);
      if (wanted == null || !wanted.equals(there)) {
        mismatches.add(
            what
                + " "
                + key
                + ": decided "
                + (wanted == null ? "none" : wanted)
                + ", arrived "
                + (there == null ? "none" : there));
      }
    }
  }

  private static String lower(String address) {
    return address.toLowerCase(Locale.ROOT);
  }
}
