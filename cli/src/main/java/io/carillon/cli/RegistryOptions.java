package io.carillon.cli;

import io.carillon.schemas.RegistrySettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of a verb that talks to a schema registry. */
public final class RegistryOptions {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "Schema registry with Confluent's interface (default: ${DEFAULT-VALUE}).")
  private String url = "http://127.0.0.1:8081/apis/ccompat/v7";

  /** Made by picocli. */
  public RegistryOptions() {}

  /**
   * Makes the settings of a connection.
   *
   * @return settings that give up soon, since somebody waits
   * @throws CliException if it is no URL
   */
  public RegistrySettings settings() {
    try {
      RegistrySettings settings = RegistrySettings.of(url);
      RegistrySettings.Retry retry = settings.retry();
      return settings.withRetry(
          new RegistrySettings.Retry(retry.backOffMin(), retry.backOffMax(), PATIENCE));
    } catch (IllegalArgumentException e) {
      throw new CliException("--registry: " + e.getMessage(), e);
    }
  }
}
