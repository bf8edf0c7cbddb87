package io.carillon.delivery.app;

import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.RegistrySettings.Credentials;
import io.carillon.schemas.RegistrySettings.Tls;
import io.carillon.settings.Secret;
import io.carillon.settings.Section;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code registry}. */
final class RegistrySection {
  private static final String DEFAULT_URL = "http://127.0.0.1:8081";

  private RegistrySection() {}

  static RegistrySettings read(Section section) {
    List<String> urls = section.strings("urls", List.of(DEFAULT_URL));
    RegistrySettings defaults = RegistrySettings.of(DEFAULT_URL);
    return new RegistrySettings(
        urls,
        section.flag("auto-register", defaults.autoRegister()),
        section.flag("use-latest-version", defaults.useLatestVersion()),
        Credentials.of(
            section.optional("user"),
            reveal(section.secret("password")),
            reveal(section.secret("bearer-token"))),
        new Tls(store(section, "trust-store"), store(section, "key-store")),
        section.duration("request-timeout", defaults.requestTimeout()),
        new RegistrySettings.Retry(
            section.duration("back-off-min", defaults.retry().backOffMin()),
            section.duration("back-off-max", defaults.retry().backOffMax()),
            section.duration("give-up-after", defaults.retry().giveUpAfter())),
        section.integer("cache-size", defaults.cacheSize(), 1, Integer.MAX_VALUE));
  }

  private static Tls.@Nullable Store store(Section section, String key) {
    Path path = section.path(key);
    Secret password = section.secret(key + "-password");
    return path == null ? null : new Tls.Store(path, password == null ? "" : password.reveal());
  }

  private static @Nullable String reveal(@Nullable Secret secret) {
    return secret == null ? null : secret.reveal();
  }
}
