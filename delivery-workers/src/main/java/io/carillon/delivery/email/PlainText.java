package io.carillon.delivery.email;

import java.util.regex.Pattern;

/** Makes the plain part of a mail that was given as HTML only (OES-9). */
final class PlainText {
  private static final Pattern INVISIBLE =
      Pattern.compile("(?is)<(head|style|script|title)\\b.*?</\\1\\s*>|<!--.*?-->");
  private static final Pattern LINK =
      Pattern.compile("(?is)<a\\b[^>]*?\\bhref\\s*=\\s*[\"'](https?:[^\"']*)[\"'][^>]*>(.*?)</a>");
  private static final Pattern PARAGRAPH = Pattern.compile("(?i)</(p|div|h[1-6]|table|ul|ol)\\s*>");
  private static final Pattern LINE = Pattern.compile("(?i)<br\\b[^>]*>|</(tr|li)\\s*>");
  private static final Pattern TAG = Pattern.compile("(?s)<[a-zA-Z/!][^>]*>");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern LINE_EDGES = Pattern.compile(" *\\n *");
  private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}");

  private PlainText() {}

  /** Drops the tags; keeps paragraphs, lines, and where links lead. */
  static String of(String html) {
    String text = INVISIBLE.matcher(html).replaceAll("");
    text = LINK.matcher(text).replaceAll("$2 ($1)");
    text = BLANKS.matcher(text).replaceAll(" ");
    text = PARAGRAPH.matcher(text).replaceAll("\n\n");
    text = LINE.matcher(text).replaceAll("\n");
    text = TAG.matcher(text).replaceAll("");
    text = LINE_EDGES.matcher(text).replaceAll("\n");
    return decoded(EMPTY_LINES.matcher(text).replaceAll("\n\n")).strip();
  }

  private static String decoded(String text) {
    return text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
