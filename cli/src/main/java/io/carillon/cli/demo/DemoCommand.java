package io.carillon.cli.demo;

import io.carillon.cli.CliException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs all of Carillon, plays a script of events and shows what became of each. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Run all of Carillon on this machine, send events and show what became of each.",
      "Compares what was decided with what arrived at the SMTP sink, at the Basket sandbox and in"
          + " the inboxes; exits with 0 only if they agree, and nothing that was to be sent was"
          + " rejected or given up."
    },
    footer = {
      "",
      "FILE has lines as produce takes them, and between them what only a demo does:",
      "  {\"demo\":\"settle\"}                   wait until all before it is settled",
      "  {\"demo\":\"garbage\",\"memberId\":\"…\",\"text\":\"…\"}                  send what is no Avro",
      "  {\"demo\":\"refuse-mail\",\"address\":\"…\",\"code\":451,\"times\":1}   let the SMTP sink refuse",
      "  {\"demo\":\"fail-newsletters\",\"status\":503,\"times\":1}        let the sandbox fail",
      "Only addresses of example.org are written to; all others are withheld."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final String ALLOWED = "@example.org";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PortOptions ports = new PortOptions();

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Events of your own; left out, one of each kind and for each reason.")
  private @Nullable Path events;

  @Option(
      names = "--members",
      paramLabel = "FILE",
      description = "Members, preferences and switches of your own, loaded before the events.")
  private @Nullable Path members;

  @Option(names = "--json", description = "End with the totals as one line of JSON.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait until all is settled (default: ${DEFAULT-VALUE}).")
  private int timeout = 60;

  /** Made by picocli. */
  public DemoCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Progress progress = new Progress(spec.commandLine().getErr(), System::nanoTime);
    Script tables = DemoFiles.tables(members);
    Script script = DemoFiles.events(events);
    LocalCarillon.Plan plan =
        Launching.plan(ports, new AppSettings(ALLOWED, true), Optional.empty());
    DemoResult result;
    try {
      result = Demo.run(plan, tables, script, Duration.ofSeconds(timeout), progress);
    } catch (CliException e) {
      throw new CliException(e.getMessage() + "; logs are in " + plan.logs(), e);
    }
    return report(spec.commandLine().getOut(), result, json, plan.logs());
  }

  /** Prints what came of it and returns the exit code. */
  static int report(PrintWriter out, DemoResult result, boolean json, Path logs) {
    Report.print(out, result.rows());
    out.println();
    result.mismatches().forEach(mismatch -> out.println("mismatch: " + mismatch));
    out.println(result.totals().words());
    if (!result.mismatches().isEmpty()) {
      out.println("logs are in " + logs);
    }
    if (json) {
      out.println(result.totals().json());
    }
    out.flush();
    return result.mismatches().isEmpty() ? 0 : 1;
  }
}
