package io.carillon.delivery.email;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server's reply, read by its last line.
 *
 * @param code the reply code, 100–599, or 0 for a reply that has none
 * @param status the enhanced status code (RFC 3463) such as {@code 5.1.1}; null if there is none or
 *     its class contradicts the reply code, which wins (Google answers {@code 421 5.7.32})
 * @param text the words after both, addresses masked
 */
record SmtpReply(int code, @Nullable String status, String text) {
  private static final Pattern LINE = Pattern.compile("([1-5]\\d\\d)(?:[ -](.*))?", Pattern.DOTALL);
  private static final Pattern STATUS = Pattern.compile("([245])(\\.\\d{1,3}\\.\\d{1,3})\\b\\s*");
  private static final Pattern ADDRESS = Pattern.compile("[^\\s<>()\"',;:]+@[^\\s<>()\"',;:]+");

  private static final List<Pattern> QUEUE_IDS =
      List.of(
          anyCase("queued (?:mail |message )?as[: ]+<?([\\w.+=/-]+)"),
          anyCase("\\bid=<?([\\w.+=/-]+)"),
          anyCase("^([\\w.-]+) message accepted for delivery"),
          anyCase("^ok:? +([\\w.-]{8,})(?: |$)"));
  private static final int LONGEST_QUEUE_ID = 200;

  /**
   * Reads a reply as it came, perhaps of several lines.
   *
   * @param raw lines with {@code \n} between them; empty for none
   */
  static SmtpReply parse(String raw) {
    List<String> lines = raw.strip().lines().toList();
    // RFC 5321 section 4.2.1: the code is the same on all lines; Postfix trusts the last one.
    Matcher line = LINE.matcher(lines.isEmpty() ? "" : lines.get(lines.size() - 1));
    if (!line.matches()) {
      return new SmtpReply(0, null, masked(raw.strip()));
    }
    int code = Integer.parseInt(line.group(1));
    String rest = line.group(2) == null ? "" : line.group(2).strip();
    Matcher status = STATUS.matcher(rest);
    if (!status.lookingAt()) {
      return new SmtpReply(code, null, masked(rest));
    }
    boolean agrees = status.group(1).charAt(0) == line.group(1).charAt(0);
    return new SmtpReply(
        code,
        agrees ? status.group(1) + status.group(2) : null,
        masked(rest.substring(status.end())));
  }

  /** The first digit, by which unknown codes are judged (RFC 5321 section 4.3.2); 0 for none. */
  int kind() {
    return code / 100;
  }

  /** Whether there is an enhanced status code that begins so, such as {@code 4.7.}. */
  boolean statusStartsWith(String prefix) {
    return status != null && status.startsWith(prefix);
  }

  /** The server's id of the message it took, if it tells. */
  Optional<String> queueId() {
    for (Pattern pattern : QUEUE_IDS) {
      Matcher found = pattern.matcher(text);
      if (found.find() && found.group(1).length() <= LONGEST_QUEUE_ID) {
        return Optional.of(found.group(1));
      }
    }
    return Optional.empty();
  }

  /** The whole reply on one line, as outcomes keep it. */
  String words() {
    return (code == 0 ? "" : code + " ") + (status == null ? "" : status + " ") + text;
  }

  private static Pattern anyCase(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  private static String masked(String text) {
    return ADDRESS.matcher(text).replaceAll("***");
  }
}
