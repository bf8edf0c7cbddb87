package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.avro.Switch;
import io.carillon.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class StreamsAppIT {
  private static StreamsAppSite site;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws InterruptedException {
    site = new StreamsAppSite().withTopics();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @Test
  void anInstanceBecomesReadyAndIsBackSoonAfterARestart() throws Exception {
    StreamsAppSettings settings = site.settings("carillon-1", Map.of());
    try (StreamsApp app = StreamsApp.start(settings)) {
      assertThat(get(app.url(), "/livez").statusCode()).isEqualTo(200);
      app.awaitRunning(StreamsAppSite.PATIENCE);

      assertThat(get(app.url(), "/readyz").body()).contains("\"ready\":true");
      assertThat(get(app.url(), "/metrics").body()).contains("jvm_memory").contains("kafka_stream");
    }

    try (StreamsApp app = StreamsApp.start(settings)) {
      // Shorter than the session time-out of 20 s, which it would wait for as a new member.
      app.awaitRunning(Duration.ofSeconds(15));
    }
  }

  @Test
  void brokersThatAreAwayAreShownAndWhatNeedsNoneIsStillAnswered() throws Exception {
    try (StreamsApp app = StreamsApp.start(site.settings("carillon-1", Map.of()))) {
      app.awaitRunning(StreamsAppSite.PATIENCE);
      awaitReadyz(app, "\"kafka\":{\"up\":true}");

      site.stack().broker().pause();
      try {
        awaitReadyz(app, "\"kafka\":{\"up\":false,\"reason\":\"no broker answers, for ");
        assertThat(get(app.url(), "/readyz").statusCode()).isEqualTo(200);
        assertThat(get(app.url(), "/v1/users/ann/notifications").statusCode()).isEqualTo(200);
        assertThat(get(app.url(), "/v1/members/ann/decisions").statusCode()).isEqualTo(200);
        assertThat(get(app.url(), "/v1/members/ann/preferences").statusCode()).isEqualTo(503);
      } finally {
        site.stack().broker().resume();
      }
      awaitReadyz(app, "\"kafka\":{\"up\":true}");
    }
  }

  private void awaitReadyz(StreamsApp app, String part) {
    await()
        .atMost(StreamsAppSite.PATIENCE)
        .until(() -> get(app.url(), "/readyz").body(), body -> body.contains(part));
  }

  @Test
  void allThatIsEverWrittenIsRegisteredAtStartAndNothingThatIsOnlyRead() throws Exception {
    try (StreamsAppSite fresh = new StreamsAppSite().withTopics();
        StreamsApp app = StreamsApp.start(fresh.settings("carillon-1", Map.of()))) {
      app.awaitRunning(StreamsAppSite.PATIENCE);
      String atStart = get(fresh.stack().registryUrl(), "/subjects").body();
      fresh.register(Topics.SWITCHES, Topics.MEMBERS, Topics.MEMBER_EVENTS);
      String withThatOfOthers = get(fresh.stack().registryUrl(), "/subjects").body();

      fresh.send(Topics.SWITCHES, "s", new Switch("s", true, Flow.NOW, null));
      fresh.send(Topics.MEMBERS, "ann", Flow.profileOf("ann", "ann@example.org"));
      fresh.send(Topics.MEMBER_EVENTS, "ann", Events.vouched("e1", "ann"));
      fresh.read(Topics.DECISIONS, read -> !read.isEmpty());

      assertThat(atStart)
          .contains("carillon-recipients-by-member-changelog-value")
          .contains("carillon-ledger-by-member-changelog-value")
          .contains("carillon-agenda-by-time-changelog-value")
          .contains("carillon-inbox-by-member-changelog-value")
          .contains("preferences.changes-io.carillon.avro.PreferenceSet")
          .doesNotContain("events.members", "tables.members", "tables.switches")
          .doesNotContain("delivery.outcomes", "inbox.entries");
      assertThat(get(fresh.stack().registryUrl(), "/subjects").body()).isEqualTo(withThatOfOthers);
    }
  }

  @Test
  void missingTopicsAndWrongNumbersOfPartitionsAreNamedInsteadOfWaitedFor() throws Exception {
    try (StreamsAppSite bare = new StreamsAppSite();
        Admin admin = bare.admin()) {
      try (StreamsApp app = StreamsApp.start(bare.settings("carillon-1", Map.of()))) {
        assertThatThrownBy(() -> app.awaitRunning(StreamsAppSite.PATIENCE))
            .hasMessageContaining("events.members")
            .hasMessageContaining("tables.switches")
            .hasMessageContaining("./carillon topics create");
        assertThat(get(app.url(), "/livez").statusCode()).isEqualTo(503);
      }

      bare.withTopics();
      admin.createPartitions(Map.of("decisions", NewPartitions.increaseTo(6))).all().get();
      awaitPartitions(admin, "decisions", 6);
      try (StreamsApp app = StreamsApp.start(bare.settings("carillon-1", Map.of()))) {
        assertThatThrownBy(() -> app.awaitRunning(StreamsAppSite.PATIENCE))
            .hasMessageContaining("must all have the same number of partitions")
            .hasMessageContaining("decisions=6")
            .hasMessageContaining("events.members=4");
      }

      // As if all topics had been given more since the app ran for the first time.
      String changelog = "carillon-recipients-by-member-changelog";
      admin.deleteTopics(List.of("decisions")).all().get();
      admin
          .createTopics(
              List.of(
                  new NewTopic("decisions", StreamsAppSite.PARTITIONS, (short) 1),
                  new NewTopic(changelog, 3, (short) 1)))
          .all()
          .get();
      awaitPartitions(admin, "decisions", StreamsAppSite.PARTITIONS);
      awaitPartitions(admin, changelog, 3);
      try (StreamsApp app = StreamsApp.start(bare.settings("carillon-1", Map.of()))) {
        assertThatThrownBy(() -> app.awaitRunning(StreamsAppSite.PATIENCE))
            .hasMessageContaining("topics keyed by member have 4 partitions")
            .hasMessageContaining(changelog + "=3");
      }
    }
  }

  /** The broker says that it is done a moment before it knows itself. */
  private static void awaitPartitions(Admin admin, String topic, int partitions) {
    Awaitility.await()
        .ignoreExceptions()
        .until(
            () ->
                admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                    .allMatch(description -> description.partitions().size() == partitions));
  }

  @Test
  void wrongSettingsAreAllNamedAndEndTheProcessWithStatus2() {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();

    int status =
        StreamsApp.run(
            List.of(
                "threads=0",
                "http.port=http",
                "http.host=0.0.0.0",
                "kafka.application.id=mine",
                "no-such-setting=1"),
            Map.of(),
            new PrintStream(errors, true, StandardCharsets.UTF_8));

    assertThat(status).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("threads:", "http.port:", "http.token:", "no-such-setting")
        .contains("kafka.bootstrap.servers: must be given")
        .contains("kafka.application.id: is set by the app itself")
        .doesNotContain("\tat ");
  }

  @Test
  void anImpossibleKafkaSettingIsNamedAndEndsTheProcessWithStatus2() {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();

    int status =
        StreamsApp.run(
            List.of("kafka.bootstrap.servers=localhost:1", "kafka.commit.interval.ms=soon"),
            Map.of(),
            new PrintStream(errors, true, StandardCharsets.UTF_8));

    assertThat(status).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("commit.interval.ms", "soon")
        .doesNotContain("\tat ");
  }

  @Test
  void anInstanceIsReadyOnlyWhenItsRegistryIsBackAndSaysWhatItWaitsFor() throws Exception {
    site.stack().registry().kill();
    try (StreamsApp app = StreamsApp.start(site.settings("carillon-1", Map.of()))) {
      await()
          .atMost(StreamsAppSite.PATIENCE)
          .until(() -> get(app.url(), "/readyz").body(), body -> body.contains("is away"));
      HttpResponse<String> ready = get(app.url(), "/readyz");

      assertThat(get(app.url(), "/livez").statusCode()).isEqualTo(200);
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("\"registry\":{\"up\":false,\"reason\":");
      assertThat(get(app.url(), "/v1/members/ann/preferences").statusCode()).isEqualTo(503);

      site.stack().registry().restart();
      app.awaitRunning(StreamsAppSite.PATIENCE);

      await()
          .atMost(StreamsAppSite.PATIENCE)
          .until(() -> get(app.url(), "/readyz").body(), body -> body.contains("{\"up\":true}}"));
      assertThat(get(app.url(), "/readyz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aBrokerWhoseNameDoesNotResolveEndsTheInstanceAndIsNamedAsTheCause() throws Exception {
    Map<String, String> unknown = Map.of("kafka.bootstrap.servers", "kafka.invalid:9092");
    try (StreamsApp app = StreamsApp.start(site.settings("carillon-1", unknown))) {

      assertThatThrownBy(() -> app.awaitRunning(StreamsAppSite.PATIENCE))
          .hasMessageContaining("bootstrap.servers");
      assertThat(get(app.url(), "/livez").statusCode()).isEqualTo(503);
    }
  }

  private HttpResponse<String> get(URI app, String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(app + path)).build(), BodyHandlers.ofString());
  }
}
