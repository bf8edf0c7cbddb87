package io.carillon.streams;

import io.carillon.schemas.RegistrySettings;
import io.carillon.settings.Section;
import io.carillon.streams.agenda.AgendaSettings;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.CatalogException;
import io.carillon.streams.catalog.CatalogFiles;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.decide.NewsletterSettings;
import io.carillon.streams.decide.SiteSettings;
import io.carillon.streams.intake.Intake;
import io.carillon.streams.tracking.RetrySettings;
import io.carillon.streams.unsubscribe.UnsubscribeSettings;
import io.carillon.streams.web.WebSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

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
 * @param catalog the message types, from a folder or those that are built in
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
    Catalog catalog,
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
    Map<String, String> kafka = root.passThrough("kafka");
    String instance = root.string("instance", "carillon-1");
    if (!INSTANCE.matcher(instance).matches()) {
      root.problem("instance", "must be 1 to 200 of a-z, A-Z, 0-9, ., _ and -, was " + instance);
    }
    KafkaProperties.mistakes(kafka).forEach((key, rule) -> root.problem("kafka." + key, rule));
    return new StreamsAppSettings(
        kafka,
        instance,
        stateDir(root),
        root.integer("threads", 2, 1, 256),
        root.integer("standbys", 1, 0, 8),
        root.integer("cached-members", 100_000, 0, 100_000_000),
        root.section("registry", RegistrySettings::read),
        catalog(root),
        root.section("site", SiteSettings::read),
        root.section("newsletters", NewsletterSettings::read),
        root.section("retry", RetrySettings::read),
        root.section("agenda", AgendaSettings::read),
        root.section("unsubscribe", UnsubscribeSettings::read),
        root.section("http", WebSettings::read));
  }

  private static Path stateDir(Section root) {
    Path given = root.path("state-dir");
    Path stateDir = given == null ? Path.of("state") : given;
    Path there = stateDir.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
      root.problem(
          "state-dir", "must be a folder that can be made and written to, was " + stateDir);
    }
    return stateDir;
  }

  /** Read here, so that its mistakes are listed with all the others. */
  private static Catalog catalog(Section root) {
    Path folder = root.path("catalog-dir");
    Set<String> events = Intake.events();
    if (folder != null) {
      try {
        return CatalogFiles.read(folder, events, NewsletterSettings.LISTS);
      } catch (CatalogException e) {
        e.problems().forEach(problem -> root.problem("catalog-dir", problem));
      }
    }
    return CatalogFiles.builtIn(events, NewsletterSettings.LISTS);
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
        + ", catalog="
        + catalog.types().stream().map(MessageType::name).toList()
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
