package io.carillon.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a verb that talks to a cluster. */
public final class KafkaOptions {
  private static final String FIRST_ANSWER_MS = "20000";

  @Option(
      names = {"--bootstrap", "--bootstrap-server"},
      paramLabel = "HOST:PORT",
      description = "Brokers to begin with (default: ${DEFAULT-VALUE}).")
  private String bootstrap = "127.0.0.1:9092";

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties file with client settings, such as those of TLS and SASL.")
  private @Nullable Path commandConfig;

  /** Made by picocli. */
  public KafkaOptions() {}

  /**
   * Gathers the settings of a client.
   *
   * @return those of the file, and over them the brokers
   * @throws CliException if the file cannot be read
   */
  public Map<String, Object> properties() {
    Map<String, Object> all = new HashMap<>();
    // A verb that cannot reach a broker should say so soon; the file may say otherwise.
    all.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, FIRST_ANSWER_MS);
    all.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, FIRST_ANSWER_MS);
    if (commandConfig != null) {
      Properties file = new Properties();
      try (Reader reader = Files.newBufferedReader(commandConfig)) {
        file.load(reader);
      } catch (IOException e) {
        throw new CliException("cannot read --command-config " + commandConfig, e);
      }
      file.stringPropertyNames().forEach(name -> all.put(name, file.getProperty(name)));
    }
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    return all;
  }

  /**
   * Says that the cluster took nothing within the time a client waits.
   *
   * @param e what the client threw
   * @return an exception that names the brokers and what may be missing
   */
  public CliException inVain(TimeoutException e) {
    return new CliException(
        // What lies beneath does not name the topic.
        "Kafka at "
            + bootstrap
            + ": "
            + e.getMessage()
            + " Does it run there, and were the topics created (./carillon topics create)?",
        e);
  }

  /**
   * Says what went wrong with the cluster.
   *
   * @param e what the client threw
   * @return an exception that names the brokers
   */
  public CliException failure(KafkaException e) {
    Throwable deepest = e;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    return new CliException("Kafka at " + bootstrap + ": " + deepest.getMessage(), e);
  }
}
