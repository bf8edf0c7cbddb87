package io.carillon.localstack.smtp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What kind of mail server the sink is.
 *
 * @param security how it encrypts
 * @param certificate whose it is; a self-signed one for {@code localhost} is made if there is none
 * @param login the one account that may send; anybody may if there is none
 * @param keepBytesPerMail how much of one mail's content is kept, at least 1 kB
 * @param keepBytes how much content is kept of all mails together; the oldest is forgotten first
 */
public record SmtpOptions(
    Security security,
    @Nullable ServerCertificate certificate,
    @Nullable Login login,
    int keepBytesPerMail,
    long keepBytes) {

  /** How the sink encrypts. */
  public enum Security {
    /** Not at all. */
    NONE,
    /** After {@code STARTTLS}, without which no mail is taken. */
    STARTTLS,
    /** From the first byte, as on port 465. */
    IMPLICIT_TLS
  }

  /**
   * The account for {@code AUTH PLAIN} and {@code AUTH LOGIN}.
   *
   * @param user its name
   * @param password its password
   */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /** Checks the ranges. */
  public SmtpOptions {
    Objects.requireNonNull(security, "security");
    if (keepBytesPerMail < 1000) {
      throw new IllegalArgumentException(
          "keepBytesPerMail must be >= 1000, was " + keepBytesPerMail);
    }
    if (keepBytes < 0) {
      throw new IllegalArgumentException("keepBytes must be >= 0, was " + keepBytes);
    }
  }

  /**
   * Returns a sink without encryption and login, keeping 64 kB a mail and 64 MB in all.
   *
   * @return the options
   */
  public static SmtpOptions plain() {
    return new SmtpOptions(Security.NONE, null, null, 64_000, 64_000_000);
  }

  /**
   * Chooses the encryption.
   *
   * @param chosen how to encrypt
   * @return changed options
   */
  public SmtpOptions withSecurity(Security chosen) {
    return new SmtpOptions(chosen, certificate, login, keepBytesPerMail, keepBytes);
  }

  /**
   * Chooses the certificate.
   *
   * @param chosen the certificate with its key
   * @return changed options
   */
  public SmtpOptions withCertificate(ServerCertificate chosen) {
    return new SmtpOptions(security, chosen, login, keepBytesPerMail, keepBytes);
  }

  /**
   * Lets nobody send but one account.
   *
   * @param user its name
   * @param password its password
   * @return changed options
   */
  public SmtpOptions withLogin(String user, String password) {
    return new SmtpOptions(
        security, certificate, new Login(user, password), keepBytesPerMail, keepBytes);
  }

  /**
   * Limits what is kept of the contents.
   *
   * @param perMail bytes of one mail, at least 1000
   * @param inAll bytes of all mails
   * @return changed options
   */
  public SmtpOptions keeping(int perMail, long inAll) {
    return new SmtpOptions(security, certificate, login, perMail, inAll);
  }
}
