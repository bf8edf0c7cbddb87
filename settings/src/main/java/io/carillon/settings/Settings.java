package io.carillon.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All settings of one process. What comes later wins: the file named by {@code --config FILE}
 * (HOCON or JSON), then environment variables {@code CARILLON_…} ({@code __} stands for a dot and
 * {@code _} for a hyphen: {@code CARILLON_HTTP__PORT} is {@code http.port}), then {@code key=value}
 * arguments. {@link #LOG_LEVEL} is apart. Immutable.
 */
public final class Settings {
  /**
   * The one variable of our prefix that is no setting: {@code logback.xml} reads it, because
   * logging starts before the settings are known.
   */
  public static final String LOG_LEVEL = "CARILLON_LOG_LEVEL";

  private static final String ENVIRONMENT_PREFIX = "CARILLON_";
  private static final List<String> LOG_LEVELS =
      List.of("trace", "debug", "info", "warn", "error", "off");

  private final Config config;

  /** What was wrong with what is no value, such as names; told together with the rest. */
  private final List<String> problems;

  private Settings(Config config, List<String> problems) {
    this.config = config;
    this.problems = List.copyOf(problems);
  }

  /**
   * Gathers the settings of a process.
   *
   * @param args its arguments: {@code --config FILE} at most once, and {@code key=value}
   * @param environment its environment variables
   * @return the settings, not yet read; an argument that is not understood, a name that cannot be
   *     one and a {@link #LOG_LEVEL} that is none are mistakes that {@link #read} lists
   * @throws SettingsException if the file cannot be read, without which the rest says little
   */
  public static Settings load(List<String> args, Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    @Nullable Config file = ConfigFactory.empty();
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      int equals = arg.indexOf('=');
      if (arg.equals("--config") && i + 1 < args.size()) {
        file = parse(Path.of(args.get(++i)), problems);
      } else if (equals > 0 && !arg.startsWith("-")) {
        given.put(arg.substring(0, equals), arg.substring(equals + 1));
      } else {
        problems.add("argument " + arg + ": must be --config FILE or key=value");
      }
    }
    checkLogLevel(environment.get(LOG_LEVEL), problems);
    Config merged =
        overrides(given, problems).withFallback(overrides(ofEnvironment(environment), problems));
    if (file == null) {
      throw new SettingsException(problems);
    }
    return new Settings(merged.withFallback(file), problems);
  }

  /**
   * Makes settings of plain keys and values, for tests and for processes that start others.
   *
   * @param values values by key
   * @return the settings, not yet read
   * @throws SettingsException if a key cannot be the name of a setting
   */
  public static Settings of(Map<String, String> values) {
    List<String> problems = new ArrayList<>();
    Config config = overrides(values, problems);
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new Settings(config, problems);
  }

  /**
   * Reads everything into typed records. Each getter of a section notes its mistake and goes on, so
   * that all of them are known in the end.
   *
   * @param <T> the type of the result
   * @param reader makes the result of the outermost section
   * @return the result
   * @throws SettingsException if any value is missing, malformed or out of range, or any setting is
   *     not known; all mistakes are listed
   */
  public <T> T read(Function<Section, T> reader) {
    Reading reading = new Reading(config, problems);
    T result = reading.root().apply(reader);
    reading.finish();
    if (result == null) {
      throw new IllegalStateException("a section without a value and without a problem");
    }
    return result;
  }

  /** Logback itself takes what it does not know for debug, and says nothing. */
  private static void checkLogLevel(@Nullable String level, List<String> problems) {
    if (level != null && !LOG_LEVELS.contains(level.toLowerCase(Locale.ROOT))) {
      problems.add(
          LOG_LEVEL + ": must be one of " + String.join(", ", LOG_LEVELS) + ", was " + level);
    }
  }

  private static @Nullable Config parse(Path file, List<String> problems) {
    if (!Files.isReadable(file)) {
      problems.add("--config " + file + ": no such file, or not readable");
      return null;
    }
    try {
      return ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
          .resolve(ConfigResolveOptions.defaults());
    } catch (ConfigException e) {
      problems.add("--config " + file + ": " + e.getMessage());
      return null;
    }
  }

  private static Map<String, String> ofEnvironment(Map<String, String> environment) {
    Map<String, String> values = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ENVIRONMENT_PREFIX) && !name.equals(LOG_LEVEL)) {
            String key = name.substring(ENVIRONMENT_PREFIX.length()).toLowerCase(Locale.ROOT);
            values.put(key.replace("__", ".").replace('_', '-'), value);
          }
        });
    return values;
  }

  private static Config overrides(Map<String, String> values, List<String> problems) {
    Map<List<String>, String> paths = new LinkedHashMap<>();
    for (String key : new TreeSet<>(values.keySet())) {
      try {
        paths.put(ConfigUtil.splitPath(key), key);
      } catch (ConfigException e) {
        problems.add(key + ": is no name of a setting");
      }
    }
    Map<String, String> sound = new HashMap<>();
    paths.forEach(
        (path, key) -> {
          if (paths.keySet().stream().anyMatch(other -> isInside(path, other))) {
            problems.add(key + ": must not be given both as a value and as a section");
          } else {
            sound.put(key, values.get(key));
          }
        });
    return ConfigFactory.parseMap(sound);
  }

  private static boolean isInside(List<String> section, List<String> path) {
    return path.size() > section.size() && path.subList(0, section.size()).equals(section);
  }
}
