package io.carillon.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of a benchmark: {@code --name value}. Each is read once; what is left is refused. */
final class Options {
  private final Map<String, String> given = new HashMap<>();

  /** The options cannot be used; the message says which and why. */
  static final class WrongOptionsException extends RuntimeException {
    WrongOptionsException(String message) {
      super(message);
    }
  }

  private Options() {}

  static Options parse(List<String> args) {
    Options options = new Options();
    for (int i = 0; i < args.size(); i += 2) {
      String name = args.get(i);
      if (!name.startsWith("--")) {
        throw new WrongOptionsException(name + ": must be --option value");
      }
      if (i + 1 == args.size()) {
        throw new WrongOptionsException(name + ": needs a value");
      }
      options.given.put(name.substring(2), args.get(i + 1));
    }
    return options;
  }

  int integer(String name, int otherwise, int least, int most) {
    String text = given.remove(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text.replace("_", ""));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused with the rest.
    }
    throw new WrongOptionsException(
        "--" + name + ": must be " + least + " to " + most + ", was " + text);
  }

  @Nullable Path folder(String name) {
    String text = given.remove(name);
    return text == null ? null : Path.of(text).toAbsolutePath();
  }

  void refuseOthers() {
    if (!given.isEmpty()) {
      List<String> names = new ArrayList<>(given.keySet());
      names.replaceAll(name -> "--" + name);
      throw new WrongOptionsException(String.join(", ", names) + ": no such option");
    }
  }
}
