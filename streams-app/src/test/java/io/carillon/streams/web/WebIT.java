package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.avro.AccountStatus;
import io.carillon.avro.Channel;
import io.carillon.avro.Choice;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.MemberProfile;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.OutcomeStatus;
import io.carillon.avro.PreferenceSet;
import io.carillon.behaviours.Behaviour;
import io.carillon.schemas.Topics;
import io.carillon.settings.Secret;
import io.carillon.streams.Events;
import io.carillon.streams.StreamsApp;
import io.carillon.streams.StreamsAppSite;
import io.carillon.streams.unsubscribe.UnsubscribeLinks;
import io.carillon.streams.unsubscribe.UnsubscribeLinks.Subscription;
import io.carillon.streams.web.Caller.Answer;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The HTTP interface over a real broker and registry. Each test has members of its own. */
final class WebIT {
  private static final URI OUTSIDE = URI.create("https://mail.example.org/");
  private static final String KEY = "a key of tests only";
  private static final byte[] GARBAGE = {7, 7, 7};
  private static StreamsAppSite site;
  private static StreamsApp app;
  private static Caller web;

  @BeforeAll
  static void start() throws InterruptedException {
    site = new StreamsAppSite().withTopics();
    app = startApp("carillon-1");
    web = new Caller(app.url());
  }

  @AfterAll
  static void stop() {
    app.close();
    site.close();
  }

  private static StreamsApp startApp(String instance) throws InterruptedException {
    StreamsApp started =
        StreamsApp.start(
            site.settings(
                instance,
                Map.of(
                    "unsubscribe.base-url",
                    OUTSIDE.toString(),
                    "unsubscribe.key",
                    KEY,
                    // How long one that was ended is waited for.
                    "kafka.consumer.session.timeout.ms",
                    "10000")));
    started.awaitRunning(StreamsAppSite.PATIENCE);
    return started;
  }

  @Test
  void aReadAfterAWriteIsNeverStale() {
    for (int i = 1; i <= 100; i++) {
      String choice = i % 2 == 0 ? "on" : "off";
      Answer written = web.json("PUT", "/v1/members/ryw/preferences", entries("community", choice));

      assertThat(written.status()).as(written.body()).isEqualTo(200);
      JsonNode read = web.get("/v1/members/ryw/preferences").json();
      assertThat(read.path("version").asInt()).isEqualTo(i);
      assertThat(read.at("/entries/0/choice").asText()).isEqualTo(choice);
      assertThat(read).isEqualTo(written.json());
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAfterARestart() throws Exception {
    List<String> members = IntStream.range(0, 8).mapToObj(i -> "restart-" + i).toList();
    for (String member : members) {
      web.json("PATCH", preferences(member), change("category", "community", "off"));
    }

    app.close();
    app = startApp("carillon-1");
    web = new Caller(app.url());

    for (String member : members) {
      JsonNode read = web.eventually(preferences(member)).json();
      assertThat(read.path("version").asInt()).isEqualTo(1);
      assertThat(effective(read, "vouched", "email")).isEqualTo("off by category");
    }
  }

  @Test
  void aMemberNobodyKnowsHasTheDefaults() {
    JsonNode read = web.get(preferences("nobody")).json();

    assertThat(read.path("version").asInt()).isZero();
    assertThat(read.has("updatedAt")).isFalse();
    assertThat(read.path("entries")).isEmpty();
    assertThat(effective(read, "vouched", "email")).isEqualTo("on by default");
    assertThat(effective(read, "email-changed-confirmation", "email"))
        .isEqualTo("on by transactional");
  }

  @Test
  void oneChoiceIsMadeAndTakenBackWithoutTouchingOthers() {
    String path = preferences("patch");
    web.json("PATCH", path, change("messageType", "vouched", "off"));

    JsonNode more = web.json("PATCH", path, change("messageType", "nda-joined", "off")).json();
    JsonNode less = web.json("PATCH", path, change("messageType", "vouched", "default")).json();

    assertThat(more.path("entries")).hasSize(2);
    assertThat(less.path("entries")).hasSize(1);
    assertThat(effective(less, "vouched", "email")).isEqualTo("on by default");
    assertThat(effective(less, "nda-joined", "email")).isEqualTo("off by message-type");
  }

  @Test
  @Behaviour("XC-1")
  void anEventSeesThePreferencesThatWereChangedBeforeIt() throws Exception {
    profile("before");
    site.send(
        Topics.PREFERENCE_CHANGES,
        "before",
        new PreferenceSet(
            "c1", Instant.now(), "before", null, "community", Channel.EMAIL, Choice.OFF));

    vouch("before", "before-1");

    JsonNode decision =
        web.eventually("/v1/members/before/decisions?event=before-1").json().at("/decisions/0");
    assertThat(verdict(decision, "email")).isEqualTo("SKIP preferences opted-out");
    assertThat(verdict(decision, "in-app")).isEqualTo("SEND send decided");
    assertThat(decision.at("/deliveries/0/channel").asText()).isEqualTo("in-app");
    assertThat(decision.at("/deliveries/0/status").asText()).isEqualTo("ISSUED");
    assertThat(decision.toString()).doesNotContain("@example.org");
  }

  @Test
  void decisionsAreListedNewestFirst() throws Exception {
    profile("list");
    vouch("list", "list-1");
    web.eventually("/v1/members/list/decisions?event=list-1");
    vouch("list", "list-2");
    web.eventually("/v1/members/list/decisions?event=list-2");

    JsonNode decisions = web.get("/v1/members/list/decisions").json().path("decisions");

    assertThat(decisions.findValuesAsText("eventId")).containsExactly("list-2", "list-1");
    assertThat(web.get("/v1/members/list/decisions?event=list-3").status()).isEqualTo(404);
  }

  @Test
  void aWorkerIsToldWhereACommandStandsOnlyOnceItsOutcomeIsRead() throws Exception {
    profile("worker");
    vouch("worker", "worker-1");
    String path = "/v1/members/worker/deliveries?event=worker-1";
    String command = committedCommand("worker");
    RecordMetadata outcome = begin("worker", "worker-1", command);
    String asOf = path + "&outcomes=" + outcome.partition() + ":";

    Answer fresh = web.eventually(asOf + (outcome.offset() + 1));
    Answer behind = web.get(asOf + (outcome.offset() + 2));

    assertThat(fresh.json().at("/deliveries/0/status").asText()).isEqualTo("BEGUN");
    assertThat(fresh.json().at("/deliveries/0/attempt").isInt()).isTrue();
    assertThat(behind.status()).isEqualTo(503);
    assertThat(behind.header("Retry-After")).isEqualTo("1");
    assertThat(web.get("/v1/members/worker/deliveries?event=worker-2").json().at("/deliveries"))
        .isEmpty();
  }

  @Test
  void anInboxIsReadPageByPage() throws Exception {
    for (int i = 1; i <= 3; i++) {
      site.send(
          Topics.INBOX,
          "reader",
          Events.inboxEntry("entry-" + i, "reader", Instant.now().plusMillis(i)));
    }
    String path = "/v1/users/reader/notifications";
    await()
        .atMost(StreamsAppSite.PATIENCE)
        .until(() -> web.eventually(path).json().at("/meta/count").asInt() == 3);

    Answer second = web.get(path + "?page%5Bsize%5D=2&page%5Bnumber%5D=2");
    Answer wrong = web.get(path + "?page%5Bsize%5D=1000");

    assertThat(second.header("Content-Type")).isEqualTo("application/vnd.api+json");
    assertThat(second.json().path("data")).hasSize(1);
    assertThat(second.json().at("/data/0/id").asText()).isEqualTo("entry-1");
    assertThat(second.json().at("/data/0/attributes/title").asText()).isEqualTo("Title");
    assertThat(second.json().at("/meta/count").asInt()).isEqualTo(3);
    assertThat(web.send("POST", path, "{}").status()).isEqualTo(405);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().at("/errors/0/source/parameter").asText()).isEqualTo("page[size]");
  }

  @Test
  void oneClickEndsACategoryHoweverOftenItIsClicked() {
    String link = unsubscribe("clicker");
    web.json("PATCH", preferences("clicker"), change("messageType", "vouched", "on"));
    Answer asked = web.get(link);
    JsonNode before = web.get(preferences("clicker")).json();

    Answer once = web.send("POST", link, "List-Unsubscribe=One-Click");
    Answer twice = web.send("POST", link, "List-Unsubscribe=One-Click");

    assertThat(asked.body()).contains("Being part of the community", "<form method=\"post\">");
    assertThat(effective(before, "vouched", "email")).isEqualTo("on by message-type");
    assertThat(List.of(once.status(), twice.status())).containsExactly(200, 200);
    await()
        .atMost(StreamsAppSite.PATIENCE)
        .until(() -> web.get(preferences("clicker")).json().path("entries").size() == 6);
    JsonNode after = web.get(preferences("clicker")).json();
    assertThat(effective(after, "vouched", "email"))
        .as("however specific the choice it ends")
        .isEqualTo("off by message-type-and-channel");
    assertThat(effective(after, "nda-joined", "email")).startsWith("off");
    assertThat(effective(after, "vouched", "in-app")).isEqualTo("on by message-type");
    assertThat(once.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(web.get("/v1/unsubscribe/YW5u.forged").status()).isEqualTo(404);
  }

  @Test
  @Behaviour("XC-7")
  void garbageOnAnyInputBecomesADeadLetterWithItsCoordinatesAndTheAppGoesOn() throws Exception {
    Map<String, String> sent = new HashMap<>();
    for (String topic :
        List.of(
            "events.members",
            "preferences.changes",
            "tables.members",
            "delivery.outcomes",
            "inbox.entries",
            "tables.switches")) {
      RecordMetadata at = site.send(topic, "garbage", GARBAGE);
      sent.put(topic, at.partition() + "@" + at.offset());
    }

    List<DeadLetter> letters =
        site.read(
            Topics.DEAD_LETTERS,
            all -> all.stream().filter(WebIT::isGarbage).count() >= sent.size());

    assertThat(
            letters.stream()
                .filter(WebIT::isGarbage)
                .collect(
                    Collectors.toMap(
                        DeadLetter::getSourceTopic,
                        letter -> letter.getSourcePartition() + "@" + letter.getSourceOffset())))
        .isEqualTo(sent);
    assertThat(web.json("PUT", preferences("garbage"), "{\"entries\":[]}").status()).isEqualTo(200);
    assertThat(web.get("/metrics").body())
        .contains("carillon_streams_dead_letters_total{reason=\"not-avro\"}");
  }

  private static boolean isGarbage(DeadLetter letter) {
    return letter.getValue() != null && letter.getValue().remaining() == GARBAGE.length;
  }

  @Test
  void anyInstanceAnswersForEveryMember() throws Exception {
    List<String> members = IntStream.range(0, 12).mapToObj(i -> "two-" + i).toList();
    StreamsApp other = startApp("carillon-2");
    try {
      Caller otherWeb = new Caller(other.url());
      Set<Integer> withoutAnotherHop = new TreeSet<>();
      for (String member : members) {
        otherWeb.eventually(preferences(member));
        web.eventually(preferences(member));

        Answer written =
            web.json("PATCH", preferences(member), change("category", "community", "off"));

        assertThat(written.status()).as(written.body()).isEqualTo(200);
        assertThat(otherWeb.get(preferences(member)).json()).isEqualTo(written.json());
        assertThat(web.get(preferences(member)).json()).isEqualTo(written.json());
        withoutAnotherHop.add(otherWeb.get(preferences(member), Hop.HEADER, "1").status());
      }
      assertThat(withoutAnotherHop).containsExactly(200, 503);
      for (String member : members) {
        Answer clicked = otherWeb.send("POST", unsubscribe("clicks-" + member), "");
        assertThat(clicked.status()).as(clicked.body()).isEqualTo(200);
        assertThat(clicked.header("X-Robots-Tag")).isEqualTo("noindex");
      }
    } finally {
      other.leave();
    }
    for (String member : members) {
      assertThat(web.eventually(preferences(member)).json().path("version").asInt()).isOne();
    }
  }

  @Test
  void aClickIsTakenWhileTheInstanceThatHasTheRowsIsAway() throws Exception {
    List<String> members = IntStream.range(0, 12).mapToObj(i -> "away-" + i).toList();
    StreamsApp other = startApp("carillon-2");
    Caller otherWeb = new Caller(other.url());
    for (String member : members) {
      otherWeb.eventually(preferences(member));
    }

    other.close();

    Set<Integer> readable = new TreeSet<>();
    for (String member : members) {
      readable.add(web.get(preferences(member)).status());
      Answer clicked = web.send("POST", unsubscribe(member), "List-Unsubscribe=One-Click");
      assertThat(clicked.status()).as(clicked.body()).isEqualTo(200);
    }
    assertThat(readable).containsExactly(200, 503);
    for (String member : members) {
      JsonNode read = web.eventually(preferences(member)).json();
      assertThat(effective(read, "vouched", "email")).startsWith("off");
    }
  }

  @Test
  void whatIsNotThereIsSaidInJson() {
    Answer missing = web.get("/v1/no/such/thing");
    Answer method = web.send("DELETE", preferences("ann"), "");

    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.json().path("code").asText()).isEqualTo("not-found");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).contains("PATCH");
  }

  @Test
  void allMistakesOfARequestAreNamedAtOnce() {
    Answer answer =
        web.json(
            "PATCH",
            preferences("ann"),
            "{\"changes\":[{\"messageType\":\"no\",\"channel\":\"fax\",\"choice\":\"maybe\"}]}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("errors").findValuesAsText("field"))
        .containsExactly("changes[0].messageType", "changes[0].channel", "changes[0].choice");
    assertThat(web.send("PUT", preferences("ann"), "x", "Content-Type", "text/plain").status())
        .isEqualTo(415);
    assertThat(web.json("PUT", preferences("ann"), "{").status()).isEqualTo(400);
    assertThat(web.json("PUT", preferences("ann"), " ".repeat(70_000)).status()).isEqualTo(413);
  }

  private static String unsubscribe(String member) {
    return URI.create(
            new UnsubscribeLinks(OUTSIDE, new Secret(KEY))
                .link(new Subscription(member, "community")))
        .getPath();
  }

  private static String preferences(String member) {
    return "/v1/members/" + member + "/preferences";
  }

  private static void profile(String member) throws Exception {
    site.send(
        Topics.MEMBERS,
        member,
        new MemberProfile(
            member,
            member + "@example.org",
            "Ann",
            "Ann Example",
            null,
            null,
            null,
            null,
            AccountStatus.ACTIVE,
            Instant.now()));
  }

  private static void vouch(String member, String event) throws Exception {
    site.send(
        Topics.MEMBER_EVENTS, member, new MemberVouched(event, Instant.now(), member, 0, 1, "Bob"));
  }

  /** As workers find it: what HTTP shows may not be committed yet. */
  private static String committedCommand(String member) {
    List<EmailCommand> commands =
        site.read(
            Topics.EMAIL,
            all -> all.stream().anyMatch(one -> one.getHeader().getMemberId().equals(member)));
    return commands.stream()
        .map(EmailCommand::getHeader)
        .filter(header -> header.getMemberId().equals(member))
        .map(CommandHeader::getCommandId)
        .findFirst()
        .orElseThrow();
  }

  private static RecordMetadata begin(String member, String event, String command)
      throws Exception {
    return site.send(
        Topics.OUTCOMES,
        member,
        new DeliveryOutcome(
            command,
            event,
            member,
            "vouched",
            Channel.EMAIL,
            1,
            Instant.now(),
            OutcomeStatus.BEGUN,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false));
  }

  private static String entries(String category, String choice) {
    return "{\"entries\":[{\"category\":\"" + category + "\",\"choice\":\"" + choice + "\"}]}";
  }

  private static String change(String selector, String name, String choice) {
    return "{\"changes\":[{\"" + selector + "\":\"" + name + "\",\"choice\":\"" + choice + "\"}]}";
  }

  private static String effective(JsonNode preferences, String type, String channel) {
    for (JsonNode one : preferences.path("effective")) {
      if (one.path("messageType").asText().equals(type)
          && one.path("channel").asText().equals(channel)) {
        return one.path("choice").asText() + " by " + one.path("decidedBy").asText();
      }
    }
    throw new AssertionError("nothing about " + type + " on " + channel + " in " + preferences);
  }

  private static String verdict(JsonNode decision, String channel) {
    for (JsonNode one : decision.path("verdicts")) {
      if (one.path("channel").asText().equals(channel)) {
        return one.path("kind").asText()
            + " "
            + one.path("policy").asText()
            + " "
            + one.path("reason").asText();
      }
    }
    throw new AssertionError("no verdict on " + channel + " in " + decision);
  }
}
