package io.carillon.delivery.inapp;

import java.net.URI;
import java.net.URISyntaxException;

/** Which links an inbox entry may carry: those that leave the reader with us, or with https. */
final class InboxLink {
  private InboxLink() {}

  /**
   * Tells whether a click may lead there.
   *
   * @param link the link
   * @return whether it is a path, absolute or relative, or an https URL that names no user
   */
  static boolean isAllowed(String link) {
    // A browser takes "//host", and any more slashes, for another site.
    if (link.startsWith("//")) {
      return false;
    }
    try {
      URI uri = new URI(link);
      if (uri.getScheme() == null) {
        return uri.getRawAuthority() == null && !uri.getRawPath().isEmpty();
      }
      return "https".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && uri.getRawUserInfo() == null;
    } catch (URISyntaxException e) {
      // Blanks, backslashes and control characters end here: browsers would repair them.
      return false;
    }
  }
}
