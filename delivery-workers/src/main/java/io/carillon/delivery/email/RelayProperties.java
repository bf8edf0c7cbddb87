package io.carillon.delivery.email;

import io.carillon.delivery.email.EmailSettings.Tls;
import io.carillon.settings.Secret;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Says what the settings mean in the words of Angus, whose defaults wait for ever. */
final class RelayProperties {
  private static final String PREFIX = "mail.smtp.";

  private final EmailSettings settings;
  private final ScheduledExecutorService timer;
  private final @Nullable SSLSocketFactory trusted;

  /**
   * Reads the trust store, if there is one.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  RelayProperties(EmailSettings settings, ScheduledExecutorService timer) {
    this.settings = settings;
    this.timer = timer;
    EmailSettings.Trust trust = settings.relay().trust();
    this.trusted = trust == null ? null : trusted(trust);
  }

  /**
   * Makes a session.
   *
   * @param international whether UTF-8 is written where ASCII does not do (RFC 6531)
   */
  Session session(boolean international) {
    EmailSettings.Relay relay = settings.relay();
    Properties properties = new Properties();
    set(properties, "localhost", settings.sender().messageIdDomain());
    set(properties, "connectiontimeout", relay.timeouts().connect());
    set(properties, "timeout", relay.timeouts().reply());
    set(properties, "writetimeout", relay.timeouts().write());
    // Angus would otherwise start a thread for each connection.
    properties.put(PREFIX + "executor.writetimeout", timer);
    set(properties, "quitwait", "false");
    set(properties, "sendpartial", "false");
    set(properties, "auth", relay.user() == null ? "false" : "true");
    set(properties, "auth.mechanisms", "PLAIN LOGIN");
    set(properties, "starttls.enable", startTls(relay.tls()) ? "true" : "false");
    set(properties, "starttls.required", relay.tls() == Tls.STARTTLS_REQUIRED ? "true" : "false");
    set(properties, "ssl.checkserveridentity", "true");
    set(properties, "ssl.protocols", "TLSv1.3 TLSv1.2");
    if (trusted != null) {
      properties.put(PREFIX + "ssl.socketFactory", trusted);
    }
    if (international) {
      properties.setProperty("mail.mime.allowutf8", "true");
    }
    return Session.getInstance(properties);
  }

  private static boolean startTls(Tls tls) {
    return tls == Tls.STARTTLS_OPTIONAL || tls == Tls.STARTTLS_REQUIRED;
  }

  private static void set(Properties properties, String key, String value) {
    properties.setProperty(PREFIX + key, value);
  }

  private static void set(Properties properties, String key, Duration value) {
    // Zero would mean for ever.
    set(properties, key, Long.toString(Math.max(1, Math.min(value.toMillis(), Integer.MAX_VALUE))));
  }

  /**
   * Reads a trust store.
   *
   * @throws IllegalArgumentException if it cannot be read, with the reason
   */
  static SSLSocketFactory trusted(EmailSettings.Trust trust) {
    try (InputStream in = Files.newInputStream(trust.store())) {
      Secret password = trust.password();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password == null ? null : password.reveal().toCharArray());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot be read: " + e, e);
    }
  }
}
