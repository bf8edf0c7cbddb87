package io.carillon.streams.web;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.PreferenceSet;
import io.carillon.streams.catalog.Category;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.unsubscribe.UnsubscribeLinks;
import io.carillon.streams.unsubscribe.UnsubscribeLinks.Subscription;
import io.carillon.streams.web.Routing.Member;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/unsubscribe/{token}}: ends the mails of one category (RFC 8058). GET only asks,
 * because mail scanners follow links; POST does it, as often as it comes, and never redirects.
 */
final class UnsubscribeResource {
  private final WebContent content;
  private final UnsubscribeLinks links;

  UnsubscribeResource(WebContent content, UnsubscribeLinks links) {
    this.content = content;
    this.links = links;
  }

  void get(Context context) {
    page(context, UnsubscribePage.asking(title(subscription(context))));
  }

  /** Whose link it is. */
  String memberId(Context context) {
    return subscription(context).memberId();
  }

  /**
   * Nobody reads the answer for the effect, so it is not waited for. Mailbox providers ask once and
   * need not ask again, so it is enough that Kafka takes it, whoever has the rows.
   */
  void post(Context context, @Nullable Member here, Backend backend) {
    Subscription subscription = subscription(context);
    Instant at = ChangeTime.orNow(here, backend, content.clock());
    backend.changes().write(subscription.memberId(), end(subscription, at));
    page(context, UnsubscribePage.done(title(subscription)));
  }

  /**
   * Ends the category, and each of its types, because a choice about a type counts for more than
   * one about its category.
   */
  private List<PreferenceSet> end(Subscription subscription, Instant at) {
    List<PreferenceSet> changes = new ArrayList<>();
    changes.add(off(subscription.memberId(), null, subscription.category(), at));
    for (MessageType type : content.catalog().types()) {
      if (type.category().name().equals(subscription.category())
          && type.channels().contains(Channel.EMAIL)) {
        changes.add(off(subscription.memberId(), type.name(), null, at));
      }
    }
    return changes;
  }

  private PreferenceSet off(
      String memberId, @Nullable String type, @Nullable String category, Instant at) {
    return new PreferenceSet(
        content.ids().get(), at, memberId, type, category, Channel.EMAIL, Choice.OFF);
  }

  private Subscription subscription(Context context) {
    return links
        .read(context.pathParam("token"))
        .orElseThrow(() -> ApiException.notFound("this link is not one of ours"));
  }

  /** A category may have left the catalog since the mail was sent. */
  private String title(Subscription subscription) {
    return content
        .catalog()
        .category(subscription.category())
        .map(Category::title)
        .orElse(subscription.category());
  }

  /** The link is a secret of its reader's: it is kept nowhere and told to nobody. */
  private static void page(Context context, String html) {
    context
        .html(html)
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Robots-Tag", "noindex")
        .header(
            "Content-Security-Policy",
            "default-src 'none'; form-action 'self'; frame-ancestors 'none'");
  }
}
