package io.carillon.streams;

import io.carillon.avro.AccountStatus;
import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.EmailChanged;
import io.carillon.avro.MemberDeleted;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.MemberUnvouched;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.NdaJoined;
import io.carillon.avro.NdaLeft;
import io.carillon.avro.NdaStatus;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.PreferencesReplaced;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the rules say about one member who was told of in a random order: written from the rules,
 * the catalog included, and without any of the code that it is held against.
 */
final class ByTheRules {
  static final String PHONE = "mozilla-phone";
  static final String NDA = "mozillians-nda";
  static final String MAIN_SWITCH = "BASKET_SWITCH_ENABLED";

  /** One kind of notification. */
  record Kind(
      String name,
      Class<? extends SpecificRecord> event,
      boolean transactional,
      List<Channel> channels,
      @Nullable NewsletterOperation operation,
      List<String> slugs,
      Duration expiry) {
    String category() {
      return transactional ? "account" : "community";
    }

    boolean reachesDeparted() {
      return name.equals("member-deleted");
    }
  }

  static final List<Kind> KINDS =
      List.of(
          told("vouched", MemberVouched.class, NewsletterOperation.SUBSCRIBE, PHONE),
          told("unvouched", MemberUnvouched.class, NewsletterOperation.UNSUBSCRIBE, PHONE),
          told("nda-joined", NdaJoined.class, NewsletterOperation.SUBSCRIBE, NDA),
          told("nda-left", NdaLeft.class, NewsletterOperation.UNSUBSCRIBE, NDA),
          new Kind(
              "email-changed-confirmation",
              EmailChanged.class,
              true,
              List.of(Channel.EMAIL, Channel.IN_APP, Channel.NEWSLETTER),
              NewsletterOperation.MOVE,
              List.of(PHONE, NDA),
              Duration.ofDays(3)),
          new Kind(
              "email-changed-notice",
              EmailChanged.class,
              true,
              List.of(Channel.EMAIL),
              null,
              List.of(),
              Duration.ofDays(3)),
          new Kind(
              "member-deleted",
              MemberDeleted.class,
              true,
              List.of(Channel.NEWSLETTER),
              NewsletterOperation.UNSUBSCRIBE,
              List.of(PHONE, NDA),
              Duration.ofDays(30)));

  private static Kind told(
      String name,
      Class<? extends SpecificRecord> event,
      NewsletterOperation operation,
      String slug) {
    return new Kind(
        name,
        event,
        false,
        List.of(Channel.EMAIL, Channel.IN_APP, Channel.NEWSLETTER),
        operation,
        List.of(slug),
        Duration.ofDays(7));
  }

  /**
   * Why something is not sent.
   *
   * @param value the evidence; null if the rules do not say
   */
  record Objection(String policy, String reason, @Nullable String value) {}

  /** What was last asked for a newsletter of a member, and by which command. */
  record Wanted(String slug, NewsletterOperation operation, String commandId, long version) {}

  /** Something a member said about preferences. */
  private record Said(Instant at, SpecificRecord change) {}

  final String id;
  @Nullable MemberProfile profile;

  /** When events were first decided. */
  final Map<String, Instant> decided = new HashMap<>();

  /** In the order of decisions. */
  final List<Wanted> wanted = new ArrayList<>();

  long newsletterVersion;
  private final List<Said> said = new ArrayList<>();
  private @Nullable Boolean vouched;
  private @Nullable Instant vouchedAt;
  private @Nullable NdaStatus nda;
  private @Nullable Instant ndaAt;
  private @Nullable Instant emailAt;
  private @Nullable Instant deletedAt;

  ByTheRules(String id) {
    this.id = id;
  }

  // --- preferences

  void says(Instant at, SpecificRecord change) {
    said.add(new Said(at, change));
  }

  int changes() {
    return said.size();
  }

  Instant lastChange() {
    return said.stream().map(Said::at).max(Instant::compareTo).orElseThrow();
  }

  @Nullable Instant lastReplacement() {
    return said.stream()
        .filter(one -> one.change() instanceof PreferencesReplaced)
        .map(Said::at)
        .max(Instant::compareTo)
        .orElse(null);
  }

  /** What was ever chosen about. */
  private Set<List<@Nullable Object>> selectors() {
    Set<List<@Nullable Object>> all = new HashSet<>();
    for (Said one : said) {
      if (one.change() instanceof PreferenceSet set) {
        all.add(selector(set));
      } else if (one.change() instanceof PreferencesReplaced replaced) {
        replaced.getEntries().forEach(entry -> all.add(selector(entry)));
      }
    }
    return all;
  }

  private static List<@Nullable Object> selector(PreferenceSet set) {
    return Arrays.asList(set.getMessageType(), set.getCategory(), set.getChannel());
  }

  private static List<@Nullable Object> selector(PreferenceEntry entry) {
    return Arrays.asList(entry.getMessageType(), entry.getCategory(), entry.getChannel());
  }

  /** XC-3: of all that was said of something, the latest counts; of two at once, the last heard. */
  private @Nullable Said latest(List<@Nullable Object> about) {
    Said latest = null;
    for (Said one : said) {
      boolean says =
          one.change() instanceof PreferencesReplaced
              || (one.change() instanceof PreferenceSet set && selector(set).equals(about));
      if (says && (latest == null || !one.at().isBefore(latest.at()))) {
        latest = one;
      }
    }
    return latest;
  }

  private static @Nullable PreferenceEntry entry(
      @Nullable Said latest, List<@Nullable Object> about) {
    if (latest == null) {
      return null;
    }
    if (latest.change() instanceof PreferenceSet set) {
      return set.getChoice() == Choice.DEFAULT
          ? null
          : new PreferenceEntry(
              set.getMessageType(),
              set.getCategory(),
              set.getChannel(),
              set.getChoice() == Choice.ON,
              set.getChangedAt());
    }
    return ((PreferencesReplaced) latest.change())
        .getEntries().stream()
            .filter(entry -> selector(entry).equals(about))
            .findFirst()
            .orElse(null);
  }

  Set<PreferenceEntry> choices() {
    Set<PreferenceEntry> choices = new HashSet<>();
    for (List<@Nullable Object> about : selectors()) {
      PreferenceEntry entry = entry(latest(about), about);
      if (entry != null) {
        choices.add(entry);
      }
    }
    return choices;
  }

  /** What was taken back last, and when. */
  Map<List<@Nullable Object>, Instant> takenBack() {
    Map<List<@Nullable Object>, Instant> taken = new HashMap<>();
    for (List<@Nullable Object> about : selectors()) {
      Said latest = latest(about);
      if (latest != null
          && latest.change() instanceof PreferenceSet set
          && set.getChoice() == Choice.DEFAULT) {
        taken.put(about, latest.at());
      }
    }
    return taken;
  }

  /** Explicit beats default, and type beats category beats channel. */
  private @Nullable String optOut(Kind kind, Channel channel) {
    List<List<@Nullable Object>> fromMost =
        List.of(
            Arrays.asList(kind.name(), null, channel),
            Arrays.asList(kind.name(), null, null),
            Arrays.asList(null, kind.category(), channel),
            Arrays.asList(null, kind.category(), null),
            Arrays.asList(null, null, channel));
    String on = words(channel);
    List<String> words =
        List.of(
            "type " + kind.name() + " on " + on,
            "type " + kind.name(),
            "category " + kind.category() + " on " + on,
            "category " + kind.category(),
            "channel " + on);
    for (int i = 0; i < fromMost.size(); i++) {
      PreferenceEntry entry = entry(latest(fromMost.get(i)), fromMost.get(i));
      if (entry != null) {
        return entry.getEnabled() ? null : words.get(i) + " = off";
      }
    }
    return null;
  }

  static String words(Channel channel) {
    return switch (channel) {
      case EMAIL -> "email";
      case IN_APP -> "in-app";
      case NEWSLETTER -> "newsletter";
      case SMS -> "sms";
      case PUSH -> "push";
      case WEBHOOK -> "webhook";
      case UNKNOWN -> "unknown";
    };
  }

  // --- transitions

  /** XC-3: what an event changes; null if it is a transition, else why it is none. */
  @Nullable String happens(SpecificRecord event, Instant at) {
    if (!(event instanceof MemberDeleted) && isBefore(at, deletedAt)) {
      return "overtaken";
    }
    if (event instanceof MemberVouched || event instanceof MemberUnvouched) {
      return vouches(event, at);
    }
    if (event instanceof NdaJoined || event instanceof NdaLeft) {
      return nda(event, at);
    }
    if (event instanceof EmailChanged changed) {
      if (isBefore(at, emailAt)) {
        return "overtaken";
      }
      emailAt = at;
      boolean same =
          changed.getOldEmail() != null
              && changed.getOldEmail().equalsIgnoreCase(changed.getNewEmail());
      return same ? "no-transition" : null;
    }
    return deleted(at);
  }

  private @Nullable String vouches(SpecificRecord event, Instant at) {
    if (isBefore(at, vouchedAt)) {
      return "overtaken";
    }
    Boolean before = vouched;
    vouchedAt = at;
    if (event instanceof MemberVouched up) {
      vouched = true;
      boolean first = up.getVouchesBefore() == 0 && (before == null || !before);
      return first ? null : "no-transition";
    }
    vouched = ((MemberUnvouched) event).getVouches() > 0;
    return !vouched && (before == null || before) ? null : "no-transition";
  }

  private @Nullable String nda(SpecificRecord event, Instant at) {
    if (isBefore(at, ndaAt)) {
      return "overtaken";
    }
    if (event instanceof NdaJoined joined) {
      NdaStatus before = nda == null ? joined.getFrom() : nda;
      if (joined.getTo().compareTo(before) < 0) {
        return "no-transition";
      }
      nda = joined.getTo();
      ndaAt = at;
      return nda == NdaStatus.MEMBER && before != NdaStatus.MEMBER ? null : "no-transition";
    }
    NdaLeft left = (NdaLeft) event;
    NdaStatus before = nda == null ? left.getFrom() : nda;
    nda = before.compareTo(left.getTo()) < 0 ? before : left.getTo();
    ndaAt = at;
    return before == NdaStatus.MEMBER ? null : "no-transition";
  }

  private @Nullable String deleted(Instant at) {
    if (deletedAt != null) {
      boolean back = profile != null && profile.getUpdatedAt().isAfter(deletedAt);
      if (!back || !at.isAfter(deletedAt)) {
        return "no-transition";
      }
    }
    deletedAt = at;
    if (!isBefore(at, vouchedAt)) {
      vouched = null;
      vouchedAt = null;
    }
    if (!isBefore(at, ndaAt)) {
      nda = null;
      ndaAt = null;
    }
    return null;
  }

  /** What was to be told of an account that has ended since is not told to who came back. */
  @Nullable String findingAgain(Kind kind, Channel channel, Instant at) {
    boolean leaves =
        channel == Channel.NEWSLETTER && kind.operation() != NewsletterOperation.SUBSCRIBE;
    return isBefore(at, deletedAt) && !leaves ? "overtaken" : null;
  }

  private static boolean isBefore(Instant at, @Nullable Instant known) {
    return known != null && at.isBefore(known);
  }

  // --- who objects

  /** DESIGN section 5, in this order; null if nobody does. */
  @Nullable Objection objection(
      Kind kind,
      Channel channel,
      SpecificRecord event,
      Instant occurredAt,
      Instant now,
      @Nullable String finding,
      boolean evenIfDeparted,
      Map<String, Boolean> switches) {
    if (!kind.reachesDeparted() && !evenIfDeparted) {
      if (deletedAt != null && (profile == null || !profile.getUpdatedAt().isAfter(deletedAt))) {
        return new Objection("recipient", "recipient-deleted", "deleted at " + deletedAt);
      }
      if (profile == null) {
        return new Objection("recipient", "recipient-unknown", null);
      }
      if (profile.getStatus() == AccountStatus.DISABLED) {
        return new Objection("recipient", "recipient-disabled", null);
      }
    }
    if (now.isAfter(occurredAt.plus(kind.expiry()))) {
      return new Objection("expiry", "expired", "at " + occurredAt.plus(kind.expiry()));
    }
    if (finding != null) {
      return new Objection("duplicate", finding, null);
    }
    if (channel == Channel.NEWSLETTER && !switches.getOrDefault(MAIN_SWITCH, false)) {
      return new Objection("switch", "switch-off", MAIN_SWITCH);
    }
    String own = kind.name() + "." + words(channel);
    if (!switches.getOrDefault(own, true)) {
      return new Objection("switch", "switch-off", own);
    }
    if (channel != Channel.IN_APP && address(kind, event) == null) {
      return new Objection("address", "no-address", null);
    }
    if (channel == Channel.NEWSLETTER
        && kind.operation() == NewsletterOperation.MOVE
        && ((EmailChanged) event).getOldEmail() == null) {
      return new Objection("address", "no-address", "old");
    }
    boolean consent =
        channel != Channel.NEWSLETTER || kind.operation() == NewsletterOperation.SUBSCRIBE;
    String optOut = kind.transactional() || !consent ? null : optOut(kind, channel);
    return optOut == null ? null : new Objection("preferences", "opted-out", optOut);
  }

  /**
   * XC-3: a deletion heard of late does not take from the address in use what was subscribed there
   * since.
   */
  List<String> slugs(Kind kind, SpecificRecord event) {
    String address = address(kind, event);
    boolean inUse =
        profile != null && address != null && address.equalsIgnoreCase(profile.getEmail());
    List<String> slugs = new ArrayList<>(kind.slugs());
    if (inUse) {
      slugs.removeIf(slug -> isKnownSince(slug, event) && isSubscribed(slug));
    }
    return slugs;
  }

  /** What is wished for the others is wished by what happened later. */
  List<String> withoutKnownSince(List<String> slugs, SpecificRecord event) {
    return slugs.stream().filter(slug -> !isKnownSince(slug, event)).toList();
  }

  private boolean isKnownSince(String slug, SpecificRecord event) {
    return event instanceof MemberDeleted && (slug.equals(PHONE) ? vouchedAt : ndaAt) != null;
  }

  private boolean isSubscribed(String slug) {
    NewsletterOperation last = null;
    for (Wanted one : wanted) {
      last = one.slug().equals(slug) ? one.operation() : last;
    }
    return last == NewsletterOperation.SUBSCRIBE;
  }

  @Nullable String address(Kind kind, SpecificRecord event) {
    if (event instanceof EmailChanged changed) {
      return kind.name().endsWith("notice") ? changed.getOldEmail() : changed.getNewEmail();
    }
    if (event instanceof MemberDeleted deleted) {
      return deleted.getEmail();
    }
    return profile == null ? null : profile.getEmail();
  }
}
