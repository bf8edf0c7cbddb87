package io.carillon.delivery.email;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;

/**
 * A self-signed certificate for {@code localhost} and {@code 127.0.0.1}.
 *
 * @param keys the certificate with its key
 * @param trustStore a file with the certificate alone
 */
record TestCertificate(KeyStore keys, Path trustStore) {
  static final String PASSWORD = "changeit";

  static TestCertificate make(Path directory) throws Exception {
    Path keyStore = directory.resolve("keys.p12");
    runKeytool(keyStore);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    Path trustStore = directory.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(trustStore)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return new TestCertificate(keys, trustStore);
  }

  private static void runKeytool(Path keyStore) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> options =
        List.of(
            "-genkeypair -alias server -keyalg EC -dname CN=localhost -validity 2 -startdate -1d"
                .split(" ", -1));
    ProcessBuilder builder = new ProcessBuilder(keytool.toString());
    builder.command().addAll(options);
    builder
        .command()
        .addAll(List.of("-ext", "san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12"));
    builder.command().addAll(List.of("-keystore", keyStore.toString(), "-storepass", PASSWORD));
    Process process = builder.inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
  }
}
