package io.carillon.streams.catalog;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All message types. Immutable and thread-safe; read once at start. */
public final class Catalog {
  private final Map<String, Category> categories;
  private final Map<String, MessageType> byName;
  private final Map<String, List<MessageType>> byEvent;

  Catalog(Collection<Category> categories, Collection<MessageType> types) {
    this.categories = new LinkedHashMap<>();
    categories.forEach(category -> this.categories.put(category.name(), category));
    this.byName = new LinkedHashMap<>();
    types.forEach(type -> byName.put(type.name(), type));
    this.byEvent = types.stream().collect(Collectors.groupingBy(MessageType::event));
  }

  /**
   * Lists the message types an event calls for.
   *
   * @param event the record name of the event, such as {@code NdaJoined}
   * @return the types, in the order of their names; empty if there are none
   */
  public List<MessageType> typesOf(String event) {
    return byEvent.getOrDefault(event, List.of());
  }

  /**
   * Finds a message type.
   *
   * @param name its name
   * @return the type, or empty if the catalog has none of that name
   */
  public Optional<MessageType> type(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * Lists the message types.
   *
   * @return all of them, in the order of their names
   */
  public Collection<MessageType> types() {
    return List.copyOf(byName.values());
  }

  /**
   * Lists the categories.
   *
   * @return all of them, in the order of their file
   */
  public Collection<Category> categories() {
    return List.copyOf(categories.values());
  }

  /**
   * Finds a category.
   *
   * @param name its name
   * @return the category, or empty if the catalog has none of that name
   */
  public Optional<Category> category(String name) {
    return Optional.ofNullable(categories.get(name));
  }
}
