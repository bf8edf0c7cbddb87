package io.carillon.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One level of the settings, such as {@code email}. A getter that finds no usable value notes the
 * mistake and returns a stand-in; {@link Settings#read} then throws, so a stand-in is never used.
 * Not thread-safe.
 */
public final class Section {
  private final Reading reading;
  private final Config config;
  private final String path;

  Section(Reading reading, Config config, String path) {
    this.reading = reading;
    this.config = config;
    this.path = path;
  }

  /**
   * Reads a nested section into a record. A record whose constructor throws {@link
   * IllegalArgumentException} adds its message to the mistakes.
   *
   * @param <T> the type of the record
   * @param key the key of the section; a missing one is read as empty
   * @param reader makes the record
   * @return the record
   */
  public <T> T section(String key, Function<Section, T> reader) {
    Config nested = ConfigFactory.empty();
    if (config.hasPath(quote(key))) {
      try {
        nested = config.getConfig(quote(key));
      } catch (ConfigException.WrongType e) {
        reading.know(full(key));
        reading.problem(full(key), "must be a section");
      }
    }
    return new Section(reading, nested, full(key)).apply(reader);
  }

  /**
   * Reads values of this section that have rules together. What the reader objects to by an {@link
   * IllegalArgumentException} is a mistake of the section, and keeps no other one from being found.
   * Where a value is a mistake already, what follows from it is not one more.
   *
   * @param <T> the type of what is made of them
   * @param standIn what to go on with after a mistake
   * @param reader makes it
   * @return what was made, or the stand-in
   */
  public <T> T group(T standIn, Function<Section, T> reader) {
    T made = apply(reader);
    return made == null ? standIn : made;
  }

  /** Runs a reader; null stands for a record that could not be made, and is never handed out. */
  @SuppressWarnings("NullAway") // Settings.read throws before anybody sees the null.
  <T> T apply(Function<Section, T> reader) {
    int before = reading.problems();
    try {
      return reader.apply(this);
    } catch (IllegalArgumentException | NullPointerException e) {
      if (reading.problems() == before) {
        if (e instanceof NullPointerException) {
          throw e;
        }
        reading.problem(path, String.valueOf(e.getMessage()));
      }
      return null;
    }
  }

  /**
   * Tells whether a value is given.
   *
   * @param key the key
   * @return whether there is a value, of whatever type
   */
  public boolean has(String key) {
    return config.hasPath(quote(key));
  }

  /**
   * Reads a text that must be given.
   *
   * @param key the key
   * @return the text, not empty
   */
  public String string(String key) {
    String value = raw(key);
    if (value == null || value.isEmpty()) {
      reading.problem(full(key), "must be given");
      return "";
    }
    return value;
  }

  /**
   * Reads a text.
   *
   * @param key the key
   * @param fallback what holds if there is none
   * @return the text
   */
  public String string(String key, String fallback) {
    String value = raw(key);
    return value == null ? fallback : value;
  }

  /**
   * Reads a text that may be missing.
   *
   * @param key the key
   * @return the text; null if there is none or it is empty
   */
  public @Nullable String optional(String key) {
    String value = raw(key);
    return value == null || value.isEmpty() ? null : value;
  }

  /**
   * Reads a secret that may be missing. Its value is in no message.
   *
   * @param key the key
   * @return the secret; null if there is none or it is empty
   */
  public @Nullable Secret secret(String key) {
    String value = raw(key);
    return value == null || value.isEmpty() ? null : new Secret(value);
  }

  /**
   * Reads a whole number.
   *
   * @param key the key
   * @param fallback what holds if there is none
   * @param least the smallest allowed
   * @param most the largest allowed
   * @return the number
   */
  public int integer(String key, int fallback, int least, int most) {
    return parsed(
        key,
        fallback,
        "must be a whole number from " + least + " to " + most,
        text -> {
          int value = Integer.parseInt(text);
          if (value < least || value > most) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  /**
   * Reads a port.
   *
   * @param key the key
   * @param fallback what holds if there is none
   * @return the port, 0 (any free one) to 65535
   */
  public int port(String key, int fallback) {
    return integer(key, fallback, 0, 65_535);
  }

  /**
   * Reads yes or no.
   *
   * @param key the key
   * @param fallback what holds if there is none
   * @return the answer
   */
  public boolean flag(String key, boolean fallback) {
    return parsed(
        key,
        fallback,
        "must be true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "yes", "on" -> true;
              case "false", "no", "off" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  /**
   * Reads a span of time such as {@code 500ms}, {@code 5s}, {@code 2m}, {@code 4h} or {@code 7d}.
   *
   * @param key the key
   * @param fallback what holds if there is none
   * @return the span, zero or more
   */
  public Duration duration(String key, Duration fallback) {
    return parsed(
        key, fallback, "must be a span of time such as 500ms, 5s, 2m, 4h, 7d", Section::toDuration);
  }

  /**
   * Reads a span of time that must not be too short.
   *
   * @param key the key
   * @param fallback what holds if there is none
   * @param least the shortest allowed
   * @return the span
   */
  public Duration duration(String key, Duration fallback, Duration least) {
    Duration value = duration(key, fallback);
    if (value.compareTo(least) < 0) {
      problem(key, "must be at least " + least.toMillis() + "ms, was " + raw(key));
      return fallback;
    }
    return value;
  }

  /**
   * Reads spans of time, separated by commas.
   *
   * @param key the key
   * @param fallback what holds if there are none
   * @return the spans, each zero or more
   */
  public List<Duration> durations(String key, List<Duration> fallback) {
    return parsed(
        key,
        fallback,
        "must be spans of time such as 30s, 2m, 1h",
        text -> Arrays.stream(text.split(",")).map(Section::toDuration).toList());
  }

  /**
   * Reads spans of time, separated by commas, none of which must be too short.
   *
   * @param key the key
   * @param fallback what holds if there are none
   * @param least the shortest allowed
   * @return the spans
   */
  public List<Duration> durations(String key, List<Duration> fallback, Duration least) {
    List<Duration> values = durations(key, fallback);
    if (values.stream().anyMatch(value -> value.compareTo(least) < 0)) {
      problem(key, "each must be at least " + least.toMillis() + "ms, was " + raw(key));
      return fallback;
    }
    return values;
  }

  /**
   * Reads a URI.
   *
   * @param key the key
   * @param fallback what holds if there is none; null if it must be given
   * @return the URI, absolute
   */
  public URI uri(String key, @Nullable URI fallback) {
    if (fallback == null && !has(key)) {
      reading.know(full(key));
      reading.problem(full(key), "must be given");
      return URI.create("missing:/");
    }
    return parsed(
        key,
        fallback == null ? URI.create("missing:/") : fallback,
        "must be a URL such as https://example.org/",
        Section::toAbsoluteUri);
  }

  /**
   * Reads the path of a file or folder.
   *
   * @param key the key
   * @return the path; null if there is none
   */
  public @Nullable Path path(String key) {
    String value = optional(key);
    if (value == null) {
      return null;
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      reading.problem(full(key), "must be a path, was " + value);
      return null;
    }
  }

  /**
   * Reads one of a few words: the constants of an enum in lower case, with hyphens.
   *
   * @param <E> the enum
   * @param key the key
   * @param type the enum
   * @param fallback what holds if there is none
   * @return the constant
   */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    List<String> words =
        Arrays.stream(type.getEnumConstants()).map(constant -> word(constant.name())).toList();
    return parsed(
        key,
        fallback,
        "must be one of " + String.join(", ", words),
        text -> {
          int index = words.indexOf(word(text));
          if (index < 0) {
            throw new IllegalArgumentException(text);
          }
          return type.getEnumConstants()[index];
        });
  }

  /**
   * Reads a list of texts: a list in the file, or texts separated by commas.
   *
   * @param key the key
   * @param fallback what holds if there is none
   * @return the texts, trimmed, none empty
   */
  public List<String> strings(String key, List<String> fallback) {
    reading.know(full(key));
    if (!has(key)) {
      return fallback;
    }
    List<String> values;
    if (config.getValue(quote(key)).valueType() == ConfigValueType.LIST) {
      try {
        values = config.getStringList(quote(key));
      } catch (ConfigException e) {
        reading.problem(full(key), "must be a list of texts");
        return fallback;
      }
    } else {
      values = Arrays.asList(string(key, "").split(","));
    }
    return values.stream().map(String::trim).filter(text -> !text.isEmpty()).toList();
  }

  /**
   * Reads a section whose keys are not ours, such as Kafka's own settings.
   *
   * @param key the key of the section
   * @return values by dotted key, in no order that means anything
   */
  public Map<String, String> passThrough(String key) {
    reading.leaveOpen(full(key));
    Map<String, String> values = new LinkedHashMap<>();
    if (has(key)) {
      try {
        config
            .getConfig(quote(key))
            .entrySet()
            .forEach(
                entry ->
                    values.put(
                        String.join(".", ConfigUtil.splitPath(entry.getKey())),
                        String.valueOf(entry.getValue().unwrapped())));
      } catch (ConfigException.WrongType e) {
        reading.know(full(key));
        reading.problem(full(key), "must be a section");
      }
    }
    return Map.copyOf(values);
  }

  /**
   * Notes a mistake that only the reader can see, because it is one of several values together. A
   * record's constructor would be too late to tell: it is not asked what else is wrong.
   *
   * @param key the value that should be another
   * @param rule the rule it breaks
   */
  public void problem(String key, String rule) {
    reading.problem(full(key), rule);
  }

  /**
   * Notes a value that breaks a rule, unless a mistake of it is known already: then what the reader
   * looks at is a stand-in.
   *
   * @param key the value that should be another
   * @param holds whether it keeps to the rule
   * @param rule the rule
   */
  public void check(String key, boolean holds, String rule) {
    if (!holds && !reading.hasProblem(full(key))) {
      problem(key, rule);
    }
  }

  private @Nullable String raw(String key) {
    reading.know(full(key));
    if (!has(key)) {
      return null;
    }
    try {
      return config.getString(quote(key)).trim();
    } catch (ConfigException.WrongType e) {
      reading.problem(full(key), "must be a single value");
      return null;
    }
  }

  private <T> T parsed(String key, T fallback, String rule, Function<String, T> parser) {
    String text = raw(key);
    if (text == null) {
      return fallback;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | ConfigException e) {
      reading.problem(full(key), rule + ", was " + text);
      return fallback;
    }
  }

  private static Duration toDuration(String text) {
    Duration value =
        ConfigFactory.parseMap(Map.of("value", text.trim()))
            .getValue("value")
            .atKey("value")
            .getDuration("value");
    if (value.isNegative()) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  private static URI toAbsoluteUri(String text) {
    try {
      URI uri = new URI(text);
      if (!uri.isAbsolute()) {
        throw new IllegalArgumentException(text);
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String quote(String key) {
    return ConfigUtil.joinPath(key);
  }

  private String full(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
