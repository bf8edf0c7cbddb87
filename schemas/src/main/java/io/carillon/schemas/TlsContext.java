package io.carillon.schemas;

import io.carillon.schemas.RegistrySettings.Tls;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Turns {@link Tls} settings into what sockets need. */
final class TlsContext {
  private TlsContext() {}

  /**
   * Reads the stores.
   *
   * @throws IllegalArgumentException if one of them cannot be read or opened
   */
  static SSLContext of(Tls tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(tls.keyStore()), trusted(tls.trustStore()), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("tls: cannot be used: " + e.getMessage(), e);
    }
  }

  /** Null means none to SSLContext. */
  private static KeyManager @Nullable [] keys(Tls.@Nullable Store store)
      throws GeneralSecurityException {
    if (store == null) {
      return null;
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(open("key-store", store), store.password().toCharArray());
    return factory.getKeyManagers();
  }

  /** Null means those of the Java runtime to SSLContext. */
  private static TrustManager @Nullable [] trusted(Tls.@Nullable Store store)
      throws GeneralSecurityException {
    if (store == null) {
      return null;
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(open("trust-store", store));
    return factory.getTrustManagers();
  }

  private static KeyStore open(String field, Tls.Store store) {
    try {
      return KeyStore.getInstance(store.path().toFile(), store.password().toCharArray());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          field + ": cannot open " + store.path() + ": " + e.getMessage(), e);
    }
  }
}
