package io.carillon.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Sets up Apicurio Registry, used through its Confluent interface. Its {@code id}s there are
 * content ids throughout: what registering a schema answers is what {@code /schemas/ids/} takes.
 */
final class SchemaRegistry {
  private static final String CONFLUENT_API = "/apis/ccompat/v7";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private SchemaRegistry() {}

  static URI url(Listen listen) {
    return URI.create("http://" + listen.reachableHost() + ":" + listen.port() + CONFLUENT_API);
  }

  /**
   * Returns a registry ready to start, whose schemas must stay backward compatible unless a subject
   * says otherwise.
   *
   * @param home where the registry's jars are
   * @param data log and schemas go below
   * @param listen where clients connect
   */
  static ServerProcess at(StackHome home, DataDirectory data, Listen listen) {
    URI url = url(listen);
    Path folder = data.path().resolve("registry");
    return new ServerProcess(
        new ServerProcess.Launch(
            Part.REGISTRY.title(),
            data,
            folder,
            data.log("registry"),
            home.registryClassPath(),
            List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.http.host=" + listen.host(),
                "-Dquarkus.http.port=" + listen.port(),
                // In a file, for the ids in the records of Kafka must outlive the process.
                "-Dapicurio.datasource.url=jdbc:h2:file:"
                    + folder.resolve("schemas")
                    + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0",
                "-Dapicurio.datasource.jdbc.initial-size=2",
                "-Dapicurio.datasource.jdbc.min-size=2",
                "-Dapicurio.datasource.jdbc.max-size=10",
                "-Dquarkus.http.access-log.enabled=false",
                "-Dquarkus.banner.enabled=false",
                "-Dapicurio.log.level=WARN",
                "-Dquarkus.log.category.\"io.apicurio\".level=WARN"),
            List.of("io.quarkus.runner.GeneratedMain"),
            () -> answers(url) && isBackwardCompatible(url)));
  }

  private static boolean answers(URI url) {
    return status(HttpRequest.newBuilder(URI.create(url + "/subjects"))) == 200;
  }

  // The registry's own default is NONE, Confluent's is BACKWARD.
  private static boolean isBackwardCompatible(URI url) {
    return status(
            HttpRequest.newBuilder(URI.create(url + "/config"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}")))
        == 200;
  }

  private static int status(HttpRequest.Builder request) {
    try {
      return HTTP.send(
              request.timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
