package io.carillon.streams.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.avro.EmailChanged;
import io.carillon.avro.LoginIdentity;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.PreferencesReplaced;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class SizesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final List<String> broken = new ArrayList<>();

  @Test
  void aTextInsideARecordIsNamedWithItsPath() {
    String longest = "a".repeat(Sizes.LONGEST_TEXT);
    String giant = longest + "a";

    Sizes.check(
        new EmailChanged("e1", NOW, "ann", giant, longest, null, new LoginIdentity(giant, 1)),
        broken);

    assertThat(broken)
        .containsExactly(
            "oldEmail: must be at most 10000 characters",
            "newIdentity.id: must be at most 10000 characters");
  }

  @Test
  void manyTextsCountTogether() {
    PreferenceEntry entry = new PreferenceEntry("a".repeat(199), null, null, true, NOW);

    Sizes.check(new PreferencesReplaced("c1", NOW, "ann", Collections.nCopies(499, entry)), broken);
    assertThat(broken).isEmpty();

    PreferencesReplaced more =
        new PreferencesReplaced("c1", NOW, "ann", Collections.nCopies(500, entry));
    assertThatThrownBy(() -> Sizes.check(more))
        .isInstanceOf(UnprocessableRecordException.class)
        .hasMessage("all texts together: must be at most 100000 characters");
  }

  @Test
  void headersGoWithEachCommandAndCountToo() {
    Sizes.check(new RecordHeaders().add("trace", "abc".getBytes(UTF_8)), broken);
    assertThat(broken).isEmpty();

    Sizes.check(new RecordHeaders().add("trace", new byte[Sizes.LARGEST_HEADERS]), broken);
    assertThat(broken).containsExactly("headers: must be at most 100000 bytes");
  }
}
