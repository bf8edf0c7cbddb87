package io.carillon.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.avro.EmailCommand;
import io.carillon.behaviours.Behaviour;
import io.carillon.delivery.Outcome.Rejected;
import io.carillon.delivery.templates.Templates;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailComposerTest {
  private static final Templates TEMPLATES = Templates.load(null);
  private static final String UNSUBSCRIBE = "https://town.example/u/abc?list=1";

  @Test
  @Behaviour({"COB-16", "ACE-15"})
  void whatTheCommandDoesNotSayIsRenderedInItsLanguageAtDelivery() throws Exception {
    Mail mail =
        compose(
            Mails.command(
                command ->
                    command
                        .setHeader(Mails.header("vouched").setLanguage("fr-CA").build())
                        .setSubject(null)
                        .setText(null)
                        .setModel(Mails.siteModel())));

    assertThat(mail.body().subject()).isEqualTo("Quelqu’un s’est porté garant pour vous sur Town");
    assertThat(mail.body().text()).startsWith("Bonjour Ann,");
    assertThat(mail.body().html()).contains("<html lang=\"fr\">");
  }

  @Test
  void whatTheCommandSaysReplacesTheTemplates() throws Exception {
    Mail mail = compose(Mails.command(command -> command.setSubject("S").setText("T")));

    assertThat(mail.body()).isEqualTo(new Mail.Body("S", "T", null));
  }

  @Test
  @Behaviour("OES-9")
  void htmlAloneGetsAPlainPart() throws Exception {
    Mail mail =
        compose(Mails.command(command -> command.setText(null).setHtml("<p>Hello <b>Ann</b></p>")));

    assertThat(mail.body().text()).isEqualTo("Hello Ann");
    assertThat(mail.body().html()).isEqualTo("<p>Hello <b>Ann</b></p>");
  }

  @Test
  @Behaviour("OES-9")
  void aTemplateThatMissesAValueIsOurMistakeAndNamesIt() {
    refused(command -> command.setText(null))
        .satisfies(
            rejected -> {
              assertThat(rejected.reason().code()).isEqualTo("template");
              assertThat(rejected.reason().detail())
                  .isEqualTo("vouched/email/text.ftl: no value for 'siteName'");
              assertThat(rejected.ourFault()).isTrue();
            });
  }

  @Test
  @Behaviour({"ACE-17", "COB-16"})
  void senderAndReplyToAreTheCommandsOrElseTheWorkers() throws Exception {
    EmailSettings.Sender plain = Mails.sender();
    EmailSettings.Sender sender =
        new EmailSettings.Sender(
            plain.from(),
            plain.fromName(),
            List.of("club@carillon.example"),
            null,
            plain.messageIdDomain(),
            plain.messageIdKey(),
            null,
            null);
    Mail defaults = composer(Mails.rules(), sender).compose(Mails.command(command -> {}));
    Mail own =
        compose(
            Mails.command(
                command ->
                    command.setFrom("club@town.example").setReplyTo(List.of("desk@town.example"))));

    assertThat(defaults.from()).hasToString("news@carillon.example");
    assertThat(defaults.fromName()).isEqualTo("Carillon");
    assertThat(defaults.replyTo()).hasToString("[club@carillon.example]");
    assertThat(own.from()).hasToString("club@town.example");
    assertThat(own.fromName()).isNull();
    assertThat(own.replyTo()).hasToString("[desk@town.example]");
  }

  @Test
  @Behaviour("ACE-27")
  void oneClickUnsubscriptionHasTheUrlInOneHeaderAndTheFixedWordInTheOther() throws Exception {
    Mail mail = compose(Mails.bulk(command -> command.setUnsubscribeUrl(UNSUBSCRIBE)));

    assertThat(mail.headers())
        .containsEntry("List-Unsubscribe", "<" + UNSUBSCRIBE + ">")
        .containsEntry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "http://town.example/u",
        "mailto:u@town.example",
        "https:u",
        "https://town.example/ü",
        "https://town.example/u>,<https://evil.example/",
        "not a url"
      })
  @Behaviour("ACE-27")
  void bulkMailWithoutAnHttpsUrlIsRefusedWhereOneIsRequired(String url) {
    EmailCommand bulk = Mails.bulk(command -> command.setUnsubscribeUrl(url));

    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> composer(strict(), Mails.sender()).compose(bulk))
        .satisfies(e -> assertThat(e.outcome().reason().code()).isEqualTo("no-unsubscribe"));
  }

  @Test
  void elsewhereItGoesWithoutTheHeaders() throws Exception {
    Mail lax = compose(Mails.bulk(command -> command.setUnsubscribeUrl("http://localhost/u")));
    Mail transactional = composer(strict(), Mails.sender()).compose(Mails.command(command -> {}));

    assertThat(lax.headers()).doesNotContainKey("List-Unsubscribe");
    assertThat(transactional.headers()).doesNotContainKey("List-Unsubscribe");
  }

  @Test
  void everyMailSaysThatAMachineSentIt() throws Exception {
    assertThat(compose(Mails.command(command -> {})).headers())
        .containsExactly(Map.entry("Auto-Submitted", "auto-generated"));
  }

  @Test
  void onlyAllowedHeadersAreSet() throws Exception {
    Mail mail =
        compose(
            Mails.command(
                command ->
                    command.setHeaders(
                        Map.of("x-campaign", "spring", "X-Other", "no", "Bcc", "x"))));

    assertThat(mail.headers())
        .containsEntry("x-campaign", "spring")
        .doesNotContainKeys("X-Other", "Bcc");
  }

  @ParameterizedTest
  @CsvSource({
    "'X-Campaign\r\nBcc', v",
    "'X Campaign', v",
    "'X-Campaign:', v",
    "'', v",
    "'X-Ümlaut', v",
    "X-Campaign, 'v\r\nBcc: eve@example.org'",
    "X-Campaign, 'v\nv'",
    "X-Campaign, 'v\rv'",
    "X-Campaign, 'v\u0000v'",
    "X-Not-Allowed, 'v\r\nBcc: eve@example.org'"
  })
  void aHeaderThatWouldForgeAnotherIsRefused(String name, String value) {
    refused(command -> command.setHeaders(Map.of(name, value))).satisfies(this::isInjection);
  }

  @Test
  void aNameSubjectOrUrlThatWouldForgeAHeaderIsRefused() {
    String forged = "Hello\r\nBcc: eve@example.org";

    refused(command -> command.setSubject(forged)).satisfies(this::isInjection);
    refused(command -> command.setUnsubscribeUrl("https://x.example/\r\nBcc: eve@example.org"))
        .satisfies(this::isInjection);
    refused(command -> command.setSubject("Hello\u2028there")).satisfies(this::isInjection);
  }

  @Test
  void aHeaderTooLongForALineIsRefused() {
    refused(command -> command.setHeaders(Map.of("X-Campaign", "x".repeat(1000))))
        .satisfies(rejected -> assertThat(rejected.reason().code()).isEqualTo("header-too-long"));
  }

  @Test
  void feedbackIdAndTagsAreSentIfConfigured() throws Exception {
    EmailCommand command =
        Mails.command(mail -> mail.setTrackingTags(Map.of("kind", "vouched", "a", "1")));

    assertThat(composer(Mails.rules(), tracked()).compose(command).headers())
        .containsEntry("Feedback-ID", "vouched:membership:email:carillon")
        .containsEntry("X-SES-MESSAGE-TAGS", "a=1, kind=vouched");
    assertThat(compose(command).headers()).containsOnlyKeys("Auto-Submitted");
  }

  @ParameterizedTest
  @CsvSource({"'a b', 1", "a, '1, c=2'", "a, 'é'", "a, ''"})
  void aTagThatWouldBeReadAsAnotherIsRefused(String name, String value) {
    EmailCommand command = Mails.command(mail -> mail.setTrackingTags(Map.of(name, value)));

    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(() -> composer(Mails.rules(), tracked()).compose(command))
        .satisfies(e -> isInjection(e.outcome()));
  }

  @Test
  void dataAttachmentsAreCarried() throws Exception {
    Mail mail =
        compose(
            Mails.command(
                command ->
                    command.setAttachments(
                        List.of(
                            Mails.attachment("a.txt", "text/plain", "data:text/plain;base64,SGk="),
                            Mails.attachment("b.csv", "text/csv", "data:,a%2Cb+c")))));

    assertThat(mail.attachments().get(0).content().getInputStream()).hasContent("Hi");
    assertThat(mail.attachments().get(1).content().getInputStream()).hasContent("a,b+c");
  }

  @ParameterizedTest
  @CsvSource({
    "a.txt, text/plain, https://example.org/a.txt",
    "a.txt, text/plain, file:///etc/hosts",
    "a.txt, text/plain, 'data:text/plain;base64,!'",
    "a.txt, text/plain, 'data:,%zz'",
    "a.txt, text/plain, data:",
    "a.exe, application/octet-stream, 'data:,x'",
    "a.html, text/html, 'data:,x'",
    "../a.txt, text/plain, 'data:,x'",
    "/a.txt, text/plain, 'data:,x'",
    "\\a.txt, text/plain, 'data:,x'",
    "..\\a.txt, text/plain, 'data:,x'",
    "'', text/plain, 'data:,x'"
  })
  void othersAreRefused(String name, String type, String uri) {
    refused(command -> command.setAttachments(List.of(Mails.attachment(name, type, uri))))
        .satisfies(
            rejected -> assertThat(rejected.reason().code()).isEqualTo("attachment-unsupported"));
  }

  @Test
  @Behaviour("OES-13")
  void aBlindCopyToTheRecipientIsRefusedAndDoublesAreOne() throws Exception {
    MailComposer composer = composer(Mails.rules(), Mails.sender());

    assertThatExceptionOfType(RefusedMailException.class)
        .isThrownBy(
            () ->
                composer.blindCopies(
                    Mails.command(command -> command.setBcc(List.of("ANN@example.org")))));
    assertThat(
            composer.blindCopies(
                Mails.command(
                    command -> command.setBcc(List.of("bo@example.org", "Bo@EXAMPLE.org")))))
        .hasToString("[bo@example.org]");
  }

  @Test
  void aSenderThatIsNoAddressIsOurMistake() {
    refused(command -> command.setFrom("club"))
        .satisfies(
            rejected -> {
              assertThat(rejected.reason().code()).isEqualTo("invalid-sender");
              assertThat(rejected.ourFault()).isTrue();
            });
  }

  private void isInjection(Rejected rejected) {
    assertThat(rejected.reason().code()).isEqualTo("header-injection");
    assertThat(rejected.ourFault()).isTrue();
    assertThat(rejected.suppression()).isNull();
  }

  private static ObjectAssert<Rejected> refused(Consumer<EmailCommand.Builder> changes) {
    try {
      compose(Mails.command(changes));
      throw new AssertionError("was not refused");
    } catch (RefusedMailException e) {
      return assertThat(e.outcome());
    }
  }

  private static Mail compose(EmailCommand command) throws RefusedMailException {
    return composer(Mails.rules(), Mails.sender()).compose(command);
  }

  private static MailComposer composer(EmailSettings.Rules rules, EmailSettings.Sender sender) {
    return new MailComposer(Mails.settings(Mails.relay(25), sender, rules), TEMPLATES);
  }

  private static EmailSettings.Sender tracked() {
    EmailSettings.Sender plain = Mails.sender();
    return new EmailSettings.Sender(
        plain.from(),
        null,
        List.of(),
        null,
        plain.messageIdDomain(),
        plain.messageIdKey(),
        "carillon",
        "X-SES-MESSAGE-TAGS");
  }

  private static EmailSettings.Rules strict() {
    return new EmailSettings.Rules(Set.of(), true, 1_000_000);
  }
}
