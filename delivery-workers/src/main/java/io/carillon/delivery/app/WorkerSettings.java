package io.carillon.delivery.app;

import io.carillon.delivery.engine.EngineSettings;
import io.carillon.schemas.RegistrySettings;
import io.carillon.settings.KafkaValues;
import io.carillon.settings.Section;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * What every worker is told, whatever its channel. Immutable.
 *
 * @param kafka client settings, at least {@code bootstrap.servers}; passed to Kafka as they are
 * @param registry where the schemas are
 * @param engine how much is done at once
 * @param health where health and metrics are served
 * @param ledger where it is asked what became of a command
 * @param playpen who may be contacted
 * @param route the name of the configured provider, as outcomes report it; null for none
 */
public record WorkerSettings(
    Map<String, String> kafka,
    RegistrySettings registry,
    EngineSettings engine,
    HealthSettings health,
    LedgerSettings ledger,
    PlaypenSettings playpen,
    @Nullable String route) {

  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  /** What the clients of a worker know of settings. */
  private static final List<ConfigDef> CLIENTS =
      List.of(
          ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef());

  /** Kafka settings that the guarantees rest on; nobody else may set them. */
  static final Set<String> OWNED =
      Set.of(
          "group.id",
          "group.protocol",
          "group.remote.assignor",
          "isolation.level",
          "enable.auto.commit",
          "auto.offset.reset",
          "max.poll.records",
          "key.serializer",
          "key.deserializer",
          "value.serializer",
          "value.deserializer",
          "acks",
          "enable.idempotence",
          "partitioner.class",
          "partitioner.ignore.keys",
          "transactional.id");

  /**
   * Copies the Kafka settings and checks whose they are.
   *
   * @throws IllegalArgumentException if {@code bootstrap.servers} is missing, or a setting is given
   *     that the engine owns
   */
  public WorkerSettings {
    kafka = Map.copyOf(kafka);
    Map<String, String> mistakes = mistakes(kafka);
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException("kafka: " + mistakes);
    }
  }

  /** What is wrong with given Kafka settings: a rule by key; nothing if they are fine. */
  private static Map<String, String> mistakes(Map<String, String> given) {
    Map<String, String> mistakes = new TreeMap<>();
    for (String key : given.keySet()) {
      if (OWNED.contains(key)) {
        mistakes.put(key, "is set by the worker itself");
      }
    }
    if (!given.containsKey(BOOTSTRAP_SERVERS)) {
      mistakes.put(BOOTSTRAP_SERVERS, "must be given");
    }
    return mistakes;
  }

  /**
   * Reads the sections {@code kafka} (passed to Kafka), {@code registry}, {@code engine}, {@code
   * health}, {@code ledger} and {@code playpen}, and {@code route}. A channel's {@code main} reads
   * its own section before, so that its mistakes are known too: {@code Settings.load(…).read(root
   * -> …)}.
   *
   * @param root the outermost section
   * @return the settings
   */
  public static WorkerSettings read(Section root) {
    Map<String, String> kafka = root.passThrough("kafka");
    mistakes(kafka).forEach((key, rule) -> root.problem("kafka." + key, rule));
    KafkaValues.mistakes(kafka, CLIENTS, UnaryOperator.identity())
        .forEach((key, rule) -> root.check("kafka." + key, false, rule));
    return new WorkerSettings(
        kafka,
        root.section("registry", RegistrySettings::read),
        root.section("engine", EngineSettings::read),
        root.section("health", HealthSettings::read),
        root.section("ledger", LedgerSettings::read),
        root.section("playpen", PlaypenSettings::read),
        root.optional("route"));
  }

  /** Hides the Kafka settings' values, some of which are secrets. */
  @Override
  public String toString() {
    return "WorkerSettings[kafka="
        + new TreeSet<>(kafka.keySet())
        + ", engine="
        + engine
        + ", health="
        + health
        + ", ledger="
        + ledger
        + ", playpen="
        + playpen
        + ", route="
        + route
        + "]";
  }
}
