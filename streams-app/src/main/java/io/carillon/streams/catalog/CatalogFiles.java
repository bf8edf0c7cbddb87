package io.carillon.streams.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.carillon.streams.catalog.Category.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a catalog from a folder: {@code categories.yaml}, and {@code <name>.yaml} for each message
 * type. Nothing else may be there, and nothing in a file is passed over, because what is ignored is
 * missed only when somebody was not notified.
 */
public final class CatalogFiles {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String ENDING = ".yaml";
  private static final String CATEGORIES = "categories.yaml";

  private final List<String> problems = new ArrayList<>();
  private final Set<String> events;
  private final Set<String> lists;

  private CatalogFiles(Set<String> events, Set<String> lists) {
    this.events = events;
    this.lists = lists;
  }

  /**
   * Reads the catalog that comes with the app.
   *
   * @param events the record names of the events that are consumed
   * @param lists our names of the managed newsletters
   * @return the catalog
   * @throws CatalogException if it has mistakes
   */
  public static Catalog builtIn(Set<String> events, Set<String> lists) {
    URL folder = CatalogFiles.class.getResource("/catalog");
    if (folder == null) {
      throw new IllegalStateException("the built-in catalog is missing from the class path");
    }
    try {
      URI uri = folder.toURI();
      if (!uri.getScheme().equals("jar")) {
        return read(Path.of(uri), events, lists);
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return read(jar.getPath("/catalog"), events, lists);
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a catalog.
   *
   * @param folder where its files are
   * @param events the record names of the events that are consumed
   * @param lists our names of the managed newsletters
   * @return the catalog
   * @throws CatalogException if the folder cannot be read, or any entry has a mistake; all of them
   *     are listed
   */
  public static Catalog read(Path folder, Set<String> events, Set<String> lists) {
    return new CatalogFiles(events, lists).read(folder);
  }

  private Catalog read(Path folder) {
    Map<String, Category> categories = categories(folder.resolve(CATEGORIES));
    List<MessageType> types = new ArrayList<>();
    for (Path file : files(folder)) {
      String fileName = String.valueOf(file.getFileName());
      String name = fileName.substring(0, fileName.length() - ENDING.length());
      Entry entry = new Entry(fileName, tree(file), problems);
      types.add(MessageTypeEntry.read(name, entry, categories, events, lists));
    }
    if (types.isEmpty()) {
      problems.add(folder + ": has no message type");
    }
    if (!problems.isEmpty()) {
      throw new CatalogException(problems);
    }
    return new Catalog(categories.values(), types);
  }

  private Map<String, Category> categories(Path file) {
    Map<String, Category> categories = new LinkedHashMap<>();
    tree(file)
        .properties()
        .forEach(
            property -> {
              Entry entry =
                  new Entry(CATEGORIES + ": " + property.getKey(), property.getValue(), problems);
              categories.put(
                  property.getKey(),
                  new Category(
                      property.getKey(),
                      entry.text("title", property.getKey()),
                      entry.word("kind", Kind.class, null, Kind.BULK)));
              entry.refuseOthers();
            });
    return categories;
  }

  /** The files of message types; all others are problems, but for hidden ones. */
  private List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all =
          files
              // Editors leave such files, and a mounted ConfigMap has them.
              .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .filter(file -> !file.endsWith(CATEGORIES))
              .sorted()
              .toList();
      all.stream()
          .filter(file -> !isMessageType(file))
          .forEach(
              file ->
                  problems.add(
                      file.getFileName()
                          + ": is no message type; the names of their files end with "
                          + ENDING));
      return all.stream().filter(CatalogFiles::isMessageType).toList();
    } catch (IOException e) {
      problems.add(folder + ": cannot be read");
      return List.of();
    }
  }

  private static boolean isMessageType(Path file) {
    return file.toString().endsWith(ENDING);
  }

  private JsonNode tree(Path file) {
    try {
      JsonNode tree = YAML.readTree(Files.readString(file));
      if (tree != null && tree.isObject()) {
        return tree;
      }
      problems.add(file.getFileName() + ": must be a mapping");
    } catch (NoSuchFileException e) {
      problems.add(file.getFileName() + ": is missing");
    } catch (MismatchedInputException e) {
      problems.add(file.getFileName() + ": must be one document, there is more behind its end");
    } catch (JsonProcessingException e) {
      problems.add(file.getFileName() + ": is no YAML: " + e.getOriginalMessage());
    } catch (IOException e) {
      problems.add(file.getFileName() + ": cannot be read");
    }
    return YAML.createObjectNode();
  }
}
