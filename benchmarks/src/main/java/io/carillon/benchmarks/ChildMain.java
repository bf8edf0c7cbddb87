package io.carillon.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The main class of a system under test in a process of its own: runs another main class and takes
 * orders on its standard input. {@code measure} is answered with one line on standard output,
 * {@code stop} ends the JVM in good order, and the end of the input, which is the end of the
 * parent, ends it at once.
 */
public final class ChildMain {
  static final String MEASURE = "measure";
  static final String STOP = "stop";

  /** What the answer to {@link #MEASURE} starts with; the system itself may print too. */
  static final String ANSWER = "#used ";

  private ChildMain() {}

  /**
   * Runs a main class.
   *
   * @param args its name, and its own arguments
   * @throws Exception what the main method throws
   */
  public static void main(String[] args) throws Exception {
    Thread orders = new Thread(ChildMain::takeOrders, "orders");
    orders.setDaemon(true);
    orders.start();
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    try {
      Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  @SuppressWarnings("SystemOut") // It is how parent and child talk.
  private static void takeOrders() {
    try (BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        if (line.equals(MEASURE)) {
          System.out.println(ANSWER + Usage.ofThisProcess().encode());
        } else if (line.equals(STOP)) {
          System.exit(0);
        }
      }
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(0);
  }
}
