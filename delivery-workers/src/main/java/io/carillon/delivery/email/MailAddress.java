package io.carillon.delivery.email;

import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address that may go onto the wire. Its domain is ASCII (RFC 5890); its local part need not be,
 * but then only a server with SMTPUTF8 takes it: Angus would otherwise cut each character to eight
 * bits, and so write to somebody else. Quoted local parts and domain literals are refused; nobody
 * has such an address, and parsers disagree about them.
 *
 * @param local the part before the at sign
 * @param domain the part after it, ASCII
 */
record MailAddress(String local, String domain) {
  // RFC 5321 section 4.5.3.1, in octets.
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_DOMAIN = 253;

  /**
   * ß, ς and the joiners. The JDK knows only IDNA2003, which writes ß as ss and leaves the joiners
   * out; to browsers and registries (RFC 5894 section 7.2) these are domains of somebody else.
   * Whoever means one writes it as {@code xn--…}.
   */
  private static final Pattern AMBIGUOUS = Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");

  // RFC 5322 atext, and all of Unicode that is neither blank, control nor unassigned (RFC 6531).
  private static final Pattern LOCAL =
      Pattern.compile(
          "(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\\p{ASCII}\\p{C}\\p{Z}])+"
              + "(?:\\.(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\\p{ASCII}\\p{C}\\p{Z}])+)*");

  /**
   * Reads an address.
   *
   * @throws RefusedMailException {@code invalid-address} if it is none
   */
  static MailAddress of(String text) throws RefusedMailException {
    int at = text.lastIndexOf('@');
    if (at <= 0 || text.length() > LONGEST_LOCAL + 1 + LONGEST_DOMAIN) {
      throw invalid();
    }
    String local = Normalizer.normalize(text.substring(0, at), Normalizer.Form.NFC);
    String domain = asciiDomain(text.substring(at + 1));
    if (!LOCAL.matcher(local).matches()
        || local.getBytes(StandardCharsets.UTF_8).length > LONGEST_LOCAL
        || domain.length() > LONGEST_DOMAIN) {
      throw invalid();
    }
    return new MailAddress(local, domain);
  }

  /** Whether a text can be read as an address. */
  static boolean isOne(String text) {
    try {
      of(text);
      return true;
    } catch (RefusedMailException e) {
      return false;
    }
  }

  private static String asciiDomain(String domain) throws RefusedMailException {
    if (AMBIGUOUS.matcher(domain).find()) {
      throw invalid();
    }
    try {
      String ascii = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
      if (ascii.isEmpty() || ascii.endsWith(".")) {
        throw invalid();
      }
      return ascii;
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  /** Whether any server takes it. */
  boolean isAscii() {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(local);
  }

  boolean isSame(MailAddress other) {
    return local.equalsIgnoreCase(other.local) && domain.equalsIgnoreCase(other.domain);
  }

  /** Returns it as Angus wants it, with a display name if there is one. */
  InternetAddress toInternetAddress(@Nullable String name) throws RefusedMailException {
    try {
      InternetAddress address = new InternetAddress();
      address.setAddress(toString());
      if (name != null && !name.isBlank()) {
        address.setPersonal(MailHeaders.oneLine("name", name), "UTF-8");
      }
      return address;
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("every JVM has UTF-8", e);
    }
  }

  private static RefusedMailException invalid() {
    return RefusedMailException.badAddress("invalid-address", "5.1.3 not a mail address");
  }

  /** Returns the address. Not for logs. */
  @Override
  public String toString() {
    return local + "@" + domain;
  }
}
