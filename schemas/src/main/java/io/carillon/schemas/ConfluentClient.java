package io.carillon.schemas;

import io.carillon.schemas.RegistrySettings.Credentials.Basic;
import io.carillon.schemas.RegistrySettings.Credentials.Bearer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.security.basicauth.UserInfoCredentialProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.security.bearerauth.StaticTokenCredentialProvider;
import org.jspecify.annotations.Nullable;

/**
 * The one place that knows Confluent's client. To use Confluent's own artifact instead of the
 * relocated copy, strip the prefix {@code org.apache.flink.avro.registry.confluent.shaded.} from
 * the imports.
 *
 * <p>Schemas go in and out as JSON text, because the client comes with an Avro of its own. Each
 * call is one attempt; what the registry says is sorted into a value, bad data, a mistake of the
 * release, or {@link RegistryUnavailableException}. Thread-safe.
 */
final class ConfluentClient implements AutoCloseable {
  /**
   * A version of a subject.
   *
   * @param id the id of its schema
   * @param version the number of the version, from 1
   * @param json its schema
   */
  record Version(int id, int version, String json) {}

  /** The mock registries of this process, by scope: shared state is what they are for. */
  private static final ConcurrentMap<String, SchemaRegistryClient> MOCKS =
      new ConcurrentHashMap<>();

  // Confluent's codes: https://docs.confluent.io/platform/current/schema-registry/develop/api.html
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;
  private static final int SUBJECT_NOT_FOUND = 40401;
  private static final int SCHEMA_NOT_FOUND = 40403;

  private final String where;
  private final SchemaRegistryClient client;
  private final @Nullable RestService http;

  private ConfluentClient(String where, SchemaRegistryClient client, @Nullable RestService http) {
    this.where = where;
    this.client = client;
    this.http = http;
  }

  /** Makes a client; nothing is sent yet. */
  static ConfluentClient of(RegistrySettings settings) {
    String where = String.join(",", settings.urls());
    String scope = settings.mockScope();
    if (scope != null) {
      SchemaRegistryClient mock =
          MOCKS.computeIfAbsent(scope, any -> new MockSchemaRegistryClient());
      return new ConfluentClient(where, mock, null);
    }
    RestService http = http(settings);
    return new ConfluentClient(
        where, new CachedSchemaRegistryClient(http, settings.cacheSize(), Map.of()), http);
  }

  /** Forgets a mock registry; those who have it open keep it. */
  static void dropMock(String scope) {
    MOCKS.remove(scope);
  }

  /** Registers a schema, or finds it if it is there already, and returns its id. */
  int register(String subject, String json) {
    return ask(subject, () -> client.register(subject, new AvroSchema(json), true))
        .orElseThrow(
            () -> new RegistryUnavailableException(where + " has no place for " + subject, null));
  }

  /** Finds the id of a schema under a subject; empty if it is not registered. */
  Optional<Integer> find(String subject, String json) {
    return ask(subject, () -> client.getId(subject, new AvroSchema(json), true));
  }

  /** Finds the newest version of a subject; empty if there is none. */
  Optional<Version> latest(String subject) {
    return ask(
        subject,
        () -> {
          var latest = client.getLatestSchemaMetadata(subject);
          return new Version(latest.getId(), latest.getVersion(), selfContained(latest.getId()));
        });
  }

  /** Fetches the schema with an id, without references to others; empty if there is none. */
  Optional<String> schema(int id) {
    return ask("schema " + id, () -> selfContained(id));
  }

  /** Returns if the registry answers, else throws {@link RegistryUnavailableException}. */
  void ping() {
    RestService rest = http;
    // The schema types are answered from memory, however many schemas the registry holds.
    if (rest != null && ask("schema types", rest::getSchemaTypes).isEmpty()) {
      throw new RegistryUnavailableException(where + " is no registry", null);
    }
  }

  @Override
  public void close() throws IOException {
    RestService rest = http;
    if (rest != null) {
      client.close();
      rest.close();
    }
  }

  private String selfContained(int id) throws IOException, RestClientException {
    RestService rest = http;
    if (rest != null) {
      SchemaString schema = rest.getId(id);
      String type = schema.getSchemaType();
      if (type != null && !type.equals(AvroSchema.TYPE)) {
        throw new MalformedRecordException(
            MalformedRecordException.Reason.NOT_AVRO, "schema " + id + " is " + type);
      }
      if (schema.getReferences() == null || schema.getReferences().isEmpty()) {
        return schema.getSchemaString();
      }
    }
    return String.valueOf(client.getSchemaById(id).rawSchema());
  }

  private interface Request<T> {
    T send() throws IOException, RestClientException;
  }

  private <T> Optional<T> ask(String what, Request<T> request) {
    try {
      return Optional.of(request.send());
    } catch (IOException e) {
      throw new RegistryUnavailableException(where + " is away: " + e, e);
    } catch (RestClientException e) {
      // A 404 without Confluent's code comes from something else at that address, not a registry.
      if (e.getStatus() == NOT_FOUND
          && e.getErrorCode() >= SUBJECT_NOT_FOUND
          && e.getErrorCode() <= SCHEMA_NOT_FOUND) {
        return Optional.empty();
      }
      if (e.getStatus() == CONFLICT || e.getStatus() == UNPROCESSABLE) {
        throw new IncompatibleSchemaException(
            where + " refuses the schema for " + what + ": " + e.getMessage(), e);
      }
      throw new RegistryUnavailableException(
          where + " answers " + e.getStatus() + " for " + what + ": " + e.getMessage(), e);
    }
  }

  private static RestService http(RegistrySettings settings) {
    RestService http = new RestService(settings.urls());
    int millis = Math.toIntExact(settings.requestTimeout().toMillis());
    http.setHttpConnectTimeoutMs(millis);
    http.setHttpReadTimeoutMs(millis);
    if (settings.credentials() instanceof Basic basic) {
      UserInfoCredentialProvider provider = new UserInfoCredentialProvider();
      provider.configure(Map.of("basic.auth.user.info", basic.user() + ":" + basic.password()));
      http.setBasicAuthCredentialProvider(provider);
    } else if (settings.credentials() instanceof Bearer bearer) {
      StaticTokenCredentialProvider provider = new StaticTokenCredentialProvider();
      provider.configure(Map.of("bearer.auth.token", bearer.token()));
      http.setBearerAuthCredentialProvider(provider);
    }
    if (!settings.tls().equals(RegistrySettings.Tls.DEFAULT)) {
      http.setSslSocketFactory(TlsContext.of(settings.tls()).getSocketFactory());
    }
    return http;
  }
}
