package io.carillon.benchmarks;

import io.carillon.benchmarks.Options.WrongOptionsException;
import io.carillon.localstack.LocalStackException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

/** How every benchmark is run: options in, words and one line of figures out. */
final class Bench {
  /**
   * What is measured.
   *
   * @param <P> what is asked for
   */
  @FunctionalInterface
  interface Body<P> {
    /**
     * Measures, and says what is done.
     *
     * @throws BenchException if it cannot be carried out
     * @throws InterruptedException if the thread is interrupted
     */
    Figures measure(P plan, Workbench bench, PrintStream out) throws InterruptedException;
  }

  private Bench() {}

  /**
   * Runs a benchmark. What was done goes to one stream, the figures as JSON last, and mistakes go
   * to the other.
   *
   * @param <P> what is asked for
   * @return 0; 1 if the benchmark could not be carried out; 2 if the options are wrong
   */
  static <P> int run(
      List<String> args,
      String usage,
      Function<Options, P> plan,
      Body<P> body,
      PrintStream out,
      PrintStream err) {
    if (args.contains("--help")) {
      out.print(usage);
      return 0;
    }
    try {
      Options options = Options.parse(args);
      P wanted = plan.apply(options);
      Path profiles = options.folder("profile");
      options.refuseOthers();
      try (Workbench bench = Workbench.open(profiles)) {
        out.println(body.measure(wanted, bench, out).json());
      }
      return 0;
    } catch (WrongOptionsException e) {
      err.println(e.getMessage());
      err.print(usage);
      return 2;
    } catch (BenchException | LocalStackException | KafkaException | UncheckedIOException e) {
      err.println(e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
