package io.carillon.streams.deadletters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How much a record may say. A broker takes up to 1 MB a record, and what is made of a record is
 * more than the record: an address is in every command and several times in the ledger. What could
 * not be written would stop the app, so it is refused before anything is changed. Pure functions.
 */
public final class Sizes {
  /** Longer than any address, name or reason, in characters. */
  static final int LONGEST_TEXT = 10_000;

  /** All texts of a record together, in characters. */
  static final int LONGEST_TEXTS = 100_000;

  /** All headers of a record together, in bytes: they go with each decision and command. */
  static final int LARGEST_HEADERS = 100_000;

  private Sizes() {}

  /**
   * Checks the texts of a record.
   *
   * @param record the record
   * @param broken where the rules go that it breaks, each naming the field
   */
  public static void check(SpecificRecord record, List<String> broken) {
    int before = broken.size();
    if (characters("", record, broken) > LONGEST_TEXTS && broken.size() == before) {
      broken.add("all texts together: must be at most " + LONGEST_TEXTS + " characters");
    }
  }

  /**
   * Checks the texts of a record that has no other rules to break.
   *
   * @param record the record
   * @throws UnprocessableRecordException if there is too much of them, naming the fields
   */
  public static void check(SpecificRecord record) {
    List<String> broken = new ArrayList<>(0);
    check(record, broken);
    if (!broken.isEmpty()) {
      throw new UnprocessableRecordException("rule-broken", String.join("; ", broken));
    }
  }

  /**
   * Checks the headers of a record.
   *
   * @param headers the headers
   * @param broken where the rule goes if they break it
   */
  public static void check(Headers headers, List<String> broken) {
    long bytes = 0;
    for (Header header : headers) {
      bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    if (bytes > LARGEST_HEADERS) {
      broken.add("headers: must be at most " + LARGEST_HEADERS + " bytes");
    }
  }

  /** The number of characters in a value; items count one each, so that there are not too many. */
  private static long characters(String name, @Nullable Object value, List<String> broken) {
    if (value instanceof String text) {
      if (text.length() > LONGEST_TEXT) {
        broken.add(name + ": must be at most " + LONGEST_TEXT + " characters");
      }
      return text.length();
    }
    long characters = 0;
    if (value instanceof SpecificRecord record) {
      List<Schema.Field> fields = record.getSchema().getFields();
      for (int i = 0; i < fields.size(); i++) {
        String field = fields.get(i).name();
        characters +=
            characters(name.isEmpty() ? field : name + "." + field, record.get(i), broken);
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        characters += 1 + characters(name + "[" + i + "]", list.get(i), broken);
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        characters += 1 + characters(name + "." + entry.getKey(), entry.getValue(), broken);
        characters += String.valueOf(entry.getKey()).length();
      }
    }
    return characters;
  }
}
