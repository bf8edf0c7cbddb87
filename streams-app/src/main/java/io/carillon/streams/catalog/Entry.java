package io.carillon.streams.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One mapping of a catalog file. A getter notes its mistake and returns a stand-in. */
final class Entry {
  private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  private final String where;
  private final JsonNode node;
  private final List<String> problems;
  private final Set<String> known = new HashSet<>();

  Entry(String where, JsonNode node, List<String> problems) {
    this.where = where;
    this.node = node;
    this.problems = problems;
  }

  void problem(String field, String rule) {
    problems.add(where + ": " + field + ": " + rule);
  }

  boolean has(String field) {
    known.add(field);
    return node.hasNonNull(field);
  }

  String text(String field, @Nullable String fallback) {
    if (has(field) && node.get(field).isValueNode() && !node.get(field).asText().isBlank()) {
      return node.get(field).asText();
    }
    if (fallback == null || has(field)) {
      problem(field, "must be a text");
    }
    return fallback == null ? "" : fallback;
  }

  @Nullable String optional(String field) {
    return has(field) ? text(field, null) : null;
  }

  boolean flag(String field) {
    if (has(field) && !node.get(field).isBoolean()) {
      problem(field, "must be true or false");
    }
    return has(field) && node.get(field).asBoolean();
  }

  Duration span(String field) {
    Matcher matcher = SPAN.matcher(text(field, null));
    if (!matcher.matches()) {
      problem(field, "must be a span of time such as 15m, 4h or 7d");
      return Duration.ofDays(1);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** Reads a constant of an enum; required if there is no fallback. */
  <E extends Enum<E>> E word(String field, Class<E> type, @Nullable E fallback, E standIn) {
    if (fallback != null && !has(field)) {
      return fallback;
    }
    List<String> words =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    int index = has(field) ? words.indexOf(node.get(field).asText()) : -1;
    if (index < 0) {
      problem(field, "must be one of " + String.join(", ", words));
      return standIn;
    }
    return type.getEnumConstants()[index];
  }

  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    if (!has(field) || !node.get(field).isArray() || node.get(field).isEmpty()) {
      problem(field, "must be a list with at least one text");
      return texts;
    }
    node.get(field).forEach(element -> texts.add(element.asText()));
    if (new HashSet<>(texts).size() < texts.size()) {
      problem(field, "must not name anything twice");
    }
    return texts;
  }

  @Nullable Entry nested(String field) {
    if (!has(field)) {
      return null;
    }
    if (!node.get(field).isObject()) {
      problem(field, "must be a mapping");
      return null;
    }
    return new Entry(where + ": " + field, node.get(field), problems);
  }

  /** Notes every field that nobody asked for. */
  void refuseOthers() {
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field)) {
                problem(field, "no such field; there are " + known.stream().sorted().toList());
              }
            });
  }
}
