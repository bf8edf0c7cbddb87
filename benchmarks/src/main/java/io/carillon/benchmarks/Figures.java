package io.carillon.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;

/** The last line of a benchmark: its figures by name. */
final class Figures {
  private final Map<String, @Nullable Object> byName = new LinkedHashMap<>();

  /** Starts with what must be known of the machine. */
  Figures(String bench) {
    byName.put("bench", bench);
  }

  /** Adds a figure that is exact. */
  Figures put(String name, long value) {
    byName.put(name, value);
    return this;
  }

  /** Adds a figure that was measured, rounded to what can be told apart. */
  Figures put(String name, double value, int decimals) {
    byName.put(name, BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP));
    return this;
  }

  /** Adds a figure that could not be measured here. */
  Figures missing(String name) {
    byName.put(name, null);
    return this;
  }

  /** Ends with what the figures depend on. */
  Figures circumstances() {
    byName.put("cores", Runtime.getRuntime().availableProcessors());
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load >= 0) {
      put("load_average", load, 1);
    }
    byName.put(
        "versions",
        Map.of(
            "java", Runtime.version().toString(),
            "kafka", AppInfoParser.getVersion()));
    return this;
  }

  String json() {
    try {
      return new ObjectMapper().writeValueAsString(byName);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
