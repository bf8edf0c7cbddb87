package io.carillon.localstack.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A server's certificate and its key. Immutable, thread-safe. */
public final class ServerCertificate {
  private static final String PASSWORD = "carillon";

  private final KeyStore keys;
  private final char[] password;

  private ServerCertificate(KeyStore keys, char[] password) {
    this.keys = keys;
    this.password = password;
  }

  /**
   * Takes a certificate from a key store.
   *
   * @param keys holds one key with its certificate chain
   * @param password of the key
   * @return the certificate
   */
  public static ServerCertificate of(KeyStore keys, String password) {
    return new ServerCertificate(keys, password.toCharArray());
  }

  /**
   * Makes a self-signed certificate for {@code localhost} and {@code 127.0.0.1}, valid for a day.
   * Takes about a second, as the JDK's {@code keytool} does it.
   *
   * @return the certificate
   * @throws IllegalStateException if {@code keytool} fails
   */
  public static ServerCertificate selfSigned() {
    try {
      Path folder = Files.createTempDirectory("carillon-certificate");
      Path store = folder.resolve("keys.p12");
      try {
        runKeytool(store);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
          keys.load(in, PASSWORD.toCharArray());
        }
        return of(keys, PASSWORD);
      } finally {
        Files.deleteIfExists(store);
        Files.delete(folder);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  // The JDK has no public way to sign a certificate other than this tool.
  private static void runKeytool(Path store) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "localhost",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "1",
            "-startdate",
            "-1H",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }

  /**
   * Returns what a server with this certificate uses.
   *
   * @return a context with the key
   */
  public SSLContext serverContext() {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot use the certificate", e);
    }
  }

  /**
   * Returns what a client uses that trusts this certificate and no other.
   *
   * @return a context without a key
   */
  public SSLContext clientContext() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (String alias : Collections.list(keys.aliases())) {
        trusted.setCertificateEntry(alias, keys.getCertificate(alias));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot trust the certificate", e);
    }
  }
}
