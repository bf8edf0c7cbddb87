package io.carillon.streams.decide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schemas.MalformedRecordException;
import io.carillon.streams.deadletters.GivenUp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Codes are stored data: ledgers and dead letters keep them, and people search for them. A new one
 * is added to the list; one that is gone or differs needs a decision record.
 */
class ReasonCodesTest {
  private static final Path SOURCES =
      Path.of(
          Objects.requireNonNull(System.getProperty("carillon.root"), "carillon.root"),
          "streams-app/src/main/java");

  /** What is thrown says its code in place, so that is where to look for it. */
  private static final Pattern THROWN =
      Pattern.compile("new UnprocessableRecordException\\(\\s*(?:\"([a-z-]+)\")?");

  @Test
  void thePoliciesAndReasonsOfDecisionsAreThoseThatWereReleased() throws IOException {
    NewsletterSettings none = new NewsletterSettings(null, null, "", "", "switch");
    List<String> policies = new ArrayList<>(PolicyChain.of(none, name -> null).names());
    policies.add(Wishes.POLICY);
    policies.add(Reconsider.CATALOG);

    assertThat(policies).containsExactlyInAnyOrderElementsOf(released("policy"));
    assertThat(Stream.of(SkipReason.values()).map(SkipReason::code))
        .containsExactlyInAnyOrderElementsOf(released("skip"));
  }

  @Test
  void theReasonsOfDeadLettersAreThoseThatWereReleased() throws IOException {
    TreeSet<String> reasons = new TreeSet<>(thrown());
    Stream.of(GivenUp.values()).map(GivenUp::code).forEach(reasons::add);
    Stream.of(MalformedRecordException.Reason.values())
        .map(MalformedRecordException.Reason::code)
        .forEach(reasons::add);

    assertThat(reasons).containsExactlyInAnyOrderElementsOf(released("dead-letter"));
  }

  private static List<String> thrown() throws IOException {
    List<String> codes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher matcher = THROWN.matcher(Files.readString(file));
        while (matcher.find()) {
          codes.add(
              Objects.requireNonNull(matcher.group(1), "a code that is not spelt out in " + file));
        }
      }
    }
    return codes;
  }

  private static List<String> released(String kind) throws IOException {
    try (InputStream golden =
        Objects.requireNonNull(ReasonCodesTest.class.getResourceAsStream("/codes.txt"))) {
      return new String(golden.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> line.startsWith(kind + " "))
          .map(line -> line.substring(kind.length() + 1))
          .toList();
    }
  }
}
