package io.carillon.localstack.basket;

import java.util.List;
import java.util.Map;

/** What the sandbox holds, for people. */
final class SandboxPage {
  private SandboxPage() {}

  static String of(BasketSandbox sandbox, CallLog calls) {
    StringBuilder page = new StringBuilder(4096);
    page.append(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Basket sandbox</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em }
        table { border-collapse: collapse; width: 100% }
        th, td { text-align: left; vertical-align: top; padding: .3em .8em .3em 0; border-bottom: 1px solid #ccc }
        </style>
        </head>
        <body>
        <h1>Basket sandbox</h1>
        <p>A newsletter service in memory. The same as JSON: <a href="/sandbox/state">/sandbox/state</a></p>
        """);
    contacts(page, sandbox.contacts());
    messages(page, sandbox.messages());
    calls(page, calls);
    return page.append("</body>\n</html>\n").toString();
  }

  private static void contacts(StringBuilder page, List<Contact> contacts) {
    page.append("<h2>Contacts</h2>\n");
    if (contacts.isEmpty()) {
      page.append("<p>None yet.</p>\n");
      return;
    }
    page.append("<table>\n");
    row(page, "th", "Address", "Newsletters", "Opted in", "Opted out", "Changed", "Token");
    for (Contact contact : contacts) {
      row(
          page,
          "td",
          contact.email(),
          String.join(", ", contact.newsletters().keySet()),
          contact.optin() ? "yes" : "no",
          contact.optout() ? "yes" : "no",
          contact.modified().toString(),
          contact.token());
    }
    page.append("</table>\n");
  }

  private static void messages(StringBuilder page, List<SentMessage> messages) {
    if (messages.isEmpty()) {
      return;
    }
    page.append("<h2>Messages</h2>\n<table>\n");
    row(page, "th", "When", "To", "What");
    for (SentMessage message : messages) {
      row(page, "td", message.at().toString(), message.email(), message.what());
    }
    page.append("</table>\n");
  }

  private static void calls(StringBuilder page, CallLog calls) {
    page.append("<h2>Calls</h2>\n<table>\n");
    row(page, "th", "Call", "Status", "Times");
    calls
        .counts()
        .forEach(
            (what, statuses) -> {
              for (Map.Entry<Integer, Integer> count : statuses.entrySet()) {
                row(page, "td", what, count.getKey().toString(), count.getValue().toString());
              }
            });
    page.append("</table>\n<h2>Last calls</h2>\n<table>\n");
    row(page, "th", "When", "Call", "Status");
    for (CallLog.Call call : calls.last()) {
      row(page, "td", call.at().toString(), call.what(), Integer.toString(call.status()));
    }
    page.append("</table>\n");
  }

  private static void row(StringBuilder page, String cell, String... values) {
    page.append("<tr>");
    for (String value : values) {
      page.append('<').append(cell).append('>').append(escaped(value));
      page.append("</").append(cell).append('>');
    }
    page.append("</tr>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
