package io.carillon.streams.decide;

import io.carillon.avro.Candidate;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.NewsletterOperation;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.Category;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.catalog.NewsletterAction;
import io.carillon.streams.ledger.CommandIds;
import io.carillon.streams.ledger.Delivery;
import io.carillon.streams.unsubscribe.UnsubscribeLinks;
import io.carillon.streams.unsubscribe.UnsubscribeLinks.Subscription;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Builds delivery commands that need no further look-up. Pure. Records are made by their
 * constructors, because the builders' checks cost more than the decision.
 */
final class CommandFactory {
  private final SiteSettings site;
  private final NewsletterSettings newsletters;
  private final @Nullable UnsubscribeLinks links;
  private final String siteUrl;
  private final String preferencesUrl;

  /** By message type, so that a link is not resolved anew for every mail. */
  private final Map<String, String> linkUrls = new HashMap<>();

  CommandFactory(
      Catalog catalog,
      SiteSettings site,
      NewsletterSettings newsletters,
      @Nullable UnsubscribeLinks links) {
    this.site = site;
    this.newsletters = newsletters;
    this.links = links;
    this.siteUrl = site.url().toString();
    this.preferencesUrl = site.url().resolve("/preferences").toString();
    for (MessageType type : catalog.types()) {
      if (type.link() != null) {
        linkUrls.put(type.name(), site.url().resolve(type.link()).toString());
      }
    }
  }

  /** The id of what a question is about: the same on replay and on every attempt. */
  static String commandId(Question question) {
    Candidate candidate = question.candidate();
    return CommandIds.of(
        candidate.getEventId(),
        candidate.getMemberId(),
        question.channel(),
        question.type().name());
  }

  /** The command for a question nobody objected to: the attempt that the delivery stands at. */
  SpecificRecord command(Question question, Delivery delivery, Wishes.@Nullable Wish wish) {
    CommandHeader header = header(question, delivery);
    return switch (question.channel()) {
      case EMAIL -> email(question, header);
      case IN_APP -> inApp(question, header);
      case NEWSLETTER -> newsletter(question, header, Objects.requireNonNull(wish));
      case SMS, PUSH, WEBHOOK, UNKNOWN ->
          throw new IllegalStateException("the catalog admits no " + question.channel());
    };
  }

  private static CommandHeader header(Question question, Delivery delivery) {
    MessageType type = question.type();
    Candidate candidate = question.candidate();
    return new CommandHeader(
        delivery.commandId(),
        delivery.commandId(),
        candidate.getEventId(),
        candidate.getEventId() + "/" + type.name(),
        candidate.getMemberId(),
        type.name(),
        type.category().name(),
        type.category().transactional(),
        language(question),
        type.priority(),
        type.lane(),
        // Of every attempt the same: the Date of a mail, and the place in the inbox, hang on it.
        delivery.issuedAt(),
        question.now(),
        expiresAt(question),
        delivery.attempt(),
        type.onAmbiguous(),
        null,
        null);
  }

  /** When the message is of no use any more. */
  static Instant expiresAt(Question question) {
    return question.candidate().getOccurredAt().plus(question.type().expiresAfter());
  }

  private static @Nullable String language(Question question) {
    MemberProfile profile = question.profile();
    return profile == null || profile.getLocale() == null
        ? question.candidate().getLocale()
        : profile.getLocale();
  }

  private EmailCommand email(Question question, CommandHeader header) {
    MemberProfile profile = question.profile();
    return new EmailCommand(
        header,
        Objects.requireNonNull(question.address()),
        profile == null ? null : profile.getFullName(),
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        null,
        mailModel(question),
        unsubscribeUrl(question),
        Map.of(),
        List.of(),
        Map.of());
  }

  /** RFC 8058 is for what can be unsubscribed from. */
  private @Nullable String unsubscribeUrl(Question question) {
    Category category = question.type().category();
    return links == null || category.transactional()
        ? null
        : links.link(new Subscription(question.candidate().getMemberId(), category.name()));
  }

  private InAppCommand inApp(Question question, CommandHeader header) {
    return new InAppCommand(
        header,
        null,
        null,
        model(question),
        question.type().link(),
        "member",
        question.candidate().getMemberId(),
        question.type().name(),
        List.of());
  }

  private NewsletterCommand newsletter(Question question, CommandHeader header, Wishes.Wish wish) {
    NewsletterAction action = Objects.requireNonNull(question.type().newsletter());
    MemberProfile profile = question.profile();
    return new NewsletterCommand(
        header,
        action.operation(),
        newsletterAddress(question, header.getAttempt()),
        action.operation() == NewsletterOperation.MOVE
            ? question.candidate().getOldAddress()
            : null,
        null,
        wish.slugs(),
        wish.leave(),
        profile == null ? null : profile.getCountry(),
        header.getLanguage(),
        true,
        false,
        null,
        false,
        wish.version());
  }

  /** A later attempt goes where the member is by then, if that is known to be newer. */
  private static String newsletterAddress(Question question, int attempt) {
    MemberProfile profile = question.profile();
    String newest = profile == null ? null : profile.getEmail();
    if (attempt > 1
        && profile != null
        && newest != null
        && profile.getUpdatedAt().isAfter(question.candidate().getOccurredAt())) {
      return newest;
    }
    return Objects.requireNonNull(question.address());
  }

  /** The provider's names of newsletters. */
  List<String> slugs(List<String> lists) {
    return lists.stream().map(newsletters::slug).toList();
  }

  /** An inbox resolves a link itself; a mail is read elsewhere. */
  private Map<String, String> mailModel(Question question) {
    Map<String, String> model = model(question);
    String linkUrl = linkUrls.get(question.type().name());
    if (linkUrl != null) {
      model.put("linkUrl", linkUrl);
    }
    return model;
  }

  private Map<String, String> model(Question question) {
    Map<String, String> model = new HashMap<>(question.candidate().getModel());
    MemberProfile profile = question.profile();
    if (profile != null && profile.getFirstName() != null) {
      model.put("memberName", profile.getFirstName());
    }
    model.put("siteName", site.name());
    model.put("siteUrl", siteUrl);
    model.put("preferencesUrl", preferencesUrl);
    return model;
  }
}
