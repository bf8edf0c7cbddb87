package io.carillon.cli.demo;

import io.carillon.localstack.LocalStack;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where everything is that somebody may want to look at or try. Immutable.
 *
 * @param kafka bootstrap servers
 * @param registry URL of the schema registry
 * @param places all else, by its name, in the order of the list
 */
record Whereabouts(String kafka, URI registry, Map<String, String> places) {
  private static final String EVENT =
      "{\"type\":\"MemberVouched\",\"memberId\":\"ann\",\"vouchesBefore\":0,\"vouches\":1,"
          + "\"voucherName\":\"Bob\"}";

  private static final String API = "HTTP interface";

  private static final String DECISIONS = "/v1/members/ann/decisions";

  static Whereabouts of(LocalCarillon carillon, Path logs) {
    LocalStack stack = carillon.stack();
    Map<String, String> places = new LinkedHashMap<>();
    places.put(API, carillon.api().toString());
    places.put("Basket sandbox", stack.sandboxUrl() + "/");
    places.put("SMTP sink", "127.0.0.1:" + stack.smtpPort());
    carillon
        .children()
        .forEach(child -> places.put("Health of " + child.name(), child.health().toString()));
    places.put("Logs", logs.toString());
    return new Whereabouts(stack.bootstrapServers(), stack.registryUrl(), places);
  }

  /** Prints the list, and a command that can be pasted into a shell as it stands. */
  void print(PrintWriter out) {
    out.println();
    print(out, "Kafka", kafka);
    print(out, "Schema registry", registry.toString());
    places.forEach((name, place) -> print(out, name, place));
    out.println();
    out.println("Try it from another terminal, in the folder of ./carillon:");
    out.println();
    // One line: the end of a here-document must not be indented, as everything else here is.
    out.println(
        "  echo '"
            + EVENT
            + "' | ./carillon produce --bootstrap "
            + kafka
            + " --registry "
            + registry
            + " -");
    out.println();
    out.println("Then ask what was decided, and why:");
    out.println();
    out.println("  curl " + places.get(API) + DECISIONS);
    out.println();
    out.println("Mails and dead letters are shown here; Ctrl-C ends everything.");
    out.flush();
  }

  private static void print(PrintWriter out, String name, String place) {
    out.println(String.format("%-22s %s", name, place));
  }
}
