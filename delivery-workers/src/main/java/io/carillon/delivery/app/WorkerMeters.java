package io.carillon.delivery.app;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** What a worker counts and measures, and what its process says of itself. Thread-safe. */
final class WorkerMeters implements AutoCloseable {
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  WorkerMeters() {
    meters.config().meterFilter(MeterFilter.deny(WorkerMeters::isTwin));
    new JvmMemoryMetrics().bindTo(meters);
    collections.bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
  }

  /**
   * Kafka's clients show each topic twice, once with underscores for its dots, so that a sum would
   * be twice of what there is. No topic of ours has one.
   */
  private static boolean isTwin(Meter.Id id) {
    String topic = id.getTag("topic");
    return topic != null && topic.indexOf('_') >= 0;
  }

  MeterRegistry registry() {
    return meters;
  }

  /** Returns all of it as Prometheus reads it. */
  String scrape() {
    return meters.scrape();
  }

  @Override
  public void close() {
    collections.close();
    meters.close();
  }
}
