package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.avro.InboxEntry;
import io.carillon.behaviours.Behaviour;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class InboxDocumentTest {
  private static final String PATH = "/v1/users/ann/notifications";
  private static final Page ALL = Page.of(Map.of());

  @Test
  @Behaviour("OES-2")
  void anEntryIsANotificationWithDasherisedAttributes() throws Exception {
    JsonNode one = json(List.of(entry("e1", "session", false)), ALL).at("/data/0");

    assertThat(one.path("type").asText()).isEqualTo("notification");
    assertThat(one.path("id").asText()).isEqualTo("e1");
    assertThat(one.at("/attributes").toString())
        .isEqualTo(
            ("{'title':'Hello','message':'Text','received-at':'2026-01-01T00:00:00Z',"
                    + "'created-at':'2026-01-01T00:00:00Z','is-read':false,'link':'/profile',"
                    + "'content':{'type':'vouched','target_type':'session','target_id':'7',"
                    + "'target_action':'new','actors':['bob']}}")
                .replace('\'', '"'));
    assertThat(one.at("/relationships/user/data").toString())
        .isEqualTo("{\"type\":\"user\",\"id\":\"ann\"}");
  }

  @Test
  @Behaviour("OES-28")
  void anEntryWithoutATargetHasContentWithoutOneAndIsStillListed() throws Exception {
    JsonNode data = json(List.of(entry("e1", null, false)), ALL).path("data");

    assertThat(data).hasSize(1);
    assertThat(data.at("/0/attributes/content").has("target_type")).isFalse();
  }

  @Test
  void onlyWhatIsNotReadCanBeAskedFor() throws Exception {
    Page unread = Page.of(Map.of("filter[is-read]", List.of("false")));

    JsonNode answer = json(List.of(entry("e1", null, true), entry("e2", null, false)), unread);

    assertThat(answer.path("data").findValuesAsText("id")).contains("e2").doesNotContain("e1");
    assertThat(answer.at("/meta/count").asInt()).isEqualTo(1);
    assertThat(answer.at("/links/self").asText()).endsWith("&filter%5Bis-read%5D=false");
  }

  private static JsonNode json(List<InboxEntry> inbox, Page page) throws Exception {
    return Json.read(Json.write(InboxDocument.of(PATH, inbox, page)));
  }

  private static InboxEntry entry(String id, @Nullable String target, boolean read) {
    return new InboxEntry(
        id,
        "ann",
        "event",
        "vouched",
        "community",
        "Hello",
        "Text",
        "Text",
        "/profile",
        target,
        target == null ? null : "7",
        target == null ? null : "new",
        List.of("bob"),
        "en",
        Instant.parse("2026-01-01T00:00:00Z"),
        read);
  }
}
