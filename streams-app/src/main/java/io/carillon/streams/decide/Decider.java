package io.carillon.streams.decide;

import io.carillon.avro.Candidate;
import io.carillon.avro.Channel;
import io.carillon.avro.MemberDeleted;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.Standing;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import io.carillon.streams.audience.Candidacy;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.catalog.NewsletterAction;
import io.carillon.streams.decide.PolicyChain.Objection;
import io.carillon.streams.intake.Admitted;
import io.carillon.streams.ledger.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decides: a pure function of what an event calls for, what is known about the recipient, the
 * catalog and the time. Thread-safe if its switches are.
 */
final class Decider {
  private final Catalog catalog;
  private final PolicyChain policies;
  private final CommandFactory commands;

  Decider(Catalog catalog, PolicyChain policies, CommandFactory commands) {
    this.catalog = catalog;
    this.policies = policies;
    this.commands = commands;
  }

  /**
   * What came of a decision: to be written as it is.
   *
   * @param verdicts one per message type and channel
   * @param candidates those that have a command, with what the next attempt needs
   * @param deliveries one per command
   * @param commands the commands themselves, in the order of the deliveries
   * @param standing where the member stands now
   */
  record Outcome(
      List<Verdict> verdicts,
      List<Candidate> candidates,
      List<Delivery> deliveries,
      List<SpecificRecord> commands,
      Standing standing) {}

  /** Decides about everything an event calls for. */
  Outcome decide(Candidacy candidacy, Instant now) {
    Admitted admitted = candidacy.admitted();
    Outcome outcome =
        new Outcome(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            admitted.standing());
    for (Candidate candidate : candidacy.candidates()) {
      MessageType type = catalog.type(candidate.getMessageType()).orElseThrow();
      outcome = decide(admitted, type, candidate, now, outcome);
    }
    return outcome;
  }

  private Outcome decide(
      Admitted admitted, MessageType type, Candidate candidate, Instant now, Outcome soFar) {
    Standing standing = soFar.standing();
    Long wishVersion = null;
    int before = soFar.deliveries().size();
    for (Channel channel : type.channels()) {
      Question question =
          new Question(
              type,
              channel,
              candidate,
              admitted.recipient(),
              admitted.standing(),
              admitted.finding(),
              admitted.evidence(),
              now);
      Objection objection = policies.judge(question);
      Wishes.Wish wish = null;
      if (objection == null && channel == Channel.NEWSLETTER) {
        wish = wish(question, admitted.event(), standing);
        objection = wish.isOvertaken() ? Wishes.OVERTAKEN : null;
      }
      if (objection != null) {
        soFar.verdicts().add(skip(question, objection, null, 1));
        continue;
      }
      if (wish != null) {
        NewsletterOperation operation = Objects.requireNonNull(type.newsletter()).operation();
        standing =
            Wishes.wish(standing, operation, wish.without(knownSince(admitted.event(), standing)));
        wishVersion = wish.version();
      }
      send(question, wish, soFar);
    }
    if (soFar.deliveries().size() > before) {
      soFar.candidates().add(withVersion(candidate, wishVersion));
    }
    return new Outcome(
        soFar.verdicts(), soFar.candidates(), soFar.deliveries(), soFar.commands(), standing);
  }

  /**
   * What is to be done about newsletters. A deletion heard of late takes nothing from the address
   * that is in use again, if it was subscribed there since (XC-3).
   */
  private Wishes.Wish wish(Question question, SpecificRecord event, Standing standing) {
    NewsletterAction action = Objects.requireNonNull(question.type().newsletter());
    Wishes.Wish wish = Wishes.first(standing, commands.slugs(action.lists()));
    MemberProfile profile = question.profile();
    String address = question.address();
    boolean inUse =
        profile != null && address != null && address.equalsIgnoreCase(profile.getEmail());
    return inUse ? wish.without(Wishes.subscribed(standing, knownSince(event, standing))) : wish;
  }

  /** The newsletters of which something is known that happened after a deletion (MOZ-1). */
  private List<String> knownSince(SpecificRecord event, Standing standing) {
    return event instanceof MemberDeleted
        ? commands.slugs(NewsletterSettings.listsWithNews(standing))
        : List.of();
  }

  private void send(Question question, Wishes.@Nullable Wish wish, Outcome outcome) {
    String commandId = CommandFactory.commandId(question);
    outcome.verdicts().add(send(question, commandId));
    Delivery delivery =
        Delivery.issued(
            commandId,
            question.type().name(),
            question.channel(),
            question.now(),
            CommandFactory.expiresAt(question));
    outcome.deliveries().add(delivery);
    outcome.commands().add(commands.command(question, delivery, wish));
  }

  private static Verdict send(Question question, String commandId) {
    return new Verdict(
        question.type().name(),
        question.type().category().name(),
        question.type().category().transactional(),
        question.channel(),
        VerdictKind.SEND,
        "send",
        "decided",
        null,
        commandId,
        1,
        null);
  }

  /** The verdict that follows from an objection. */
  static Verdict skip(
      Question question, Objection objection, @Nullable String commandId, int attempt) {
    return new Verdict(
        question.type().name(),
        question.type().category().name(),
        question.type().category().transactional(),
        question.channel(),
        VerdictKind.SKIP,
        objection.policy(),
        objection.skip().reason().code(),
        objection.skip().value(),
        commandId,
        attempt,
        null);
  }

  static Candidate withVersion(Candidate candidate, @Nullable Long version) {
    return new Candidate(
        candidate.getMessageType(),
        candidate.getEventId(),
        candidate.getMemberId(),
        candidate.getOccurredAt(),
        candidate.getAddress(),
        candidate.getOldAddress(),
        candidate.getLocale(),
        candidate.getModel(),
        version);
  }
}
