package io.carillon.cli;

import io.carillon.cli.bench.BenchCommand;
import io.carillon.cli.demo.DemoCommand;
import io.carillon.cli.demo.UpCommand;
import io.carillon.cli.produce.ProduceCommand;
import io.carillon.cli.topics.TopicsCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a process. */
@Command(
    name = "carillon",
    mixinStandardHelpOptions = true,
    version = "Carillon 0.1.0",
    description = "Notifications as a stream: domain events in, decisions and deliveries out.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    footer = {"", "carillon VERB --help says more about one of them."},
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      ProduceCommand.class,
      TopicsCommand.class,
      BenchCommand.class,
      HelpCommand.class
    })
public final class Carillon implements Runnable {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** Made by {@link #main}. */
  Carillon() {}

  /**
   * Runs a verb and ends the process: 0 if all went well, 1 if not, 2 if the arguments make no
   * sense.
   *
   * @param args verb, options and parameters
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /**
   * Makes everything of {@link #main} but the end of the process.
   *
   * @return a command line to run once
   */
  public static CommandLine commandLine() {
    return new CommandLine(new Carillon())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Carillon::misused)
        .setExecutionExceptionHandler(Carillon::failed);
  }

  /** Without a verb, help is what is wanted. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int misused(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("carillon: " + problem(e) + "; see " + name + " --help");
    return MISUSED;
  }

  private static String problem(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()
        && e.getCommandLine().getSubcommands().containsKey("demo")) {
      String hint = String.join(" or ", unmatched.getSuggestions());
      return "there is no verb or option "
          + unmatched.getUnmatched().get(0)
          + (hint.isEmpty() ? "" : ", did you mean " + hint + "?");
    }
    return oneLine(e);
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    String message =
        e instanceof CliException ? oneLine(e) : e.getClass().getSimpleName() + ": " + oneLine(e);
    command.getErr().println("carillon: " + message);
    return FAILED;
  }

  private static String oneLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
