package io.carillon.streams.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.Category;
import io.carillon.streams.catalog.Channels;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.web.ApiException.FieldError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads requests to change preferences. All mistakes are found at once. */
final class PreferenceRequest {
  /** What an element may have; the last is read by nobody, but part of what GET answers. */
  private static final List<String> FIELDS =
      List.of("messageType", "category", "channel", "choice", "changedAt");

  private final Catalog catalog;
  private final String list;
  private final List<Choice> choices;
  private final List<FieldError> errors = new ArrayList<>();

  /**
   * One choice. At least one of the first three is given; type and category never together.
   *
   * @param messageType the message type it is about
   * @param category the category it is about
   * @param channel the channel it is about
   * @param choice what was chosen
   */
  record Change(
      @Nullable String messageType,
      @Nullable String category,
      @Nullable Channel channel,
      Choice choice) {}

  private PreferenceRequest(Catalog catalog, String list, List<Choice> choices) {
    this.catalog = catalog;
    this.list = list;
    this.choices = choices;
  }

  /**
   * Reads {@code {"changes": [...]}}: choices to make or take back; at least one.
   *
   * @throws ApiException if it has mistakes
   */
  static List<Change> changes(JsonNode body, Catalog catalog) {
    return new PreferenceRequest(catalog, "changes", List.of(Choice.ON, Choice.OFF, Choice.DEFAULT))
        .read(body, 1);
  }

  /**
   * Reads {@code {"entries": [...]}}: the choices that hold from now on; none means all defaults.
   *
   * @throws ApiException if it has mistakes
   */
  static List<Change> entries(JsonNode body, Catalog catalog) {
    return new PreferenceRequest(catalog, "entries", List.of(Choice.ON, Choice.OFF)).read(body, 0);
  }

  private List<Change> read(JsonNode body, int least) {
    List<Change> changes = new ArrayList<>();
    refuseOthers("", body, List.of(list));
    JsonNode elements = body.path(list);
    if (!elements.isArray() || elements.size() < least) {
      wrong(list, least == 0 ? "must be a list" : "must be a list with at least one element");
    } else {
      Map<List<@Nullable Object>, Integer> seen = new HashMap<>();
      for (int i = 0; i < elements.size(); i++) {
        Change change = element(list + "[" + i + "]", elements.get(i));
        if (change != null) {
          Integer earlier =
              seen.putIfAbsent(
                  Arrays.asList(change.messageType(), change.category(), change.channel()), i);
          if (earlier != null) {
            wrong(
                list + "[" + i + "]",
                "must not be about the same as " + list + "[" + earlier + "]");
          }
          changes.add(change);
        }
      }
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return changes;
  }

  /** One element; null if it has a mistake. */
  private @Nullable Change element(String where, JsonNode node) {
    int before = errors.size();
    if (!node.isObject()) {
      wrong(where, "must be an object");
      return null;
    }
    refuseOthers(where + ".", node, FIELDS);
    String type = one(where + ".messageType", node.get("messageType"), types());
    String category = one(where + ".category", node.get("category"), categories());
    String channel = one(where + ".channel", node.get("channel"), Channels.names());
    Choice choice = choice(where + ".choice", node.get("choice"));
    if (node.hasNonNull("messageType") && node.hasNonNull("category")) {
      wrong(where, "must not have both messageType and category");
    } else if (!node.hasNonNull("messageType")
        && !node.hasNonNull("category")
        && !node.hasNonNull("channel")) {
      wrong(where, "must have at least one of messageType, category and channel");
    }
    if (choice == Choice.OFF && (transactionalType(type) || transactionalCategory(category))) {
      // Kept but not obeyed would be a lie (XC-1, XC-2).
      wrong(where + ".choice", "must not be off: this is transactional");
    }
    return errors.size() > before || choice == null
        ? null
        : new Change(type, category, channel(channel), choice);
  }

  private boolean transactionalType(@Nullable String name) {
    return name != null
        && catalog.type(name).map(type -> type.category().transactional()).orElse(false);
  }

  private boolean transactionalCategory(@Nullable String name) {
    return name != null && catalog.category(name).map(Category::transactional).orElse(false);
  }

  private static @Nullable Channel channel(@Nullable String name) {
    return name == null ? null : Channels.named(name).orElseThrow();
  }

  private @Nullable Choice choice(String where, @Nullable JsonNode node) {
    List<String> names = choices.stream().map(PreferenceRequest::name).toList();
    if (node == null || node.isNull()) {
      wrong(where, "must be one of " + String.join(", ", names));
      return null;
    }
    String given = one(where, node, names);
    return given == null ? null : choices.get(names.indexOf(given));
  }

  private static String name(Choice choice) {
    return switch (choice) {
      case ON -> "on";
      case OFF -> "off";
      case DEFAULT -> "default";
    };
  }

  /** Reads one of some words; null if there is none or it is another, which is noted. */
  private @Nullable String one(String where, @Nullable JsonNode node, List<String> words) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (node.isTextual() && words.contains(node.asText())) {
      return node.asText();
    }
    wrong(where, "must be one of " + String.join(", ", words));
    return null;
  }

  private void refuseOthers(String where, JsonNode node, List<String> known) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    names.removeAll(Set.copyOf(known));
    names.forEach(name -> wrong(where + name, "is not known here"));
  }

  private void wrong(String field, String rule) {
    errors.add(new FieldError(field, rule));
  }

  private List<String> types() {
    return catalog.types().stream().map(MessageType::name).toList();
  }

  private List<String> categories() {
    return catalog.categories().stream().map(Category::name).toList();
  }
}
