package io.carillon.delivery.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.behaviours.Behaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplatesTest {
  private static final Map<String, String> ANN = Map.of("name", "Ann");

  @Test
  void valuesAreFilledIn() throws Exception {
    assertThat(text("Hello ${name}!", ANN)).isEqualTo("Hello Ann!");
  }

  @Test
  @Behaviour("OES-9")
  void aMissingValueIsAnErrorOfThatRenderingAndNamesTemplateAndValue() throws Exception {
    Templates templates = Templates.of(mail(Map.of("text.ftl", "Hello ${name} of ${town}")));

    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(() -> templates.render("hello", "email", "text", null, ANN))
        .withMessage("hello/email/text.ftl: no value for 'town'")
        .satisfies(e -> assertThat(e.missing()).contains("town"))
        .satisfies(e -> assertThat(e.template()).isEqualTo("hello/email/text.ftl"));

    assertThat(templates.render("hello", "email", "subject", null, ANN)).isEqualTo("Hi Ann");
  }

  @Test
  void noFailureQuotesAValue() {
    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(() -> text("${name?number}", Map.of("name", "ann@example.org")))
        .withMessage("hello/email/text.ftl: fails at line 1")
        .satisfies(e -> assertThat(e).hasNoCause());
  }

  @Test
  @Behaviour("BAS-25")
  void noFailureIsLoggedWithItsValues() {
    List<LogRecord> logged = new ArrayList<>();
    Logger freeMarker = Logger.getLogger("freemarker");
    Handler handler = listTo(logged);
    freeMarker.addHandler(handler);
    try {
      assertThatExceptionOfType(RenderingException.class)
          .isThrownBy(() -> text("${name?number}", Map.of("name", "ann@example.org")));
    } finally {
      freeMarker.removeHandler(handler);
    }

    assertThat(logged).isEmpty();
  }

  @ParameterizedTest
  @Behaviour("ACE-15")
  @CsvSource({
    "fr-CA, Salut d'ici",
    "fr_CA, Salut d'ici",
    "FR-ca, Salut d'ici",
    "fr-BE, Salut",
    "fr, Salut",
    "fr-Latn-CH, Salut",
    "de, Hi",
    "not a tag!, Hi",
    "'', Hi"
  })
  void theBestLanguageThereIsIsTaken(String asked, String expected) throws Exception {
    Templates templates =
        Templates.of(
            mail(
                Map.of("text.ftl", "Hi", "text_fr.ftl", "Salut", "text_fr-CA.ftl", "Salut d'ici")));

    assertThat(templates.render("hello", "email", "text", asked, ANN)).isEqualTo(expected);
  }

  @ParameterizedTest
  @NullSource
  void noLanguageMeansTheDefault(String none) throws Exception {
    Templates templates = Templates.of(mail(Map.of("text.ftl", "Hi", "text_fr.ftl", "Salut")));

    assertThat(templates.render("hello", "email", "text", none, ANN)).isEqualTo("Hi");
  }

  @Test
  @Behaviour("ACE-16")
  void aSubjectIsOneLineWithSingleBlanks() throws Exception {
    Templates templates =
        Templates.of(mail(Map.of("subject.ftl", "\n  Hi \t there,\r\n\u2028${name}\u00a0 \n")));

    String subject =
        templates.render(
            "hello", "email", "subject", null, Map.of("name", "Ann\r\nBcc: eve@example.org"));

    assertThat(subject).isEqualTo("Hi there, Ann Bcc: eve@example.org");
  }

  @Test
  void aSubjectThatComesOutEmptyIsAnError() {
    Templates templates = Templates.of(mail(Map.of("subject.ftl", "${name}")));

    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(
            () -> templates.render("hello", "email", "subject", null, Map.of("name", " \n")))
        .withMessageContaining("is empty");
  }

  @Test
  void aTextKeepsItsParagraphsAndLosesWhatDirectivesLeaveBehind() throws Exception {
    assertThat(text("\nOne\r\n  \n\n\n<#if gone??>x</#if>\n\nTwo  \nThree\n\n", ANN))
        .isEqualTo("One\n\nTwo\nThree");
  }

  @Test
  void htmlEscapesWhatIsPutIn() throws Exception {
    assertThat(html("<b title='${name}'>${name}</b>", Map.of("name", "<i>\"Tom\" & 'Ann'</i>")))
        .doesNotContain("<i>")
        .contains("&lt;i&gt;&quot;Tom&quot; &amp; &#39;Ann&#39;&lt;/i&gt;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/a?b=c&d=e",
        "HTTPS://example.org",
        "mailto:ann@example.org",
        "http://localhost:8080/me",
        "http://127.0.0.1/",
        "http://[::1]:80/"
      })
  void linksToTheWebAndToMailAreWritten(String url) throws Exception {
    assertThat(html("<a href=\"${link(url)}\">x</a>", Map.of("url", url)))
        .isEqualTo("<a href=\"" + url.replace("&", "&amp;") + "\">x</a>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "\u0001javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "http://example.org",
        "//example.org",
        "/path",
        "https:nohost",
        "mailto:nobody",
        "mailto:@example.org",
        "https://example.org/\" onclick=\"x",
        ""
      })
  void noOtherLinkIs(String url) {
    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(() -> html("<a href=\"${link(url)}\">x</a>", Map.of("url", url)))
        .withMessageEndingWith("line 1: link(...) takes an https: or mailto: URL")
        .withMessageNotContaining("alert");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${'freemarker.template.utility.Execute'?new()('id')}",
        "${name?api.class}",
        "${name?no_esc}",
        "${name? noEsc}",
        "${name?<#-- -->no_esc}",
        "<#assign t = 'x'?interpret><@t/>",
        "${'1+1'?eval}",
        "${'{}'?eval_json}",
        "<#noautoesc>${name}</#noautoesc>",
        "<#noAutoEsc>${name}</#noAutoEsc>",
        "<#outputformat 'plainText'>${name}</#outputformat>",
        "<#ftl output_format='plainText'>${name}",
        "<#include '/hello/email/text.ftl'>",
        "<#import name as x>",
        "<#import '/../../etc/passwd' as x>",
        "<#assign x = .get_optional_template('x')>",
        "<a href=\"${name}\">x</a>",
        "<a href='${name}'>x</a>",
        "<a href=${name}>x</a>",
        "<a HREF = \" ${name}\">x</a>",
        "<a href=\"java${name}\">x</a>",
        "<a href=\"http://${name}\">x</a>",
        "<img src=\"${name}\">",
        "<form action=\"${name}\">",
        "<script>${name}</script>",
        "<b onclick=\"${name}\">x</b>"
      })
  void whatReachesBeyondTheValuesIsRefusedAtLoad(String source) {
    assertThatExceptionOfType(InvalidTemplatesException.class)
        .isThrownBy(() -> Templates.of(mail(Map.of("html.ftlh", source))))
        .satisfies(
            e -> assertThat(e.problems()).allSatisfy(p -> assertThat(p).contains("html.ftlh")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a href=\"https://example.org/${name}\">x</a>",
        "<a href=\"mailto:${name}@example.org\">x</a>",
        "<a href=\"/fixed\">x</a> ${name}",
        "<a title=\"${name}\">on = ${name}</a>"
      })
  void harmlessHtmlIsNot(String source) throws Exception {
    assertThat(html(source, ANN)).contains("Ann");
  }

  @Test
  void aMistakeIsNamedWithItsLineUnlessACommentHidesIt() {
    assertThatExceptionOfType(InvalidTemplatesException.class)
        .isThrownBy(() -> Templates.of(mail(Map.of("text.ftl", "one\ntwo\n${name?eval}"))))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .containsExactly("hello/email/text.ftl line 3: ?eval runs code in a string"));
    assertThatExceptionOfType(InvalidTemplatesException.class)
        .isThrownBy(() -> Templates.of(mail(Map.of("text.ftl", "${name?<#-- -->eval}"))))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .containsExactly("hello/email/text.ftl: ?eval runs code in a string"));
  }

  @Test
  void aPlainTextMayShowHtml() throws Exception {
    assertThat(text("<script> href=${name} #{name}", ANN)).isEqualTo("<script> href=Ann #{name}");
  }

  @Test
  void htmlKeepsItsBlankLines() throws Exception {
    assertThat(html("\n<pre>\n\n\n${name}  \n</pre>\n", ANN)).isEqualTo("<pre>\n\n\nAnn  \n</pre>");
  }

  @Test
  void onlyStringsListsAndMapsOfThemCanBeReached() {
    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(() -> text("${name.class.name}", ANN))
        .withMessage("hello/email/text.ftl: fails at line 1, at name");
    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(() -> text("${name.getClass()}", ANN));
  }

  @Test
  void endlessOutputIsCutOff() {
    Templates templates =
        Templates.of(
            mail(Map.of("text.ftl", "<#list 1.. as i>more and more </#list>")),
            10_000,
            Duration.ofMinutes(1));

    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(() -> templates.render("hello", "email", "text", null, ANN))
        .withMessageContaining("more than 10000 characters");
  }

  @Test
  void aTextMayHaveJustAsManyCharactersAsAreAllowed() throws Exception {
    SortedMap<String, String> sources = mail(Map.of("text.ftl", "${name}${name}"));

    assertThat(
            Templates.of(sources, 6, Duration.ofMinutes(1))
                .render("hello", "email", "text", null, ANN))
        .isEqualTo("AnnAnn");
    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(
            () ->
                Templates.of(sources, 5, Duration.ofMinutes(1))
                    .render("hello", "email", "text", null, ANN))
        .withMessageContaining("more than 5 characters");
  }

  @Test
  @Timeout(30)
  void anEndlessLoopIsEnded() {
    Templates templates =
        Templates.of(
            mail(Map.of("text.ftl", "<#list 1.. as i></#list>")), 10_000, Duration.ofMillis(50));

    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(() -> templates.render("hello", "email", "text", null, ANN))
        .withMessageContaining("takes longer than PT0.05S");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  @Timeout(30)
  void anEndlessLoopInASharedMacroIsEndedInEveryLanguage() {
    SortedMap<String, String> sources =
        mail(
            Map.of(
                "html.ftlh", "<#import \"/_shared/x.ftlh\" as x><@x.spin/>",
                "html_fr.ftlh", "<#import \"/_shared/x.ftlh\" as x><@x.spin/>"));
    sources.put("_shared/x.ftlh", "<#macro spin><#list 1.. as i></#list></#macro>");
    Templates templates = Templates.of(sources, 10_000, Duration.ofMillis(50));

    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(() -> templates.render("hello", "email", "html", "fr", ANN))
        .withMessageContaining("takes longer");
  }

  @Test
  void anInterruptOfTheWorkerNeitherBreaksNorGetsLost() throws Exception {
    Templates templates = Templates.of(mail(Map.of("text.ftl", "Hi <#list 1..9 as i>.</#list>")));

    Thread.currentThread().interrupt();
    String text = templates.render("hello", "email", "text", null, ANN);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(text).isEqualTo("Hi .........");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hi ${name}", "Hi ${name}<#list 1..9 as i></#list>"})
  void norDoesOneThatComesWhileItRenders(String source) throws Exception {
    Map<String, String> interrupting =
        new AbstractMap<>() {
          private boolean interrupted;

          @Override
          public Set<Entry<String, String>> entrySet() {
            return ANN.entrySet();
          }

          @Override
          public @Nullable String get(Object name) {
            if (!interrupted) {
              interrupted = true;
              Thread.currentThread().interrupt();
            }
            return ANN.get(name);
          }
        };

    String text = text(source, interrupting);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(text).isEqualTo("Hi Ann");
  }

  @Test
  void manyThreadsMayRenderAtOnce() throws Exception {
    Templates templates =
        Templates.of(mail(Map.of("text.ftl", "<#list 1..99 as i>${name}</#list>")));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<String> render =
          () -> templates.render("hello", "email", "text", "fr", Map.of("name", "a"));

      for (var done : threads.invokeAll(Stream.generate(() -> render).limit(200).toList())) {
        assertThat(done.get()).isEqualTo("a".repeat(99));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void everyMistakeIsNamedAtOnce() {
    SortedMap<String, String> sources = new TreeMap<>();
    sources.put("Hello/email/text.ftl", "x");
    sources.put("hello/email/html.ftl", "x");
    sources.put("hello/email/subject.ftlh", "x");
    sources.put("hello/email/text.ftl", "one\n<#if name>");
    sources.put("bye/email/subject_fr.ftl", "x");
    sources.put("bye/in-app/title.ftl", "x");
    sources.put("bye/in-app/title_fr.ftl", "x");
    sources.put("bye/in-app/title_FR.ftl", "x");
    sources.put("_shared/Macros.ftlh", "x");

    assertThatExceptionOfType(InvalidTemplatesException.class)
        .isThrownBy(() -> Templates.of(sources))
        .satisfies(e -> assertThat(e.problems()).hasSize(10))
        .withMessageContaining("Hello/email/text.ftl: must be named")
        .withMessageContaining("hello/email/html.ftl: part 'html' must be a .ftlh file")
        .withMessageContaining("hello/email/subject.ftlh: part 'subject' must be a .ftl file")
        .withMessageContaining("hello/email/text.ftl line 2")
        .withMessageContaining("_shared/Macros.ftlh: must be named _shared/<name>.ftlh")
        .withMessageContaining("bye/email/subject: is translated but has no default")
        .withMessageEndingWith("hello/email: lacks subject") // the text is there, but wrong
        .withMessageContaining("bye/email: lacks text")
        .withMessageContaining("bye/in-app: lacks message")
        .withMessageContaining("there is another file for the same language");
  }

  @Test
  void aDirectoryIsReadOnceAndUsedInsteadOfTheBuiltInOnes(@TempDir Path directory)
      throws Exception {
    write(directory, "hello/in-app/title.ftl", "Hi ${name}");
    write(directory, "hello/in-app/message.ftl", "How are you?");
    write(directory, "hello/in-app/.title.ftl.swp", "left by an editor");
    write(directory, "README.md", "What is here");

    Templates templates = Templates.load(directory);
    write(directory, "hello/in-app/title.ftl", "Changed");

    assertThat(templates.render("hello", "in-app", "title", "en", ANN)).isEqualTo("Hi Ann");
    assertThat(templates.has("hello", "in-app", "title")).isTrue();
    assertThat(templates.has("hello", "email", "subject")).isFalse();
    assertThat(templates.has("vouched", "in-app", "title")).isFalse();
  }

  @Test
  void aDirectoryThatIsNotThereOrEmptyIsRefused(@TempDir Path directory) {
    assertThatExceptionOfType(InvalidTemplatesException.class)
        .isThrownBy(() -> Templates.load(directory.resolve("gone")))
        .withMessageContaining("no such directory");
    assertThatExceptionOfType(InvalidTemplatesException.class)
        .isThrownBy(() -> Templates.load(directory))
        .withMessageContaining("there are none");
  }

  @Test
  @Behaviour("ACE-14")
  void askingForATemplateThatIsNotThereIsAnErrorOfThatChannelOnly() throws Exception {
    Templates templates = Templates.of(mail(Map.of()));

    assertThatExceptionOfType(RenderingException.class)
        .isThrownBy(() -> templates.render("hello", "in-app", "title", null, ANN))
        .withMessage("hello/in-app/title: there is no such template");
    assertThat(templates.render("hello", "email", "subject", null, ANN)).isEqualTo("Hi Ann");
  }

  private static String text(String source, Map<String, String> model) throws RenderingException {
    return Templates.of(mail(Map.of("text.ftl", source)))
        .render("hello", "email", "text", null, model);
  }

  private static String html(String source, Map<String, String> model) throws RenderingException {
    return Templates.of(mail(Map.of("html.ftlh", source)))
        .render("hello", "email", "html", null, model);
  }

  /** A complete mail, but for what the test is about. */
  private static SortedMap<String, String> mail(Map<String, String> parts) {
    SortedMap<String, String> sources = new TreeMap<>();
    sources.put("hello/email/subject.ftl", "Hi ${name}");
    sources.put("hello/email/text.ftl", "How are you?");
    parts.forEach((part, source) -> sources.put("hello/email/" + part, source));
    return sources;
  }

  private static Handler listTo(List<LogRecord> logged) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        logged.add(record);
      }

      @Override
      public void flush() {
        // Nothing is held.
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  private static void write(Path directory, String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
