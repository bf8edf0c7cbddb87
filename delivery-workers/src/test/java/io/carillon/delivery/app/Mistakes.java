package io.carillon.delivery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.settings.Section;
import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** What is said of settings that are wrong. */
public final class Mistakes {
  /** At least one in each section that every worker has. */
  private static final Map<String, String> OF_EVERY_WORKER =
      Map.ofEntries(
          Map.entry("kafka.bootstrap.servers", "broker"),
          Map.entry("kafka.acks", "0"),
          Map.entry("kafka.security.protocol", "PIGEON"),
          Map.entry("kafka.request.timeout.ms", "soon"),
          Map.entry("kafka.ssl.truststore.location", "gone.p12"),
          Map.entry("registry.trust-store", "gone.p12"),
          Map.entry("engine.slots", "0"),
          Map.entry("engine.span", "many"),
          Map.entry("engine.commit-interval", "0s"),
          Map.entry("engine.drain-timeout", "2m"),
          Map.entry("engine.first-back-off", "0s"),
          Map.entry("engine.longest-back-off", "1ms"),
          Map.entry("health.port", "70000"),
          Map.entry("ledger.url", "ftp://ledger.example"),
          Map.entry("ledger.timeout", "0s"),
          Map.entry("playpen.mode", "maybe"),
          Map.entry("rout", "relay-1"));

  private Mistakes() {}

  /** Returns what is said of settings. */
  public static List<String> in(Map<String, String> given, Function<Section, ?> reader) {
    Settings settings = Settings.of(given);
    return catchThrowableOfType(SettingsException.class, () -> settings.read(reader::apply))
        .problems();
  }

  /**
   * Checks that a worker names every mistake at its first start, those of every worker too.
   *
   * @param reader reads what the worker is told
   * @param sound settings of its own that are right
   * @param wrong settings of its own that are each wrong
   * @param missing settings of its own that must be given
   */
  public static void areAllToldAtOnce(
      Function<Section, ?> reader,
      Map<String, String> sound,
      Map<String, String> wrong,
      String... missing) {
    Map<String, String> given = new HashMap<>(OF_EVERY_WORKER);
    given.putAll(sound);
    given.putAll(wrong);
    TreeSet<String> expected = new TreeSet<>(OF_EVERY_WORKER.keySet());
    expected.remove("registry.trust-store");
    expected.add("registry"); // which names the key in its message
    expected.addAll(wrong.keySet());
    expected.addAll(List.of(missing));

    assertThat(in(given, reader))
        .extracting(mistake -> mistake.substring(0, mistake.indexOf(": ")))
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
