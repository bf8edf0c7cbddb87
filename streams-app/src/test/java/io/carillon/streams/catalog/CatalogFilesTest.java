package io.carillon.streams.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.avro.Channel;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.Priority;
import io.carillon.behaviours.Behaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogFilesTest {
  private static final Set<String> EVENTS = Set.of("MemberVouched", "EmailChanged");
  private static final Set<String> LISTS = Set.of("phone", "nda");

  @TempDir Path folder;

  @BeforeEach
  void categories() throws IOException {
    write("categories.yaml", "community: {kind: bulk, title: Being part of it}");
  }

  @Test
  void anEntryIsReadWithItsDefaults() throws IOException {
    write(
        "vouched.yaml",
        """
        event: MemberVouched
        category: community
        channels: [email, newsletter]
        newsletter: {operation: subscribe, lists: [phone]}
        expires-after: 4h
        """);

    MessageType type = CatalogFiles.read(folder, EVENTS, LISTS).type("vouched").orElseThrow();

    assertThat(type.event()).isEqualTo("MemberVouched");
    assertThat(type.category())
        .isEqualTo(new Category("community", "Being part of it", Category.Kind.BULK));
    assertThat(type.channels()).containsExactly(Channel.EMAIL, Channel.NEWSLETTER);
    assertThat(Objects.requireNonNull(type.newsletter()).operation())
        .isEqualTo(NewsletterOperation.SUBSCRIBE);
    assertThat(type.expiresAfter()).isEqualTo(Duration.ofHours(4));
    assertThat(type.address()).isEqualTo(MessageType.Address.PROFILE);
    assertThat(type.priority()).isEqualTo(Priority.NORMAL);
    assertThat(type.reachesDeparted()).isFalse();
    assertThat(type.link()).isNull();
  }

  @Test
  @Behaviour("MOZ-1")
  void everyMistakeIsListedAtOnce() throws IOException {
    write(
        "Bad_Name.yaml",
        """
        event: MemberVouched
        category: comunity
        channels: [email, fax, sms]
        newsletter: {operation: join, lists: [mozilla-and-you]}
        expires-after: soon
        address: old
        priority: urgent
        colour: blue
        link: javascript:alert(1)
        """);
    write("empty.yaml", "");

    CatalogException refused =
        catchThrowableOfType(
            CatalogException.class, () -> CatalogFiles.read(folder, EVENTS, LISTS));

    assertThat(refused.problems())
        .contains(
            "Bad_Name.yaml: name: must be lower-case words joined by hyphens",
            "Bad_Name.yaml: category: comunity is none of [community]",
            "Bad_Name.yaml: channels: fax is none of email, sms, push, webhook, newsletter, in-app",
            "Bad_Name.yaml: channels: there is no worker for sms yet",
            "Bad_Name.yaml: newsletter: must be given if and only if the newsletter channel is used",
            "Bad_Name.yaml: newsletter: lists: mozilla-and-you is none of the managed [nda, phone]",
            "Bad_Name.yaml: newsletter: operation: must be one of subscribe, unsubscribe, move",
            "Bad_Name.yaml: expires-after: must be a span of time such as 15m, 4h or 7d",
            "Bad_Name.yaml: address: only EmailChanged has such an address",
            "Bad_Name.yaml: priority: must be one of high, normal, low",
            "Bad_Name.yaml: link: must be a path or an https URL",
            "empty.yaml: must be a mapping")
        .anyMatch(problem -> problem.startsWith("Bad_Name.yaml: colour: no such field"));
  }

  @Test
  @Behaviour("MOZ-10")
  void mistakesWithinAListOrMappingAreNamedToo() throws IOException {
    write("categories.yaml", "community: {kind: bulky, colour: red}");
    write(
        "moved.yaml",
        """
        event: EmailChanged
        category: community
        channels: [newsletter, newsletter]
        newsletter: {operation: move, lists: [phone], colour: red}
        reaches-departed: maybe
        address: old
        expires-after: 3d
        """);
    write("vouched.yaml", "channels: []\nnewsletter: phone\nexpires-after: 0d");

    CatalogException refused =
        catchThrowableOfType(
            CatalogException.class, () -> CatalogFiles.read(folder, EVENTS, LISTS));

    assertThat(refused.problems())
        .contains(
            "categories.yaml: community: kind: must be one of transactional, bulk",
            "categories.yaml: community: colour: no such field; there are [kind, title]",
            "moved.yaml: channels: must not name anything twice",
            "moved.yaml: newsletter: a move needs address: new",
            "moved.yaml: newsletter: colour: no such field; there are [lists, operation]",
            "moved.yaml: reaches-departed: must be true or false",
            "vouched.yaml: event: must be a text",
            "vouched.yaml: channels: must be a list with at least one text",
            "vouched.yaml: newsletter: must be a mapping",
            "vouched.yaml: expires-after: must be a span of time such as 15m, 4h or 7d");
  }

  @Test
  void aCategoryIsCalledByItsTitleOrElseByItsName() throws IOException {
    write("categories.yaml", "account: {kind: transactional}\ncommunity: {kind: bulk, title: Us}");
    write(
        "vouched.yaml",
        "{event: MemberVouched, category: account, channels: [email], expires-after: 4h}");

    Catalog catalog = CatalogFiles.read(folder, EVENTS, LISTS);

    assertThat(catalog.categories())
        .containsExactly(
            new Category("account", "account", Category.Kind.TRANSACTIONAL),
            new Category("community", "Us", Category.Kind.BULK));
    assertThat(catalog.category("community")).map(Category::title).contains("Us");
    assertThat(catalog.category("none")).isEmpty();
  }

  @Test
  void aTextIsNeitherBlankNorAList() throws IOException {
    write("categories.yaml", "community: {kind: bulk, title: [Us]}");
    write("vouched.yaml", "event: ' '");

    CatalogException refused =
        catchThrowableOfType(
            CatalogException.class, () -> CatalogFiles.read(folder, EVENTS, LISTS));

    assertThat(refused.problems())
        .contains(
            "categories.yaml: community: title: must be a text",
            "vouched.yaml: event: must be a text");
  }

  @ParameterizedTest
  @CsvSource({"90s,PT90S", "15m,PT15M", "4h,PT4H", "7d,P7D"})
  void aSpanOfTimeHasAUnit(String written, Duration meant) throws IOException {
    write(
        "vouched.yaml",
        """
        event: MemberVouched
        category: community
        channels: [email]
        expires-after: %s
        """
            .formatted(written));

    assertThat(CatalogFiles.read(folder, EVENTS, LISTS).type("vouched").orElseThrow())
        .extracting(MessageType::expiresAfter)
        .isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/profile", "https://example.org/profile"})
  void aLinkIsAPathOrAnHttpsUrl(String link) throws IOException {
    write(
        "vouched.yaml",
        """
        event: MemberVouched
        category: community
        channels: [email]
        expires-after: 7d
        reaches-departed: true
        link: %s
        """
            .formatted(link));

    MessageType type = CatalogFiles.read(folder, EVENTS, LISTS).type("vouched").orElseThrow();

    assertThat(type.link()).isEqualTo(link);
    assertThat(type.reachesDeparted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"//elsewhere.example", "http://example.org/", "https:/page", "/a page"})
  void aLinkThatWouldNotLeadThereIsRefused(String link) throws IOException {
    write("vouched.yaml", "event: MemberVouched\nlink: " + link + "\n");

    CatalogException refused =
        catchThrowableOfType(
            CatalogException.class, () -> CatalogFiles.read(folder, EVENTS, LISTS));

    assertThat(refused.problems()).contains("vouched.yaml: link: must be a path or an https URL");
  }

  @Test
  @Behaviour("ACE-19")
  void whatWouldExpireAfterKafkaHasDeletedItIsRefused() throws IOException {
    write("longer.yaml", "expires-after: 721h");
    write("longest.yaml", "expires-after: 30d");

    CatalogException refused =
        catchThrowableOfType(
            CatalogException.class, () -> CatalogFiles.read(folder, EVENTS, LISTS));

    assertThat(refused.problems())
        .filteredOn(problem -> problem.contains("expires-after"))
        .containsExactly(
            "longer.yaml: expires-after: must be at most 30d, because commands are not kept for"
                + " longer");
  }

  @Test
  void whatWouldBePassedOverInAFileIsRefused() throws IOException {
    write("twice.yaml", "event: MemberVouched\nevent: EmailChanged\n");
    write("two.yaml", "event: MemberVouched\n---\nevent: EmailChanged\n");

    CatalogException refused =
        catchThrowableOfType(
            CatalogException.class, () -> CatalogFiles.read(folder, EVENTS, LISTS));

    assertThat(refused.problems())
        .contains(
            "twice.yaml: is no YAML: Duplicate field 'event'",
            "two.yaml: must be one document, there is more behind its end");
  }

  @Test
  void aFileThatWouldBePassedOverIsRefused() throws IOException {
    write("welcome.yml", "event: MemberVouched");
    write(".welcome.yaml.swp", "what an editor left");
    Files.createDirectory(folder.resolve("more"));

    CatalogException refused =
        catchThrowableOfType(
            CatalogException.class, () -> CatalogFiles.read(folder, EVENTS, LISTS));

    assertThat(refused.problems())
        .containsExactly(
            "more: is no message type; the names of their files end with .yaml",
            "welcome.yml: is no message type; the names of their files end with .yaml",
            folder + ": has no message type");
  }

  @Test
  void aFolderWithoutCategoriesOrTypesIsRefused(@TempDir Path empty) {
    CatalogException refused =
        catchThrowableOfType(CatalogException.class, () -> CatalogFiles.read(empty, EVENTS, LISTS));

    assertThat(refused.problems())
        .containsExactly("categories.yaml: is missing", empty + ": has no message type");
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }
}
