package io.carillon.delivery.email;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may stand in a header. Angus folds a line end in a subject harmlessly, but writes one in any
 * other header as it is, which forges the next header.
 */
final class MailHeaders {
  /**
   * Headers that are ours to write, or others' on the way: no command and no setting names them.
   */
  private static final Set<String> OURS =
      Set.of(
          "from",
          "sender",
          "to",
          "cc",
          "bcc",
          "reply-to",
          "subject",
          "date",
          "message-id",
          "mime-version",
          "return-path",
          "received",
          "dkim-signature",
          "auto-submitted",
          "list-unsubscribe",
          "list-unsubscribe-post",
          "feedback-id");

  // RFC 5322 section 3.6.8.
  private static final Pattern NAME = Pattern.compile("[!-9;-~]+");
  private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cc}&&[^\\t]]|[\\u2028\\u2029]");

  // RFC 5322 section 2.1.1 allows 998 characters a line, and we do not count on being folded.
  private static final int LONGEST = 900;

  private MailHeaders() {}

  /** Whether a header is one that nobody else may set. */
  static boolean isOurs(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return OURS.contains(lower) || lower.startsWith("content-") || lower.startsWith("x-carillon-");
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Checks a further header.
   *
   * @throws RefusedMailException {@code header-injection} if it is not exactly one header
   */
  static void check(String name, String value) throws RefusedMailException {
    if (!isName(name)) {
      throw injection("a header's name");
    }
    oneLine("header " + name, value);
    if (name.length() + value.length() > LONGEST) {
      throw RefusedMailException.ourFault("header-too-long", "header " + name);
    }
  }

  /** Whether a text has no line end, NUL or other control character. */
  static boolean isOneLine(String text) {
    return !FORBIDDEN.matcher(text).find();
  }

  /**
   * Checks that a text has no line end, NUL or other control character.
   *
   * @param what names the text in the reason
   * @return the text
   * @throws RefusedMailException {@code header-injection} if it has one
   */
  static String oneLine(String what, String text) throws RefusedMailException {
    if (!isOneLine(text)) {
      throw injection(what);
    }
    return text;
  }

  private static RefusedMailException injection(String what) {
    return RefusedMailException.ourFault(
        "header-injection", what + " has a line end or control character");
  }
}
