package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.PreferenceSet;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.Topics;
import io.carillon.settings.Secret;
import io.carillon.streams.flow.Progress;
import io.carillon.streams.unsubscribe.UnsubscribeLinks;
import io.carillon.streams.unsubscribe.UnsubscribeLinks.Subscription;
import io.carillon.streams.web.Caller.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One-click unsubscription at an instance that has no stores yet. */
final class UnsubscribeResourceTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final UnsubscribeLinks LINKS =
      new UnsubscribeLinks(URI.create("https://mail.example.org/"), new Secret("a key of tests"));

  private final SchemaRegistry registry =
      SchemaRegistry.open(RegistrySettings.of("mock://unsubscribe-resource"));
  private final MockProducer<String, SpecificRecord> kafka =
      new MockProducer<>(
          true,
          null,
          new StringSerializer(),
          registry.serde(Topics.PREFERENCE_CHANGES).serializer());
  private final Admin admin = Admin.create(Map.of("bootstrap.servers", "localhost:1"));
  private KafkaStreams streams;
  private WebServer server;
  private Caller web;

  @BeforeEach
  void open(@TempDir Path stateDir) {
    streams = notStarted(stateDir);
    Connections connections =
        new Connections(
            streams, new HostInfo("127.0.0.1", 1), "carillon", new Progress(), admin, kafka);
    server =
        WebServer.open(
            new WebSettings("127.0.0.1", 0, null, null, Duration.ofMillis(100)),
            new RestoringInstance(connections),
            new WebContent(
                PreferenceRequestTest.CATALOG, LINKS, InstantSource.fixed(NOW), () -> "id"));
    web = new Caller(server.url());
  }

  @AfterEach
  void close() {
    server.close();
    streams.close(Duration.ZERO);
    admin.close(Duration.ZERO);
    registry.close();
  }

  @Test
  @Behaviour("ACE-27")
  void isTakenWhileTheMembersRowsAreOutOfReach() {
    String link = URI.create(LINKS.link(new Subscription("ann", "community"))).getPath();

    Answer clicked = web.send("POST", link, "List-Unsubscribe=One-Click");

    assertThat(clicked.status()).as(clicked.body()).isEqualTo(200);
    assertThat(kafka.history())
        .extracting(record -> (PreferenceSet) record.value())
        .extracting(
            PreferenceSet::getMessageType,
            PreferenceSet::getCategory,
            PreferenceSet::getChannel,
            PreferenceSet::getChoice)
        .as("the category, and every choice that is more specific")
        .containsExactlyInAnyOrder(
            tuple(null, "community", Channel.EMAIL, Choice.OFF),
            tuple("vouched", null, Channel.EMAIL, Choice.OFF),
            tuple("unvouched", null, Channel.EMAIL, Choice.OFF),
            tuple("nda-joined", null, Channel.EMAIL, Choice.OFF),
            tuple("nda-left", null, Channel.EMAIL, Choice.OFF));
    assertThat(kafka.history())
        .allSatisfy(
            record -> {
              assertThat(record.key()).isEqualTo("ann");
              assertThat(((PreferenceSet) record.value()).getChangedAt()).isEqualTo(NOW);
            });
    assertThat(web.get("/v1/members/ann/preferences").status())
        .as("what needs the rows")
        .isEqualTo(503);
  }

  private static KafkaStreams notStarted(Path stateDir) {
    Properties settings = new Properties();
    settings.put("application.id", "carillon");
    settings.put("bootstrap.servers", "localhost:1");
    settings.put("state.dir", stateDir.toString());
    return new KafkaStreams(new Topology().addSource("read", "any"), settings);
  }

  private record RestoringInstance(Connections there) implements Instance {
    @Override
    public Status status() {
      return new Status(true, false, "REBALANCING");
    }

    @Override
    public Optional<String> kafkaProblem() {
      return there.brokersProblem();
    }

    @Override
    public Optional<String> registryProblem() {
      return Optional.empty();
    }

    @Override
    public String metrics() {
      return "no metrics";
    }

    @Override
    public Optional<Connections> connections() {
      return Optional.of(there);
    }
  }
}
