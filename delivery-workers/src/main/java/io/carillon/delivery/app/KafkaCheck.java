package io.carillon.delivery.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Asks the brokers whether they are there. Thread-safe. */
final class KafkaCheck implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 2;

  private final Admin admin;

  KafkaCheck(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.keySet().retainAll(AdminClientConfig.configNames());
    this.admin = Admin.create(settings);
  }

  /** Returns empty if they answer, else what is wrong. */
  Optional<String> check() {
    try {
      admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      return Optional.of("no answer within " + PATIENCE_SECONDS + " s");
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
