package io.carillon.cli.demo;

import io.carillon.cli.CliException;
import io.carillon.localstack.Ports;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Where everything listens. */
final class PortOptions {
  private static final int HIGHEST = 65_535;
  private static final String LOOPBACK = "127.0.0.1";

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "Kafka (default: ${DEFAULT-VALUE}).")
  private int kafka = 9092;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      description = "Schema registry (default: ${DEFAULT-VALUE}).")
  private int registry = 8081;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      description = "HTTP interface of the streams app (default: ${DEFAULT-VALUE}).")
  private int api = 8080;

  @Option(
      names = "--smtp-port",
      paramLabel = "PORT",
      description = "SMTP sink (default: ${DEFAULT-VALUE}).")
  private int smtp = 2525;

  @Option(
      names = "--sandbox-port",
      paramLabel = "PORT",
      description = "Basket sandbox (default: ${DEFAULT-VALUE}).")
  private int sandbox = 8090;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      description = "Added to all ports above but those that are 0, which stands for any free one.")
  private int offset;

  /**
   * The ports of one run.
   *
   * @param kafka of Kafka
   * @param registry of the schema registry
   * @param api of the streams app
   * @param smtp of the SMTP sink
   * @param sandbox of the Basket sandbox
   * @param health of the workers, by their names
   */
  record Settled(
      int kafka, int registry, int api, int smtp, int sandbox, Map<String, Integer> health) {}

  /**
   * Settles all ports before anything is started.
   *
   * @param workers those that need a port for their health, whichever is free
   * @throws CliException if a port that was asked for is taken or impossible
   */
  Settled settle(Iterable<String> workers) {
    Set<Integer> used = new TreeSet<>();
    int settledKafka = asked("Kafka", "--kafka-port", kafka, used);
    int settledRegistry = asked("the schema registry", "--registry-port", registry, used);
    int settledApi = asked("the HTTP interface", "--api-port", api, used);
    int settledSmtp = asked("the SMTP sink", "--smtp-port", smtp, used);
    int settledSandbox = asked("the Basket sandbox", "--sandbox-port", sandbox, used);
    Map<String, Integer> health = new LinkedHashMap<>();
    workers.forEach(worker -> health.put(worker, Ports.free(LOOPBACK, used)));
    return new Settled(
        or(settledKafka, used),
        or(settledRegistry, used),
        or(settledApi, used),
        or(settledSmtp, used),
        or(settledSandbox, used),
        health);
  }

  private int asked(String who, String option, int port, Set<Integer> used) {
    if (port == 0) {
      return 0;
    }
    int wanted = port + offset;
    if (wanted < 1 || wanted > HIGHEST) {
      throw new CliException(option + ": must be 0 to 65535 with --port-offset, was " + wanted);
    }
    if (!Ports.isFree(LOOPBACK, wanted) || !used.add(wanted)) {
      throw new CliException(
          "port "
              + wanted
              + " for "
              + who
              + " is taken; choose another with "
              + option
              + " (0 for any free one) or move all with --port-offset");
    }
    return wanted;
  }

  private static int or(int asked, Set<Integer> used) {
    return asked == 0 ? Ports.free(LOOPBACK, used) : asked;
  }
}
