package io.carillon.streams;

import io.carillon.schemas.RegistrySettings;
import io.carillon.settings.Section;
import io.carillon.streams.agenda.AgendaSettings;
import io.carillon.streams.decide.NewsletterSettings;
import io.carillon.streams.decide.SiteSettings;
import io.carillon.streams.tracking.RetrySettings;
import io.carillon.streams.unsubscribe.UnsubscribeSettings;
import io.carillon.streams.web.WebSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything the streams app is told. Immutable.
 *
 * @param kafka settings of Kafka Streams and its clients; those the app owns are refused
 * @param instance names this instance for static membership; unique among the instances
 * @param stateDir where the stores are kept; must survive a restart
 * @param threads how many stream threads, 1 or more
 * @param standbys how many warm copies of each store other instances keep, 0 or more
 * @param cachedMembers how many members are held in memory as objects, 0 or more; about 1 KB of
 *     heap each
 * @param registry the schema registry
 * @param catalogDir a folder with the catalog; null for the built-in one
 * @param site what notifications say about the site
 * @param newsletters the managed newsletters
 * @param retries when each channel tries again
 * @param agenda how often to look for what is due
 * @param unsubscribe one-click unsubscription
 * @param web the HTTP interface
 */
public record StreamsAppSettings(
    Map<String, String> kafka,
    String instance,
    Path stateDir,
    int threads,
    int standbys,
    int cachedMembers,
    RegistrySettings registry,
    @Nullable Path catalogDir,
    SiteSettings site,
    NewsletterSettings newsletters,
    RetrySettings retries,
    AgendaSettings agenda,
    UnsubscribeSettings unsubscribe,
    WebSettings web) {

  /** What Kafka takes as part of a name in a group. */
  private static final Pattern INSTANCE = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  /** Checks what Kafka settings are given. */
  public StreamsAppSettings {
    kafka = Map.copyOf(kafka);
    Map<String, String> mistakes = KafkaProperties.mistakes(kafka);
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException("kafka: " + mistakes);
    }
  }

  /**
   * Reads the settings.
   *
   * @param root the outermost section
   * @return the settings
   */
  public static StreamsAppSettings read(Section root) {
    Path stateDir = root.path("state-dir");
    Map<String, String> kafka = root.passThrough("kafka");
    String instance = root.string("instance", "carillon-1");
    if (!INSTANCE.matcher(instance).matches()) {
      root.problem("instance", "must be 1 to 200 of a-z, A-Z, 0-9, ., _ and -, was " + instance);
    }
    KafkaProperties.mistakes(kafka).forEach((key, rule) -> root.problem("kafka." + key, rule));
    return new StreamsAppSettings(
        kafka,
        instance,
        stateDir == null ? Path.of("state") : stateDir,
        root.integer("threads", 2, 1, 256),
        root.integer("standbys", 1, 0, 8),
        root.integer("cached-members", 100_000, 0, 100_000_000),
        root.section("registry", RegistrySettings::read),
        root.path("catalog-dir"),
        root.section("site", SiteSettings::read),
        root.section("newsletters", NewsletterSettings::read),
        root.section("retry", RetrySettings::read),
        root.section("agenda", AgendaSettings::read),
        root.section("unsubscribe", UnsubscribeSettings::read),
        root.section("http", WebSettings::read));
  }

  /** Hides the Kafka settings' values, some of which are secrets. */
  @Override
  public String toString() {
    return "StreamsAppSettings[instance="
        + instance
        + ", kafka="
        + new TreeSet<>(kafka.keySet())
        + ", stateDir="
        + stateDir
        + ", threads="
        + threads
        + ", standbys="
        + standbys
        + ", cachedMembers="
        + cachedMembers
        + ", catalogDir="
        + catalogDir
        + ", site="
        + site
        + ", newsletters="
        + newsletters
        + ", agenda="
        + agenda
        + ", unsubscribe="
        + unsubscribe
        + ", web="
        + web
        + "]";
  }
}
