package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.AccountStatus;
import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.DeliveryStatus;
import io.carillon.avro.EmailChanged;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.NdaStatus;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.Preferences;
import io.carillon.avro.PreferencesReplaced;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import io.carillon.schemas.Topics;
import io.carillon.streams.ByTheRules.Kind;
import io.carillon.streams.ByTheRules.Objection;
import io.carillon.streams.ByTheRules.Wanted;
import io.carillon.streams.ledger.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Plays random things to a topology, and holds all that comes out against {@link ByTheRules}. What
 * a step does hangs on its own seed and on what came out before, so that a history without some of
 * its steps is a history too.
 */
final class History {
  private static final List<Duration> MAIL = List.of(Duration.ofMinutes(1), Duration.ofMinutes(5));
  private static final List<Duration> NEWSLETTER =
      List.of(Duration.ofMinutes(2), Duration.ofMinutes(2));
  private static final List<Duration> INBOX = List.of(Duration.ofMinutes(3));
  private static final Duration PAUSE = Duration.ofMinutes(10);

  static final Map<String, String> SETTINGS = Map.of("retry.in-app", "3m");

  private static final List<String> MEMBERS = List.of("ann", "bob");

  /** A command, and what became of it. */
  private static final class Sent {
    final Kind kind;
    final Channel channel;
    final String eventId;
    final String commandId;
    final String memberId;
    final SpecificRecord event;
    final Instant occurredAt;
    final Instant decidedAt;
    long firstVersion;
    DeliveryStatus status = DeliveryStatus.ISSUED;
    int attempt = 1;
    int ambiguous;
    @Nullable Instant nextAt;

    Sent(Kind kind, Channel channel, Decision decision, String commandId, SpecificRecord event) {
      this.kind = kind;
      this.channel = channel;
      this.eventId = decision.getEventId();
      this.commandId = commandId;
      this.memberId = decision.getMemberId();
      this.event = event;
      this.occurredAt = decision.getOccurredAt();
      this.decidedAt = decision.getDecidedAt();
    }

    Instant expiresAt() {
      return occurredAt.plus(kind.expiry());
    }
  }

  private final Flow flow;
  private final long seed;
  private final List<String> played = new ArrayList<>();
  private final Map<String, ByTheRules> members = new HashMap<>();
  private final Map<String, Boolean> switches = new HashMap<>(Map.of(ByTheRules.MAIN_SWITCH, true));
  private final Map<String, Sent> sent = new HashMap<>();
  private final List<String> order = new ArrayList<>();
  private final List<SpecificRecord> events = new ArrayList<>();

  History(Flow flow, long seed) {
    this.flow = flow;
    this.seed = seed;
    MEMBERS.forEach(member -> members.put(member, new ByTheRules(member)));
  }

  List<String> played() {
    return played;
  }

  void step(int number) {
    RandomGenerator random = new SplittableRandom(seed * 1_000_003L + number);
    int dice = random.nextInt(100);
    if (dice < 8) {
      profile(random);
    } else if (dice < 20) {
      preference(random);
    } else if (dice < 46) {
      happens(event(random, "e" + number));
    } else if (dice < 52) {
      again(random);
    } else if (dice < 55) {
      switches(random);
    } else if (dice < 82) {
      outcome(random);
    } else if (dice < 87) {
      bad(random);
    } else if (dice < 98) {
      passes(time(random));
    } else {
      played.add("restart");
      flow.restart();
    }
    flow.nothingElse();
  }

  /** In the end nothing is left to be done later, and the ledger says of everything what it is. */
  void end() {
    played.add("end");
    for (String id : order) {
      checkLedger(sent(id));
    }
    passes(Duration.ofDays(31));
    for (String id : order) {
      assertThat(sent(id).status).isNotEqualTo(DeliveryStatus.RETRYING);
    }
    assertThat(flow.agenda().all().hasNext()).as("left on the agenda").isFalse();
    flow.nothingElse();
  }

  private ByTheRules member(String id) {
    return Objects.requireNonNull(members.get(id), id);
  }

  private Sent sent(String id) {
    return Objects.requireNonNull(sent.get(id), id);
  }

  private <T> T any(RandomGenerator random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Now, lately, long ago, or by a clock that is a little ahead; often the same as another. */
  private Instant time(RandomGenerator random, Instant now) {
    int dice = random.nextInt(20);
    if (dice < 8) {
      return now.minusSeconds(random.nextInt(3));
    }
    if (dice < 15) {
      return now.minusSeconds(60L * random.nextInt(20));
    }
    if (dice < 18) {
      return now.minus(Duration.ofHours(random.nextInt(100)));
    }
    return dice == 18
        ? now.plusSeconds(random.nextInt(600))
        : now.minus(Duration.ofDays(random.nextInt(40)));
  }

  private static Duration time(RandomGenerator random) {
    int dice = random.nextInt(20);
    if (dice < 10) {
      return Duration.ofSeconds(1 + random.nextInt(400));
    }
    if (dice < 17) {
      return Duration.ofMinutes(1 + random.nextInt(30));
    }
    return dice < 19
        ? Duration.ofHours(1 + random.nextInt(80))
        : Duration.ofDays(1 + random.nextInt(50));
  }

  private @Nullable String address(RandomGenerator random, String member) {
    int dice = random.nextInt(10);
    return dice == 0 ? null : member + "@" + "abc".charAt(dice % 3) + ".example";
  }

  private String certainAddress(RandomGenerator random, String member) {
    return member + "@" + "abc".charAt(random.nextInt(3)) + ".example";
  }

  // --- what is played

  private void profile(RandomGenerator random) {
    String id = any(random, MEMBERS);
    MemberProfile profile =
        random.nextInt(6) == 0
            ? null
            : MemberProfile.newBuilder(Flow.profileOf(id, address(random, id)))
                .setStatus(random.nextInt(6) == 0 ? AccountStatus.DISABLED : AccountStatus.ACTIVE)
                .setUpdatedAt(time(random, flow.now()))
                .build();
    played.add("profile " + id + " " + profile);
    flow.send(Topics.MEMBERS, id, profile);
    member(id).profile = profile;
  }

  private PreferenceEntry choice(RandomGenerator random, Instant at) {
    int about = random.nextInt(5);
    Channel channel =
        any(random, List.of(Channel.EMAIL, Channel.IN_APP, Channel.NEWSLETTER, Channel.SMS));
    return new PreferenceEntry(
        about < 2 ? any(random, ByTheRules.KINDS).name() : null,
        about == 2 || about == 3 ? any(random, List.of("community", "account")) : null,
        about % 2 == 0 ? channel : null,
        random.nextInt(3) == 0,
        at);
  }

  private PreferenceEntry someChoice(RandomGenerator random, Instant at) {
    while (true) {
      PreferenceEntry entry = choice(random, at);
      if (entry.getMessageType() != null
          || entry.getCategory() != null
          || entry.getChannel() != null) {
        return entry;
      }
    }
  }

  private void preference(RandomGenerator random) {
    String id = any(random, MEMBERS);
    Instant at = time(random, flow.now());
    SpecificRecord change;
    if (random.nextInt(4) == 0) {
      Map<List<@Nullable Object>, PreferenceEntry> entries = new HashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        PreferenceEntry entry = someChoice(random, at.minusSeconds(random.nextInt(3) * 30L));
        entries.put(
            Arrays.asList(entry.getMessageType(), entry.getCategory(), entry.getChannel()), entry);
      }
      change = new PreferencesReplaced("c", at, id, List.copyOf(entries.values()));
    } else {
      PreferenceEntry entry = someChoice(random, at);
      change =
          new PreferenceSet(
              "c",
              at,
              id,
              entry.getMessageType(),
              entry.getCategory(),
              entry.getChannel(),
              any(random, List.of(Choice.ON, Choice.OFF, Choice.OFF, Choice.DEFAULT)));
    }
    played.add("change " + change);
    flow.send(Topics.PREFERENCE_CHANGES, id, change);
    ByTheRules member = member(id);
    member.says(at, change);
    Preferences folded = flow.preferences();
    assertThat(folded.getMemberId()).isEqualTo(id);
    assertThat(folded.getEntries()).doesNotHaveDuplicates();
    assertThat(new HashSet<>(folded.getEntries())).isEqualTo(member.choices());
    assertThat(folded.getVersion()).isEqualTo(member.changes());
    assertThat(folded.getUpdatedAt()).isEqualTo(member.lastChange());
    assertThat(folded.getReplacedAt()).isEqualTo(member.lastReplacement());
    Map<List<@Nullable Object>, Instant> takenBack = new HashMap<>();
    folded
        .getTakenBack()
        .forEach(
            one ->
                takenBack.put(
                    Arrays.asList(one.getMessageType(), one.getCategory(), one.getChannel()),
                    one.getAt()));
    assertThat(takenBack).isEqualTo(member.takenBack());
  }

  private void switches(RandomGenerator random) {
    String name =
        random.nextBoolean()
            ? ByTheRules.MAIN_SWITCH
            : any(random, ByTheRules.KINDS).name()
                + "."
                + ByTheRules.words(
                    any(random, List.of(Channel.EMAIL, Channel.IN_APP, Channel.NEWSLETTER)));
    boolean on = random.nextInt(3) > 0;
    played.add("switch " + name + " " + on);
    flow.switchIs(name, on);
    switches.put(name, on);
  }

  private SpecificRecord event(RandomGenerator random, String eventId) {
    String id = any(random, MEMBERS);
    Instant at = time(random, flow.now());
    if (!events.isEmpty() && random.nextInt(8) == 0) {
      Instant other = (Instant) any(random, events).get(1);
      at = other.plusMillis(random.nextInt(3) - 1);
    }
    NdaStatus from = any(random, List.of(NdaStatus.values()));
    NdaStatus to = any(random, List.of(NdaStatus.values()));
    int before = random.nextInt(3);
    return switch (random.nextInt(12)) {
      case 0, 1 -> Events.vouched(eventId, id, 0, 1 + before, at);
      case 2 -> Events.vouched(eventId, id, before, before + 1, at);
      case 3, 4 -> Events.unvouched(eventId, id, 1, 0, at);
      case 5 -> Events.unvouched(eventId, id, 2 + before, 1 + before, at);
      case 6 -> Events.ndaJoined(eventId, id, NdaStatus.PENDING, NdaStatus.MEMBER, at);
      case 7 -> Events.ndaJoined(eventId, id, from, to, at);
      case 8 ->
          Events.ndaLeft(
              eventId, id, from, any(random, List.of(NdaStatus.NONE, NdaStatus.PENDING)), at);
      case 9, 10 ->
          Events.emailChanged(eventId, id, address(random, id), certainAddress(random, id), at);
      default -> Events.deleted(eventId, id, address(random, id), at);
    };
  }

  /** What came before comes again, as it was or with something else in it. */
  private void again(RandomGenerator random) {
    if (events.isEmpty()) {
      return;
    }
    SpecificRecord earlier = any(random, events);
    SpecificRecord event =
        random.nextInt(4) == 0 ? event(random, (String) earlier.get(0)) : earlier;
    Instant decided = member((String) event.get(2)).decided.get((String) event.get(0));
    Duration age = decided == null ? Duration.ZERO : Duration.between(decided, flow.now());
    if (age.compareTo(Duration.ofDays(90)) < 0 || age.compareTo(Duration.ofDays(136)) > 0) {
      if (age.compareTo(Duration.ofDays(90)) > 0) {
        member((String) event.get(2)).decided.remove((String) event.get(0));
      }
      happens(event);
    }
  }

  private void happens(SpecificRecord event) {
    played.add("event " + event.getSchema().getName() + " " + event);
    String eventId = (String) event.get(0);
    Instant at = (Instant) event.get(1);
    ByTheRules member = member((String) event.get(2));
    events.add(event);
    boolean first = member.decided.putIfAbsent(eventId, flow.now()) == null;
    String finding = first ? member.happens(event, at) : "duplicate";

    flow.event(event);

    Decision decision = flow.decision();
    assertThat(decision.getEventId()).isEqualTo(eventId);
    assertThat(decision.getMemberId()).isEqualTo(member.id);
    assertThat(decision.getEventType()).isEqualTo(event.getSchema().getName());
    List<NewsletterCommand> newsletters = flow.all(Topics.NEWSLETTER);
    Map<String, CommandHeader> commands = headers(newsletters);
    int verdicts = 0;
    int before = order.size();
    for (Kind kind : ByTheRules.KINDS) {
      if (kind.event() == event.getClass()) {
        for (Channel channel : kind.channels()) {
          decided(kind, channel, decision, event, finding, commands, newsletters);
        }
        verdicts += kind.channels().size();
      }
    }
    assertThat(decision.getVerdicts()).hasSize(verdicts);
    assertThat(commands).hasSize(order.size() - before);
  }

  private void decided(
      Kind kind,
      Channel channel,
      Decision decision,
      SpecificRecord event,
      @Nullable String finding,
      Map<String, CommandHeader> commands,
      List<NewsletterCommand> newsletters) {
    ByTheRules member = member(decision.getMemberId());
    Verdict verdict = verdict(decision, kind, channel);
    Instant at = decision.getOccurredAt();
    Objection objection =
        member.objection(kind, channel, event, at, flow.now(), finding, false, switches);
    List<String> slugs = channel == Channel.NEWSLETTER ? member.slugs(kind, event) : List.of();
    if (objection == null && channel == Channel.NEWSLETTER && slugs.isEmpty()) {
      objection = new Objection("newsletters", "overtaken", null);
    }
    checkVerdict(verdict, objection, 1);
    if (objection == null) {
      String id = Objects.requireNonNull(verdict.getCommandId());
      Sent command = new Sent(kind, channel, decision, id, event);
      assertThat(sent.putIfAbsent(id, command)).as("a command of that id").isNull();
      order.add(id);
      checkHeader(command, Objects.requireNonNull(commands.get(id)));
      if (channel == Channel.NEWSLETTER) {
        checkNewsletter(command, of(newsletters, id), slugs, List.of());
        assertThat(of(newsletters, id).getEmail()).isEqualTo(member.address(kind, event));
        want(member, command, member.withoutKnownSince(slugs, event));
      }
    }
  }

  private static void want(ByTheRules member, Sent command, List<String> slugs) {
    if (command.kind.operation() != NewsletterOperation.MOVE) {
      for (String slug : slugs) {
        member.wanted.removeIf(
            one -> one.slug().equals(slug) && one.commandId().equals(command.commandId));
        member.wanted.add(
            new Wanted(
                slug,
                Objects.requireNonNull(command.kind.operation()),
                command.commandId,
                member.newsletterVersion));
      }
    }
  }

  private void outcome(RandomGenerator random) {
    if (order.isEmpty()) {
      return;
    }
    int back = random.nextInt(3) > 0 ? Math.min(order.size(), 8) : order.size();
    Sent command = sent(order.get(order.size() - 1 - random.nextInt(back)));
    OutcomeStatus status =
        any(
            random,
            List.of(
                OutcomeStatus.BEGUN,
                OutcomeStatus.RETRY_LATER,
                OutcomeStatus.RETRY_LATER,
                OutcomeStatus.RETRY_LATER,
                OutcomeStatus.RETRY_LATER,
                OutcomeStatus.RETRY_LATER,
                OutcomeStatus.ACCEPTED,
                OutcomeStatus.CONFIRMED,
                OutcomeStatus.SANDBOXED,
                OutcomeStatus.REJECTED,
                OutcomeStatus.AMBIGUOUS,
                OutcomeStatus.AMBIGUOUS,
                OutcomeStatus.OVERTAKEN));
    int attempt = random.nextInt(5) > 0 ? command.attempt : Math.max(1, command.attempt - 1);
    Instant notBefore =
        switch (random.nextInt(6)) {
          case 0 -> flow.now().plusSeconds(random.nextInt(3_000));
          case 1 -> flow.now().plus(Duration.ofHours(random.nextInt(100)));
          case 2 -> flow.now().minusSeconds(100);
          default -> null;
        };
    DeliveryOutcome outcome =
        DeliveryOutcome.newBuilder()
            .setCommandId(command.commandId)
            .setEventId(command.eventId)
            .setMemberId(command.memberId)
            .setMessageType(command.kind.name())
            .setChannel(command.channel)
            .setAttempt(attempt)
            .setAt(time(random, flow.now()))
            .setStatus(status)
            .setNotBefore(notBefore)
            .setOurFault(random.nextBoolean())
            .setReason(random.nextInt(4) == 0 ? "expired" : "some-reason")
            .build();
    Duration age = Duration.between(command.decidedAt, flow.now());
    if (age.compareTo(Duration.ofDays(90)) > 0) {
      return;
    }
    played.add("outcome " + outcome);
    flow.outcome(outcome);
    List<String> letters = flow.all(Topics.DEAD_LETTERS).stream().map(History::words).toList();
    String given = fold(command, outcome);
    assertThat(letters)
        .isEqualTo(given == null ? List.of() : List.of(given + " " + command.commandId));
    checkLedger(command);
  }

  private static String words(DeadLetter letter) {
    return letter.getReason() + " " + letter.getCommandId();
  }

  /** XC-5, XC-6; returns why it is given up, null if it is not. */
  private @Nullable String fold(Sent command, DeliveryOutcome outcome) {
    List<OutcomeStatus> arrivals =
        List.of(OutcomeStatus.SANDBOXED, OutcomeStatus.ACCEPTED, OutcomeStatus.CONFIRMED);
    int arrived = arrivals.indexOf(outcome.getStatus());
    if (arrived >= 0) {
      DeliveryStatus then = DeliveryStatus.valueOf(outcome.getStatus().name());
      int before = arrivals.stream().map(Enum::name).toList().indexOf(command.status.name());
      if (arrived > before) {
        command.status = then;
        command.attempt = outcome.getAttempt();
        command.nextAt = null;
      }
      return null;
    }
    boolean open =
        command.status == DeliveryStatus.ISSUED || command.status == DeliveryStatus.BEGUN;
    if (!open || outcome.getAttempt() != command.attempt) {
      return null;
    }
    switch (outcome.getStatus()) {
      case BEGUN -> command.status = DeliveryStatus.BEGUN;
      case OVERTAKEN -> command.status = DeliveryStatus.OVERTAKEN;
      case REJECTED -> {
        boolean expired = "expired".equals(outcome.getReason());
        command.status = expired ? DeliveryStatus.EXPIRED : DeliveryStatus.REJECTED;
        return expired ? "expired" : outcome.getOurFault() ? "rejected" : null;
      }
      case AMBIGUOUS -> {
        if (command.ambiguous > 0) {
          command.status = DeliveryStatus.UNKNOWN;
          return null;
        }
        return waits(command, flow.now().plus(PAUSE), flow.now().plus(PAUSE), true);
      }
      case RETRY_LATER -> {
        List<Duration> schedule = schedule(command.channel);
        if (command.attempt > schedule.size()) {
          command.status = DeliveryStatus.EXHAUSTED;
          return "attempts-exhausted";
        }
        long millis = schedule.get(command.attempt - 1).toMillis();
        Instant soonest = later(flow.now().plusMillis(millis * 8 / 10), outcome.getNotBefore());
        Instant latest = later(flow.now().plusMillis(millis * 12 / 10), outcome.getNotBefore());
        return waits(command, soonest, latest, false);
      }
      default -> throw new IllegalStateException();
    }
    return null;
  }

  private static Instant later(Instant one, @Nullable Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }

  private static List<Duration> schedule(Channel channel) {
    return channel == Channel.EMAIL ? MAIL : channel == Channel.NEWSLETTER ? NEWSLETTER : INBOX;
  }

  /** The jitter is the code's own, within bounds. */
  private @Nullable String waits(Sent command, Instant soonest, Instant latest, boolean ambiguous) {
    Delivery delivery = delivery(command);
    if (delivery.status() == DeliveryStatus.EXPIRED) {
      assertThat(latest).isAfter(command.expiresAt());
      command.status = DeliveryStatus.EXPIRED;
      return "expired";
    }
    assertThat(delivery.nextAttemptAt())
        .isNotNull()
        .isBetween(soonest, latest)
        .isBeforeOrEqualTo(command.expiresAt());
    command.nextAt = delivery.nextAttemptAt();
    command.status = DeliveryStatus.RETRYING;
    command.ambiguous += ambiguous ? 1 : 0;
    return null;
  }

  private Delivery delivery(Sent command) {
    return Objects.requireNonNull(
        flow.ledger(command.memberId, command.eventId).delivery(command.commandId));
  }

  private void checkLedger(Sent command) {
    if (Duration.between(command.decidedAt, flow.now()).compareTo(Duration.ofDays(90)) > 0) {
      return;
    }
    Delivery delivery = delivery(command);
    assertThat(delivery.status()).isEqualTo(command.status);
    assertThat(delivery.attempt()).isEqualTo(command.attempt);
    assertThat(delivery.nextAttemptAt()).isEqualTo(command.nextAt);
    assertThat(delivery.channel()).isEqualTo(command.channel);
    assertThat(delivery.expiresAt()).isEqualTo(command.expiresAt());
  }

  private void passes(Duration time) {
    played.add("passes " + time);
    flow.passes(time);
    List<Decision> decisions = new ArrayList<>(flow.all(Topics.DECISIONS));
    List<NewsletterCommand> newsletters = flow.all(Topics.NEWSLETTER);
    Map<String, CommandHeader> commands = headers(newsletters);
    List<String> letters = new ArrayList<>();
    List<Sent> due =
        sent.values().stream()
            .filter(one -> one.status == DeliveryStatus.RETRYING)
            .filter(one -> !Objects.requireNonNull(one.nextAt).isAfter(flow.now()))
            .sorted(
                Comparator.comparing((Sent one) -> Objects.requireNonNull(one.nextAt))
                    .thenComparing(one -> one.commandId))
            .toList();
    int sends = 0;
    for (Sent command : due) {
      sends += reconsidered(command, decisions, commands, newsletters, letters);
    }
    assertThat(decisions).as("decisions nobody expects").isEmpty();
    assertThat(commands).hasSize(sends);
    assertThat(flow.all(Topics.DEAD_LETTERS).stream().map(History::words).toList())
        .isEqualTo(letters);
    due.forEach(this::checkLedger);
  }

  private int reconsidered(
      Sent command,
      List<Decision> decisions,
      Map<String, CommandHeader> commands,
      List<NewsletterCommand> newsletters,
      List<String> letters) {
    ByTheRules member = member(command.memberId);
    boolean newsletter = command.channel == Channel.NEWSLETTER;
    boolean move = newsletter && command.kind.operation() == NewsletterOperation.MOVE;
    List<String> slugs = new ArrayList<>();
    List<String> leave = new ArrayList<>();
    if (newsletter) {
      for (String slug : command.kind.slugs()) {
        if (move) {
          (isLeftSince(member, command, slug) ? leave : slugs).add(slug);
        } else if (!isOvertaken(member, command, slug)) {
          slugs.add(slug);
        }
      }
    }
    boolean onlyLeaves = slugs.isEmpty() && !leave.isEmpty();
    Objection objection =
        member.objection(
            command.kind,
            command.channel,
            command.event,
            command.occurredAt,
            flow.now(),
            member.findingAgain(command.kind, command.channel, command.occurredAt),
            onlyLeaves,
            switches);
    if (objection == null && newsletter && slugs.isEmpty() && leave.isEmpty()) {
      objection = new Objection("newsletters", "overtaken", null);
    }
    command.nextAt = null;
    if (objection == null) {
      command.attempt++;
      command.status = DeliveryStatus.ISSUED;
      checkHeader(command, Objects.requireNonNull(commands.get(command.commandId), "no command"));
      if (newsletter) {
        NewsletterCommand again = of(newsletters, command.commandId);
        checkNewsletter(command, again, slugs, leave);
        want(member, command, slugs);
      }
      return 1;
    }
    assertThat(decisions).as("no decision about %s", command.commandId).isNotEmpty();
    Decision decision = decisions.remove(0);
    assertThat(decision.getEventId()).isEqualTo(command.eventId);
    assertThat(decision.getVerdicts()).hasSize(1);
    Verdict verdict = decision.getVerdicts().get(0);
    assertThat(verdict.getCommandId()).isEqualTo(command.commandId);
    checkVerdict(verdict, objection, command.attempt + 1);
    command.status =
        switch (objection.reason()) {
          case "expired" -> DeliveryStatus.EXPIRED;
          case "overtaken" -> DeliveryStatus.OVERTAKEN;
          default -> DeliveryStatus.WITHDRAWN;
        };
    if (command.status == DeliveryStatus.EXPIRED) {
      letters.add("expired " + command.commandId);
    }
    return 0;
  }

  /** BAS-24: the last that is wished for a newsletter is something else. */
  private static boolean isOvertaken(ByTheRules member, Sent command, String slug) {
    String last = command.commandId;
    for (Wanted one : member.wanted) {
      if (one.slug().equals(slug)) {
        last = one.commandId();
      }
    }
    return !last.equals(command.commandId);
  }

  /** MOZ-10: what was unsubscribed since the move was first tried. */
  private static boolean isLeftSince(ByTheRules member, Sent command, String slug) {
    Wanted last = null;
    for (Wanted one : member.wanted) {
      last = one.slug().equals(slug) ? one : last;
    }
    return last != null
        && last.version() > command.firstVersion
        && last.operation() == NewsletterOperation.UNSUBSCRIBE;
  }

  // --- what comes out

  private Map<String, CommandHeader> headers(List<NewsletterCommand> newsletters) {
    List<CommandHeader> all = new ArrayList<>();
    flow.all(Topics.EMAIL).stream().map(EmailCommand::getHeader).forEach(all::add);
    flow.all(Topics.IN_APP).stream().map(InAppCommand::getHeader).forEach(all::add);
    newsletters.stream().map(NewsletterCommand::getHeader).forEach(all::add);
    Map<String, CommandHeader> byId = new HashMap<>();
    for (CommandHeader header : all) {
      assertThat(byId.put(header.getCommandId(), header)).as("two commands of one id").isNull();
    }
    return byId;
  }

  private static NewsletterCommand of(List<NewsletterCommand> newsletters, String id) {
    return newsletters.stream()
        .filter(one -> one.getHeader().getCommandId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Verdict verdict(Decision decision, Kind kind, Channel channel) {
    List<Verdict> found =
        decision.getVerdicts().stream()
            .filter(one -> one.getMessageType().equals(kind.name()))
            .filter(one -> one.getChannel() == channel)
            .toList();
    assertThat(found).as("verdicts on %s by %s", kind.name(), channel).hasSize(1);
    return found.get(0);
  }

  private static void checkVerdict(Verdict verdict, @Nullable Objection objection, int attempt) {
    if (objection == null) {
      assertThat(verdict.getKind()).as("%s", verdict).isEqualTo(VerdictKind.SEND);
    } else {
      assertThat(verdict.getKind()).as("not sent: %s", objection).isEqualTo(VerdictKind.SKIP);
      assertThat(verdict.getPolicy()).isEqualTo(objection.policy());
      assertThat(verdict.getReason()).isEqualTo(objection.reason());
      if (objection.value() != null) {
        assertThat(verdict.getValue()).isEqualTo(objection.value());
      }
    }
    assertThat(verdict.getAttempt()).isEqualTo(attempt);
  }

  private void checkHeader(Sent command, CommandHeader header) {
    assertThat(header.getMemberId()).isEqualTo(command.memberId);
    assertThat(header.getEventId()).isEqualTo(command.eventId);
    assertThat(header.getMessageType()).isEqualTo(command.kind.name());
    assertThat(header.getAttempt()).isEqualTo(command.attempt);
    assertThat(header.getExpiresAt()).isEqualTo(command.expiresAt()).isAfterOrEqualTo(flow.now());
    assertThat(header.getCreatedAt()).isEqualTo(command.decidedAt);
    assertThat(header.getTransactional()).isEqualTo(command.kind.transactional());
  }

  private void checkNewsletter(
      Sent command, NewsletterCommand newsletter, List<String> slugs, List<String> leave) {
    ByTheRules member = member(command.memberId);
    assertThat(newsletter.getOperation()).isEqualTo(command.kind.operation());
    assertThat(newsletter.getSlugs()).isEqualTo(slugs);
    assertThat(newsletter.getLeave()).isEqualTo(leave);
    assertThat(newsletter.getVersion()).isGreaterThan(member.newsletterVersion);
    member.newsletterVersion = newsletter.getVersion();
    command.firstVersion = command.attempt == 1 ? newsletter.getVersion() : command.firstVersion;
    if (command.kind.operation() == NewsletterOperation.MOVE) {
      assertThat(newsletter.getOldEmail()).isEqualTo(((EmailChanged) command.event).getOldEmail());
    }
  }

  /** XC-7: what cannot be processed is a dead letter, and nothing else. */
  private void bad(RandomGenerator random) {
    String id = any(random, MEMBERS);
    Instant now = flow.now();
    int which = random.nextInt(12);
    played.add("bad " + which + " " + id);
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    switch (which) {
      case 0 -> flow.bytes("events.members", key, new byte[] {1, 2, 3});
      case 1 -> flow.bytes("preferences.changes", key, null);
      case 2 -> flow.bytes("delivery.outcomes", key, null);
      case 3 -> flow.event(Events.vouched("bad", id, 0, 1, now.plus(Duration.ofMinutes(11))));
      case 4 -> flow.event(Events.vouched("bad", id, 2, 2, now));
      case 5 -> flow.event(Events.unvouched("bad", id, 1, 1, now));
      case 6 -> flow.event(Events.ndaLeft("bad", id, NdaStatus.MEMBER, NdaStatus.MEMBER, now));
      case 7 -> flow.event(Events.emailChanged("bad", id, "a@a.example", " ", now));
      case 8 -> flow.send(Topics.MEMBERS, id, Flow.profileOf("other", "o@a.example"));
      case 9 -> flow.outcome(Events.accepted(id));
      case 10 -> flow.change(Events.choice(id, null, null, null, Choice.OFF, now));
      default -> flow.send(Topics.MEMBER_EVENTS, id, Events.vouched("bad", "other"));
    }
    String reason = flow.deadLetter().getReason();
    assertThat(reason)
        .isEqualTo(which == 0 ? "not-avro" : which == 9 ? "unknown-command" : "rule-broken");
  }
}
