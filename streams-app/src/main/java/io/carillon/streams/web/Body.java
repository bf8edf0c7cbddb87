package io.carillon.streams.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.streams.web.ApiException.FieldError;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what callers send. */
final class Body {
  /** Far more than all preferences of anybody. */
  static final int MOST_BYTES = 64 * 1024;

  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED = 415;

  private Body() {}

  /**
   * Reads a body, however it is sent.
   *
   * @throws ApiException if it is too large
   */
  static byte[] bytes(Context context) {
    try {
      byte[] bytes = context.bodyInputStream().readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new ApiException(
            TOO_LARGE, "too-large", "the body must not be longer than " + MOST_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a body that must be a JSON object.
   *
   * @throws ApiException if it is none, or says it is something else
   */
  static JsonNode json(Context context) {
    if (!isJson(context.contentType())) {
      throw new ApiException(
          UNSUPPORTED, "unsupported-media-type", "the body must be application/json");
    }
    return json(bytes(context));
  }

  static JsonNode json(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode json = Json.read(text);
      if (json.isObject()) {
        return json;
      }
      throw invalid("must be a JSON object");
    } catch (CharacterCodingException e) {
      throw invalid("must be UTF-8");
    } catch (JsonProcessingException e) {
      throw invalid(rule(e.getLocation()));
    }
  }

  /** There is no location where the JSON is fine but breaks a limit of the parser. */
  private static String rule(@Nullable JsonLocation mistake) {
    return mistake == null
        ? "must be JSON without names, numbers or nesting of absurd size"
        : "must be JSON; line "
            + mistake.getLineNr()
            + ", column "
            + mistake.getColumnNr()
            + " is not";
  }

  /** Whatever its parameters: JSON is UTF-8 (RFC 8259, section 8.1). */
  static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.trim().toLowerCase(Locale.ROOT).equals("application/json");
  }

  private static ApiException invalid(String rule) {
    return ApiException.invalid(List.of(new FieldError("body", rule)));
  }
}
