package io.carillon.cli;

import io.carillon.schemas.RegistrySettings;
import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a verb that talks to a schema registry. */
public final class RegistryOptions {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description =
          "Schema registry with Confluent's interface (default:"
              + " http://127.0.0.1:8081/apis/ccompat/v7).")
  private @Nullable String url;

  @Option(
      names = "--registry-config",
      paramLabel = "FILE",
      description = "File with settings registry.*, as the apps read them: credentials, TLS.")
  private @Nullable Path config;

  /** Made by picocli. */
  public RegistryOptions() {}

  /**
   * Makes the settings of a connection.
   *
   * @return settings that give up soon, since somebody waits
   * @throws CliException if URL or file are not what they should be
   */
  public RegistrySettings settings() {
    List<String> args = new ArrayList<>();
    if (config != null) {
      args.addAll(List.of("--config", config.toString()));
    }
    if (url != null) {
      args.add("registry.urls=" + url);
    }
    try {
      RegistrySettings settings =
          Settings.load(args, Map.of())
              .read(root -> root.section("registry", RegistrySettings::read));
      RegistrySettings.Retry retry = settings.retry();
      return settings.withRetry(
          new RegistrySettings.Retry(retry.backOffMin(), retry.backOffMax(), PATIENCE));
    } catch (SettingsException e) {
      throw new CliException(String.join("; ", e.problems()), e);
    }
  }
}
