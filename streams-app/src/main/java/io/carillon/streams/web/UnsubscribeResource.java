package io.carillon.streams.web;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.PreferenceSet;
import io.carillon.streams.catalog.Category;
import io.carillon.streams.unsubscribe.UnsubscribeLinks;
import io.carillon.streams.unsubscribe.UnsubscribeLinks.Subscription;
import io.javalin.http.Context;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * {@code /v1/unsubscribe/{token}}: ends the mails of one category (RFC 8058). GET only asks,
 * because mail scanners follow links; POST does it, as often as it comes, and never redirects.
 */
final class UnsubscribeResource {
  private final WebContent content;
  private final UnsubscribeLinks links;
  private final Routing routing;

  UnsubscribeResource(WebContent content, UnsubscribeLinks links, Routing routing) {
    this.content = content;
    this.links = links;
    this.routing = routing;
  }

  void get(Context context) {
    page(context, UnsubscribePage.asking(title(subscription(context))));
  }

  void post(Context context) {
    Subscription subscription = subscription(context);
    PreferenceSet off =
        new PreferenceSet(
            content.ids().get(),
            content.clock().instant().truncatedTo(ChronoUnit.MILLIS),
            subscription.memberId(),
            null,
            subscription.category(),
            Channel.EMAIL,
            Choice.OFF);
    // Nobody reads the answer for its effect, so any instance may take it, and it is not waited
    // for.
    routing.backend().changes().write(subscription.memberId(), List.of(off));
    page(context, UnsubscribePage.done(title(subscription)));
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
