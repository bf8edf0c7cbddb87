package io.carillon.delivery.inapp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The short form of a message (COB-3). */
final class ShortMessage {
  /** Most characters, in UTF-16 units: then it fits however the reader counts. */
  static final int MAX_LENGTH = 100;

  private static final String ELLIPSIS = "…";

  /** One character as people see it: a letter with its accents, an emoji with its parts. */
  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  private ShortMessage() {}

  /**
   * Cuts a message that is too long, never within a character, and ends it with an ellipsis.
   *
   * @param message the message
   * @return the message itself if it fits, else its beginning; at most {@value #MAX_LENGTH}
   *     characters
   */
  static String of(String message) {
    if (message.length() <= MAX_LENGTH) {
      return message;
    }
    int room = MAX_LENGTH - ELLIPSIS.length();
    int end = 0;
    Matcher graphemes = GRAPHEME.matcher(message);
    while (graphemes.find() && graphemes.end() <= room) {
      end = graphemes.end();
    }
    if (end == 0) {
      // One character longer than all the room there is: cut it, but leave its code points whole.
      end = Character.isHighSurrogate(message.charAt(room - 1)) ? room - 1 : room;
    }
    return message.substring(0, end).stripTrailing() + ELLIPSIS;
  }
}
