package io.carillon.delivery.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerMetersTest {
  private final WorkerMeters meters = new WorkerMeters();

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void theProcessSaysHowItIs() {
    assertThat(meters.scrape())
        .contains(
            "jvm_memory_used_bytes",
            "jvm_gc_memory_allocated_bytes_total",
            "system_cpu_count",
            "process_uptime_seconds");
  }

  @Test
  void aTopicThatKafkaShowsTwiceIsShownOnce() {
    meters.registry().counter("records", "topic", "delivery.in-app").increment();
    meters.registry().counter("records", "topic", "delivery_in-app").increment();

    assertThat(meters.scrape())
        .contains("records_total{topic=\"delivery.in-app\"} 1.0")
        .doesNotContain("delivery_in-app");
  }
}
