package io.carillon.delivery.templates;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file below the templates directory, named {@code <message type>/<channel>/<part>[_<language
 * tag>].ftl}, or {@code .ftlh} for HTML.
 *
 * @param path the path below the directory, with {@code /}
 * @param messageType the message type
 * @param channel the channel
 * @param part which part of the message
 * @param language the BCP 47 tag; empty for the default
 */
record TemplateFile(String path, String messageType, String channel, String part, String language) {
  /** What every template may import; no message type can have this name. */
  static final String SHARED = "_shared/";

  private static final String NAME = "([a-z0-9]+(?:-[a-z0-9]+)*)";
  private static final Pattern PATH =
      Pattern.compile(
          NAME + "/" + NAME + "/" + NAME + "(?:_([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*))?\\.(ftlh?)");
  private static final Set<String> HTML_PARTS = Set.of("html");

  static boolean isShared(String path) {
    return path.startsWith(SHARED);
  }

  static boolean isHtml(String path) {
    return path.endsWith(".ftlh");
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException if it does not follow the pattern, with the reason
   */
  static TemplateFile of(String path) {
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be named <message type>/<channel>/<part>[_<language>].ftl or .ftlh");
    }
    String part = matcher.group(3);
    boolean mustBeHtml = HTML_PARTS.contains(part);
    // Only .ftlh escapes: the other way round "&" would turn up as "&amp;" in a subject.
    if (mustBeHtml != matcher.group(5).equals("ftlh")) {
      throw new IllegalArgumentException(
          "part '" + part + "' must be a ." + (mustBeHtml ? "ftlh" : "ftl") + " file");
    }
    String language = matcher.group(4) == null ? "" : normalLanguage(matcher.group(4));
    return new TemplateFile(path, matcher.group(1), matcher.group(2), part, language);
  }

  /** Returns a language tag in its usual case; empty for one that is none. */
  static String normalLanguage(String tag) {
    String normal = Locale.forLanguageTag(tag.replace('_', '-')).toLanguageTag();
    return normal.equals("und") ? "" : normal;
  }

  /** Returns what the file is one translation of. */
  PartKey key() {
    return new PartKey(messageType, channel, part);
  }

  /** The locale its dates are written in. */
  Locale locale() {
    return language.isEmpty() ? Locale.UK : Locale.forLanguageTag(language);
  }

  /**
   * A part of a message, in whatever language.
   *
   * @param messageType the message type
   * @param channel the channel
   * @param part which part
   */
  record PartKey(String messageType, String channel, String part) {
    @Override
    public String toString() {
      return messageType + "/" + channel + "/" + part;
    }
  }
}
