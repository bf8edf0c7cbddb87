package io.carillon.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

/** Brokers that will never take what has to be written. */
final class RefusedForGoodIT {
  /** A thread takes over from a dead one when its session is over. */
  private static final Map<String, String> SOON =
      Map.of(
          "kafka.consumer.session.timeout.ms", "3000",
          "kafka.consumer.heartbeat.interval.ms", "500");

  /** In bytes; with less the brokers could not end one, and the next thread would wait for it. */
  private static final int ROOM_FOR_THE_END_OF_A_TRANSACTION = 150;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void threadsThatDieOfItOneAfterTheOtherEndTheInstanceWhichSaysWhy() throws Exception {
    try (StreamsAppSite site = new StreamsAppSite().withTopics();
        StreamsApp app = StreamsApp.start(site.settings("carillon-1", SOON))) {
      takeNoDecisionOfMoreThan(ROOM_FOR_THE_END_OF_A_TRANSACTION, site);
      app.awaitRunning(StreamsAppSite.PATIENCE);
      assertThat(get(app.url(), "/livez").statusCode()).isEqualTo(200);

      site.send(Topics.MEMBERS, "ann", Flow.profileOf("ann", "ann@example.org"));
      site.send(Topics.MEMBER_EVENTS, "ann", Events.vouched("e1", "ann"));

      await()
          .dontCatchUncaughtExceptions()
          .atMost(StreamsAppSite.PATIENCE.multipliedBy(2))
          .until(() -> get(app.url(), "/livez").statusCode() == 503);
      assertThatThrownBy(app::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("the streams app failed: ")
          .hasMessageContaining("larger than the max message size");
      assertThat(get(app.url(), "/livez").body()).isEqualTo("{\"alive\":false}");
      assertThat(get(app.url(), "/readyz").body()).contains("\"ready\":false,\"state\":\"FAILED\"");
      assertThat(app.meters().find("carillon.streams.dead.letters").counter()).isNull();
      assertThat(site.read(Topics.DECISIONS, read -> true)).isEmpty();
    }
  }

  private static void takeNoDecisionOfMoreThan(int bytes, StreamsAppSite site) throws Exception {
    ConfigEntry limit = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "" + bytes);
    try (Admin admin = site.admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, Topics.DECISIONS.name()),
                  List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private HttpResponse<String> get(URI app, String path) throws Exception {
    return http.send(HttpRequest.newBuilder(app.resolve(path)).build(), BodyHandlers.ofString());
  }
}
