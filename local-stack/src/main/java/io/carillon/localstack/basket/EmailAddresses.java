package io.carillon.localstack.basket;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What Basket takes for an address (BAS-6) and what it shows of it (BAS-8). */
final class EmailAddresses {
  private EmailAddresses() {}

  /**
   * Checks an address without asking anybody.
   *
   * @param email as given
   * @return the address with its domain in ASCII (punycode), empty if it is none
   */
  static Optional<String> valid(String email) {
    int at = email.lastIndexOf('@');
    if (at <= 0 || !StandardCharsets.US_ASCII.newEncoder().canEncode(email.substring(0, at))) {
      return Optional.empty();
    }
    try {
      String domain = IDN.toASCII(email.substring(at + 1)).toLowerCase(Locale.ROOT);
      String address = email.substring(0, at) + "@" + domain;
      new InternetAddress(address, true).validate();
      return domain.indexOf('.') > 0 ? Optional.of(address) : Optional.empty();
    } catch (AddressException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns the address with all but the first and last character of its two parts hidden. */
  static String masked(String email) {
    int at = email.lastIndexOf('@');
    return maskedPart(email.substring(0, at)) + "@" + maskedPart(email.substring(at + 1));
  }

  private static String maskedPart(String part) {
    return part.length() < 3
        ? part.charAt(0) + "*"
        : part.charAt(0) + "*".repeat(part.length() - 2) + part.charAt(part.length() - 1);
  }
}
