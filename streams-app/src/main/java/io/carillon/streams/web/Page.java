package io.carillon.streams.web;

import io.carillon.streams.web.ApiException.FieldError;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param number which page, 1 for the first
 * @param size how many elements a page has, 1 to {@link #MOST}
 * @param read only elements that are read, or are not; null for both
 */
record Page(int number, int size, @Nullable Boolean read) {
  /** The largest page there is. */
  static final int MOST = 100;

  private static final int DEFAULT_SIZE = 20;
  private static final String NUMBER = "page[number]";
  private static final String SIZE = "page[size]";
  private static final String READ = "filter[is-read]";
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,7}");

  /**
   * Links to the pages around one, as JSON:API shows them.
   *
   * @param self this page
   * @param first the first page
   * @param last the last page
   * @param prev the page before; null if this is the first
   * @param next the page after; null if this is the last
   */
  record Links(
      String self, String first, String last, @Nullable String prev, @Nullable String next) {}

  /**
   * Reads the parameters of a request.
   *
   * @param parameters values by name
   * @throws ApiException if one is wrong, given twice or not known: JSON:API demands that it is
   *     refused
   */
  static Page of(Map<String, List<String>> parameters) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, String> single = new LinkedHashMap<>();
    parameters.forEach(
        (name, values) -> {
          if (!name.equals(NUMBER) && !name.equals(SIZE) && !name.equals(READ)) {
            errors.add(new FieldError(name, "is not known here"));
          } else if (values.size() != 1) {
            errors.add(new FieldError(name, "must be given once"));
          } else {
            single.put(name, values.get(0));
          }
        });
    int number = count(NUMBER, single.get(NUMBER), 1, Integer.MAX_VALUE, errors);
    int size = count(SIZE, single.get(SIZE), DEFAULT_SIZE, MOST, errors);
    String read = single.get(READ);
    if (read != null && !read.equals("true") && !read.equals("false")) {
      errors.add(new FieldError(READ, "must be true or false"));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return new Page(number, size, read == null ? null : Boolean.valueOf(read));
  }

  private static int count(
      String name, @Nullable String text, int fallback, int most, List<FieldError> errors) {
    if (text == null) {
      return fallback;
    }
    int value = COUNT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (value < 1 || value > most) {
      String range = most == Integer.MAX_VALUE ? "of 1 or more" : "from 1 to " + most;
      errors.add(new FieldError(name, "must be a whole number " + range));
      return fallback;
    }
    return value;
  }

  /** The elements of this page; none if it is behind the last. */
  <T> List<T> of(List<T> all) {
    long from = (number - 1L) * size;
    return from >= all.size()
        ? List.of()
        : all.subList((int) from, (int) Math.min(all.size(), from + size));
  }

  /**
   * Links to the pages around this one.
   *
   * @param path where the list is
   * @param count how many elements it has
   */
  Links links(String path, int count) {
    int last = Math.max(1, (count + size - 1) / size);
    return new Links(
        link(path, number),
        link(path, 1),
        link(path, last),
        number > 1 ? link(path, Math.min(number - 1, last)) : null,
        number < last ? link(path, number + 1) : null);
  }

  private String link(String path, int page) {
    String filter = read == null ? "" : "&" + encode(READ) + "=" + read;
    return path + "?" + encode(NUMBER) + "=" + page + "&" + encode(SIZE) + "=" + size + filter;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
