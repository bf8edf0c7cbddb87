package io.carillon.cli.produce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.schemas.Topic;
import io.carillon.schemas.Topic.Cleanup;
import io.carillon.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON lines: <code>{"type":"MemberVouched","memberId":"ann",…}</code>. The type says which
 * topic and which field is the key; ids and times of what happened may be left out; <code>
 * {"type":"MemberProfile","memberId":"ann","tombstone":true}</code> deletes a row of a table.
 * Thread-safe if clock and ids are.
 */
public final class LineReader {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  /** What services write; all else is written by Carillon alone. */
  private static final List<Topic<?>> PRODUCED =
      List.of(
          Topics.MEMBER_EVENTS,
          Topics.PREFERENCE_CHANGES,
          Topics.MEMBERS,
          Topics.LISTS,
          Topics.SWITCHES);

  private static final Map<String, Kind> KINDS = kinds();
  private static final Set<String> IDS = Set.of("eventId", "changeId");
  private static final Set<String> TIMES = Set.of("occurredAt", "changedAt", "updatedAt");
  private static final Pattern RELATIVE = Pattern.compile("([+-])(\\d{1,9})(ms|s|m|h|d)");

  private final InstantSource clock;
  private final Supplier<String> ids;

  private record Kind(Topic<?> topic, Schema schema, String keyField) {}

  /**
   * Makes a reader.
   *
   * @param clock tells what now is
   * @param ids makes the ids that lines leave out
   */
  public LineReader(InstantSource clock, Supplier<String> ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Parses a line without making anything of it.
   *
   * @param text one line
   * @return a JSON object
   * @throws BadLineException if it is none
   */
  public static ObjectNode parse(String text) throws BadLineException {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw new BadLineException("must be a JSON object");
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
      throw new BadLineException("not JSON" + where + ": " + e.getOriginalMessage());
    }
  }

  /**
   * Makes a record of a line.
   *
   * @param text one line
   * @return where to send what
   * @throws BadLineException if it cannot be sent
   */
  public Line read(String text) throws BadLineException {
    return read(parse(text));
  }

  /**
   * Makes a record of a parsed line.
   *
   * @param parsed the JSON object
   * @return where to send what
   * @throws BadLineException if it cannot be sent
   */
  public Line read(ObjectNode parsed) throws BadLineException {
    ObjectNode json = parsed.deepCopy();
    JsonNode type = json.remove("type");
    Kind kind = type == null ? null : KINDS.get(type.asText());
    if (kind == null) {
      throw new BadLineException(
          "type: must be one of "
              + String.join(", ", KINDS.keySet())
              + (type == null ? ", was left out" : ", was " + type));
    }
    JsonNode tombstone = json.remove("tombstone");
    if (tombstone != null) {
      return tombstone(kind, json, tombstone);
    }
    var record = AvroJson.record(json, kind.schema(), new Now());
    String key = String.valueOf(record.get(kind.schema().getField(kind.keyField()).pos()));
    return new Line(kind.topic(), key, record);
  }

  private static Line tombstone(Kind kind, ObjectNode json, JsonNode tombstone)
      throws BadLineException {
    if (kind.topic().cleanup() != Cleanup.COMPACT) {
      throw new BadLineException("tombstone: only for rows of a table, not for an event");
    }
    JsonNode key = json.get(kind.keyField());
    if (key == null || !key.isTextual() || json.size() > 1 || !tombstone.asBoolean()) {
      throw new BadLineException(
          "tombstone: must be true, with " + kind.keyField() + " and nothing else");
    }
    return new Line(kind.topic(), key.textValue(), null);
  }

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    for (Topic<?> topic : PRODUCED) {
      for (Class<?> type : topic.valueTypes()) {
        Schema schema = SpecificData.get().getSchema(type);
        kinds.put(schema.getName(), new Kind(topic, schema, keyField(topic)));
      }
    }
    return kinds;
  }

  private static String keyField(Topic<?> topic) {
    if (topic.equals(Topics.SWITCHES)) {
      return "name";
    }
    return topic.equals(Topics.LISTS) ? "listId" : "memberId";
  }

  /** One now for all of a line. */
  private final class Now implements AvroJson.Defaults {
    private final Instant now = clock.instant();

    @Override
    public @Nullable Object of(String field) {
      if (TIMES.contains(field)) {
        return now;
      }
      return IDS.contains(field) ? ids.get() : null;
    }

    @Override
    public @Nullable Instant moment(String text) {
      Matcher relative = RELATIVE.matcher(text);
      if (!relative.matches()) {
        return null;
      }
      long amount = Long.parseLong(relative.group(2));
      Duration distance =
          switch (relative.group(3)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          };
      return relative.group(1).equals("-") ? now.minus(distance) : now.plus(distance);
    }
  }
}
