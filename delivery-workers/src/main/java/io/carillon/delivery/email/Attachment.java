package io.carillon.delivery.email;

import io.carillon.avro.AttachmentRef;
import jakarta.activation.DataSource;
import jakarta.mail.util.ByteArrayDataSource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that goes with a mail. Only {@code data:} URIs (RFC 2397) are carried: a worker that
 * fetched any other would let whoever writes commands reach what the worker can reach.
 *
 * @param name the file name the reader sees
 * @param content the bytes, and their media type, one of a few harmless ones
 */
record Attachment(String name, DataSource content) {
  private static final Set<String> CARRIED =
      Set.of(
          "text/calendar",
          "text/csv",
          "text/plain",
          "application/pdf",
          "image/gif",
          "image/jpeg",
          "image/png");

  private static final Pattern DATA_URI =
      Pattern.compile("data:[^,]*?(;base64)?,(.*)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /**
   * Reads what a command refers to.
   *
   * @throws RefusedMailException {@code attachment-unsupported} if it is not carried
   */
  static Attachment of(AttachmentRef reference) throws RefusedMailException {
    String type = reference.getMediaType().toLowerCase(Locale.ROOT);
    if (!CARRIED.contains(type)) {
      throw unsupported("media type is not one of " + CARRIED.stream().sorted().toList());
    }
    String name = MailHeaders.oneLine("attachment name", reference.getName());
    if (name.isBlank() || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      throw unsupported("name must be a file name");
    }
    return new Attachment(name, new ByteArrayDataSource(decode(reference.getUri()), type));
  }

  private static byte[] decode(String uri) throws RefusedMailException {
    Matcher matcher = DATA_URI.matcher(uri);
    if (!matcher.matches()) {
      throw unsupported("only data: URIs are carried");
    }
    try {
      if (matcher.group(1) != null) {
        return Base64.getDecoder().decode(matcher.group(2));
      }
      // A plus sign is itself in a URI; only forms write a blank that way.
      return URLDecoder.decode(matcher.group(2).replace("+", "%2B"), StandardCharsets.UTF_8)
          .getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw unsupported("the data: URI cannot be decoded");
    }
  }

  private static RefusedMailException unsupported(String why) {
    return RefusedMailException.ourFault("attachment-unsupported", why);
  }
}
