package io.carillon.streams;

import io.carillon.localstack.LocalStack;
import io.carillon.localstack.LocalStackOptions;
import io.carillon.localstack.Part;
import io.carillon.schemas.TopicSetup;
import io.carillon.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** A broker and a registry of a test's own, because all apps of a broker are one group. */
public final class StreamsAppSite implements AutoCloseable {
  /** How many partitions the topics keyed by member have. */
  public static final int PARTITIONS = 4;

  private final LocalStack stack =
      LocalStack.start(LocalStackOptions.anyPorts().only(Part.KAFKA, Part.REGISTRY));

  /** Starts both. There is no topic yet. */
  public StreamsAppSite() {}

  /** Creates the topics of the catalogue. */
  public StreamsAppSite withTopics() throws InterruptedException {
    try (Admin admin = admin()) {
      new TopicSetup(admin).create(PARTITIONS, (short) 1);
    }
    return this;
  }

  public LocalStack stack() {
    return stack;
  }

  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
  }

  /** The settings of one instance, with a folder of its own that is there after a restart too. */
  public StreamsAppSettings settings(String instance, Map<String, String> others) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", stack.bootstrapServers());
    settings.put("registry.url", stack.registryUrl().toString());
    settings.put("http.port", "0");
    settings.put("instance", instance);
    settings.put("standbys", "0");
    settings.put("threads", "1");
    settings.put("state-dir", folder("state-" + instance).toString());
    settings.putAll(others);
    return Settings.of(settings).read(StreamsAppSettings::read);
  }

  private Path folder(String name) {
    try {
      return Files.createDirectories(stack.dataDirectory().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stack.close();
  }
}
