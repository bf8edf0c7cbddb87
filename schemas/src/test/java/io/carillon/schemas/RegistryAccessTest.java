package io.carillon.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.schemas.RegistrySettings.Credentials;
import io.carillon.schemas.RegistrySettings.Tls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How we show who we are, and whom we trust. */
class RegistryAccessTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;
  private static Path store;

  @BeforeAll
  static void makeACertificate() throws Exception {
    store = folder.resolve("registry.p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "registry",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
  }

  @Test
  void userAndPasswordAreSent() {
    assertThat(authorizationSentWith(new Credentials.Basic("ann", "p:ä")))
        .isEqualTo(
            "Basic "
                + Base64.getEncoder().encodeToString("ann:p:ä".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aTokenIsSent() {
    assertThat(authorizationSentWith(new Credentials.Bearer("t0ken"))).isEqualTo("Bearer t0ken");
  }

  @Test
  void nothingIsSentWithoutCredentials() {
    assertThat(authorizationSentWith(Credentials.NONE)).isNull();
  }

  @Test
  void aRegistryWithACertificateWeTrustAnswers() {
    Tls.Store trusted = new Tls.Store(store, PASSWORD);
    try (ScriptedRegistry server =
            ScriptedRegistry.startWithTls(TlsContext.of(new Tls(null, trusted)));
        SchemaRegistry registry =
            SchemaRegistry.open(
                RegistrySettings.of(server.url()).withTls(new Tls(trusted, null)))) {
      assertThat(registry.check()).isEmpty();
    }
  }

  @Test
  void aRegistryWithACertificateWeDoNotTrustDoesNot() {
    try (ScriptedRegistry server =
            ScriptedRegistry.startWithTls(
                TlsContext.of(new Tls(null, new Tls.Store(store, PASSWORD))));
        SchemaRegistry registry = SchemaRegistry.open(RegistrySettings.of(server.url()))) {
      assertThat(registry.check()).hasValueSatisfying(why -> assertThat(why).contains("PKIX"));
      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void ourOwnCertificateIsShownWhereTheRegistryAsksForIt() {
    Tls.Store both = new Tls.Store(store, PASSWORD);
    try (ScriptedRegistry server =
            ScriptedRegistry.startWithMutualTls(TlsContext.of(new Tls(both, both)));
        SchemaRegistry stranger =
            SchemaRegistry.open(RegistrySettings.of(server.url()).withTls(new Tls(both, null)));
        SchemaRegistry known =
            SchemaRegistry.open(RegistrySettings.of(server.url()).withTls(new Tls(both, both)))) {
      assertThat(stranger.check()).isPresent();
      assertThat(known.check()).isEmpty();
    }
  }

  @Test
  void aStoreThatCannotBeOpenedIsNamed() {
    Tls missing = new Tls(new Tls.Store(folder.resolve("none.p12"), PASSWORD), null);
    Tls wrong = new Tls(null, new Tls.Store(store, "wrong"));

    assertThatThrownBy(() -> open(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("trust-store: cannot open")
        .hasMessageContaining("none.p12");
    assertThatThrownBy(() -> open(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("key-store: cannot open")
        .hasMessageNotContaining("wrong");
    assertThat(Files.exists(store)).isTrue();
  }

  private static SchemaRegistry open(Tls tls) {
    return SchemaRegistry.open(RegistrySettings.of("https://localhost").withTls(tls));
  }

  private static @Nullable String authorizationSentWith(Credentials credentials) {
    try (ScriptedRegistry server = ScriptedRegistry.start();
        SchemaRegistry registry =
            SchemaRegistry.open(RegistrySettings.of(server.url()).withCredentials(credentials))) {
      assertThat(registry.check()).isEmpty();
      return server.asked().get(0).authorization();
    }
  }
}
