package io.carillon.cli.demo;

import io.carillon.avro.DeadLetter;
import io.carillon.cli.CliException;
import io.carillon.localstack.smtp.Mail;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs all of Carillon until it is told to end. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Run all of Carillon on this machine until Ctrl-C.",
      "Mails go to the SMTP sink, whoever they are for, and are shown here, as is what is given up;"
          + " newsletters go to the Basket sandbox. Nobody is really contacted."
    })
public final class UpCommand implements Callable<Integer> {
  private static final String EVERYBODY = "*";
  private static final Duration READ_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PortOptions ports = new PortOptions();

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "Keep topics and schemas there for the next time; left out, they are forgotten.")
  private @Nullable Path data;

  @Option(
      names = "--members",
      paramLabel = "FILE",
      description =
          "Members, preferences and switches of your own to begin with; left out, some that come"
              + " with Carillon, unless --data has members already.")
  private @Nullable Path members;

  /** Made by picocli. */
  public UpCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Progress progress = new Progress(spec.commandLine().getErr(), System::nanoTime);
    Script tables = DemoFiles.tables(members);
    AppSettings settings = new AppSettings(EVERYBODY, false);
    LocalCarillon.Plan plan = Launching.plan(ports, settings, Optional.ofNullable(data));
    progress.say("starting Kafka, the schema registry, the SMTP sink and the Basket sandbox");
    try (LocalCarillon carillon = LocalCarillon.start(plan)) {
      Thread hook = Launching.closeAtEnd(carillon);
      try {
        progress.say(
            load(carillon, tables, members != null)
                ? "members are loaded, starting the streams app and three workers"
                : "members are as they were left, starting the streams app and three workers");
        carillon.startApps(plan);
        carillon.awaitReady();
        progress.say("up");
        Whereabouts.of(carillon, plan.logs()).print(spec.commandLine().getOut());
        watch(carillon);
        return 0;
      } finally {
        Launching.forget(hook);
      }
    } catch (CliException e) {
      throw new CliException(e.getMessage() + "; logs are in " + plan.logs(), e);
    }
  }

  /**
   * Loads members, unless those that come with the command line would overwrite what was kept.
   *
   * @param areOwn whether somebody asked for just these
   * @return whether they were loaded
   */
  static boolean load(LocalCarillon carillon, Script tables, boolean areOwn)
      throws InterruptedException {
    if (!areOwn && !TablesRead.nobodyIsKnown(carillon.stack().bootstrapServers())) {
      return false;
    }
    String registryUrl = carillon.stack().registryUrl().toString();
    try (SchemaRegistry registry = SchemaRegistry.open(RegistrySettings.of(registryUrl));
        Stage stage = new Stage(carillon, registry, System::nanoTime, READ_WITHIN)) {
      stage.load(tables);
    }
    return true;
  }

  /** Shows mails and dead letters until the JVM is told to end, or an app ends. */
  private void watch(LocalCarillon carillon) throws InterruptedException {
    String registryUrl = carillon.stack().registryUrl().toString();
    try (SchemaRegistry registry = SchemaRegistry.open(RegistrySettings.of(registryUrl));
        Listener deadLetters =
            Listener.toDeadLetters(carillon.stack().bootstrapServers(), registry)) {
      watch(carillon, deadLetters);
    }
  }

  private void watch(LocalCarillon carillon, Listener deadLetters) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    int shown = 0;
    while (true) {
      carillon.stack().smtp().awaitCount(shown + 1, LOOK);
      deadLetters.tell(letter -> out.println(words((DeadLetter) letter)), Duration.ZERO);
      List<Mail> mails = carillon.stack().smtp().mails();
      for (Mail mail : mails.subList(Math.min(shown, mails.size()), mails.size())) {
        out.println("mail to " + String.join(", ", mail.recipients()) + ": " + mail.subject());
      }
      out.flush();
      shown = mails.size();
      carillon.checkAlive();
    }
  }

  /** A dead letter as a person would say it: what was given up, and why. */
  static String words(DeadLetter letter) {
    String what =
        letter.getCommandId() == null
            ? "%s-%d@%d"
                .formatted(
                    letter.getSourceTopic(), letter.getSourcePartition(), letter.getSourceOffset())
            : "command %s of event %s".formatted(letter.getCommandId(), letter.getEventId());
    return "dead letter: %s: %s (%s)".formatted(what, letter.getDetail(), letter.getReason());
  }
}
