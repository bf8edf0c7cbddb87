package io.carillon.cli.topics;

import io.carillon.cli.CliException;
import io.carillon.cli.KafkaOptions;
import io.carillon.schemas.TopicDifference;
import io.carillon.schemas.TopicSetup;
import io.carillon.schemas.Topics;
import java.io.PrintWriter;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the topics of the catalogue on any cluster, or says where the cluster departs from it. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(create | verify)",
    description = "Make and check the topics of a cluster.")
public final class TopicsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "topics: create or verify must follow");
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Create the topics that are missing, then verify all of them.",
        "A topic that exists is never changed. Exits with 1 if one differs from what it should be."
      })
  int create(
      @Mixin KafkaOptions kafka,
      @Mixin Partitions partitions,
      @Option(
              names = "--replication-factor",
              paramLabel = "N",
              defaultValue = "-1",
              description =
                  "How many brokers keep each partition; left out, the cluster's own default.")
          short replicationFactor)
      throws InterruptedException {
    if (replicationFactor < 1 && replicationFactor != -1) {
      throw new ParameterException(
          spec.commandLine(), "--replication-factor must be 1 or more, was " + replicationFactor);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Admin admin = Admin.create(kafka.properties())) {
      TopicSetup setup = new TopicSetup(admin);
      int count = count(partitions, setup);
      List<String> created = setup.create(count, replicationFactor);
      created.forEach(name -> out.println("created " + name));
      return report(setup.verify(count), created.size(), out);
    } catch (KafkaException e) {
      throw kafka.failure(e);
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Say where the topics differ from what they should be; change nothing.",
        "Exits with 1 if one does."
      })
  int verify(@Mixin KafkaOptions kafka, @Mixin Partitions partitions) throws InterruptedException {
    try (Admin admin = Admin.create(kafka.properties())) {
      TopicSetup setup = new TopicSetup(admin);
      List<TopicDifference> differences = setup.verify(count(partitions, setup));
      return report(differences, 0, spec.commandLine().getOut());
    } catch (KafkaException e) {
      throw kafka.failure(e);
    }
  }

  private int count(Partitions partitions, TopicSetup setup) throws InterruptedException {
    Integer asked = partitions.count;
    if (asked == null) {
      return setup.memberPartitions().orElse(Topics.DEFAULT_MEMBER_PARTITIONS);
    }
    if (asked < 1) {
      throw new ParameterException(
          spec.commandLine(), "--partitions must be 1 or more, was " + asked);
    }
    return asked;
  }

  private static int report(List<TopicDifference> differences, int created, PrintWriter out) {
    differences.forEach(difference -> out.println("differs: " + difference.text()));
    out.flush();
    if (!differences.isEmpty()) {
      throw new CliException(
          differences.size()
              + (differences.size() == 1 ? " difference" : " differences")
              + "; nothing that existed was changed");
    }
    out.println(Topics.all().size() + " topics as they should be, " + created + " created");
    return 0;
  }

  /** The one number that all topics keyed by member share. */
  static final class Partitions {
    @Option(
        names = "--partitions",
        paramLabel = "N",
        description =
            "Partitions of the topics keyed by member; left out, as many as most of them have, or "
                + Topics.DEFAULT_MEMBER_PARTITIONS
                + " if there is none.")
    private @Nullable Integer count;
  }
}
