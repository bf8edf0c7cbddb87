package io.carillon.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The main class of every child process: runs the server's own main class and ends the JVM as soon
 * as the parent is gone, however it went. The parent holds the writing end of this process's
 * standard input and never writes; the kernel closes it when the parent dies, {@code kill -9}
 * included.
 *
 * <p>Only this one class file is put on the child's class path, so it uses nothing but the JDK and
 * has no nested classes.
 */
public final class EndsWithParent {
  /** System property that names a folder to delete when the parent is gone. */
  static final String TEMPORARY = "carillon.stack.temporary";

  private static final int DELETE_ATTEMPTS = 20;

  private EndsWithParent() {}

  /**
   * Runs a server.
   *
   * @param args the server's main class and its arguments; {@code --format <folder> <cluster id>}
   *     before them formats the folder for Kafka first, unless that was done before
   * @throws Exception whatever the server's main method throws
   */
  public static void main(String[] args) throws Exception {
    Thread watch = new Thread(EndsWithParent::haltAtEndOfInput, "ends-with-parent");
    watch.setDaemon(true);
    watch.start();

    int first = 0;
    if (args[0].equals("--format")) {
      first = 3;
      if (!Files.exists(Path.of(args[1], "meta.properties"))) {
        format(args[2], args[first + 1]);
      }
    }
    String[] rest = Arrays.copyOfRange(args, first + 1, args.length);
    try {
      Class.forName(args[first]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  // In this process, as the storage tool in one of its own would cost a second JVM's start.
  private static void format(String clusterId, String properties) throws Exception {
    Object status =
        Class.forName("kafka.tools.StorageTool")
            .getMethod("execute", String[].class, PrintStream.class)
            .invoke(
                null,
                new String[] {"format", "--cluster-id", clusterId, "--config", properties},
                System.out);
    if (!Integer.valueOf(0).equals(status)) {
      System.err.println("formatting the data directory ended with " + status);
      Runtime.getRuntime().halt(1);
    }
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent has nothing to say; only the end of the input matters.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    deleteTemporaryData();
    Runtime.getRuntime().halt(0);
  }

  // The server still runs and so may the stack's other one: a file may come back, hence the
  // attempts, and one may be gone already.
  private static void deleteTemporaryData() {
    String temporary = System.getProperty(TEMPORARY);
    if (temporary == null) {
      return;
    }
    Path folder = Path.of(temporary);
    for (int attempt = 0; attempt < DELETE_ATTEMPTS && Files.exists(folder); attempt++) {
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .sorted(Comparator.reverseOrder())
            .map(Path::toFile)
            .filter(file -> !file.delete())
            .forEach(file -> {});
      } catch (IOException | UncheckedIOException e) {
        // Somebody else deleted what was about to be listed.
      }
    }
  }
}
