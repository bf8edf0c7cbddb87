package io.carillon.streams.web;

/** The pages of one-click unsubscription, as plain as can be: no script, no style, no tracking. */
final class UnsubscribePage {
  private UnsubscribePage() {}

  /** Asks whether to end a category. */
  static String asking(String category) {
    return page(
        "<p>Do you want to stop mails about <b>"
            + escape(category)
            + "</b>?</p>\n"
            + "<form method=\"post\"><button type=\"submit\">Unsubscribe</button></form>");
  }

  /** Says that a category has ended. */
  static String done(String category) {
    return page("<p>You will get no more mails about <b>" + escape(category) + "</b>.</p>");
  }

  private static String page(String body) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width\">"
        + "<title>Unsubscribe</title></head>\n<body>\n"
        + body
        + "\n</body>\n</html>\n";
  }

  /** Makes a text safe inside an element or a quoted attribute. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
