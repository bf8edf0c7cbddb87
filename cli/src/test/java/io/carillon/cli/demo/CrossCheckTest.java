package io.carillon.cli.demo;

import static io.carillon.cli.demo.Records.decision;
import static io.carillon.cli.demo.Records.email;
import static io.carillon.cli.demo.Records.givenUp;
import static io.carillon.cli.demo.Records.inApp;
import static io.carillon.cli.demo.Records.newsletter;
import static io.carillon.cli.demo.Records.outcome;
import static io.carillon.cli.demo.Records.send;
import static io.carillon.cli.demo.Records.skip;
import static io.carillon.cli.demo.Records.vouched;
import static io.carillon.cli.demo.Records.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Channel;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.OutcomeStatus;
import io.carillon.delivery.email.MessageIds;
import io.carillon.localstack.basket.Contact;
import io.carillon.localstack.smtp.Mail;
import io.carillon.localstack.smtp.SmtpOptions;
import io.carillon.localstack.smtp.SmtpSink;
import io.carillon.settings.Secret;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CrossCheckTest {
  private static final String ANN = "ann@example.org";
  private static final String OTHER = "other@example.org";

  private static final MessageIds IDS =
      new MessageIds(new Secret("the key of these tests"), "example.org");

  private final SmtpSink sink = SmtpSink.start("127.0.0.1", 0, SmtpOptions.plain());
  private final Journal journal = new Journal();

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void allIsWellWhenWhatWasAcceptedArrivedOnce() throws Exception {
    accepted(Channel.EMAIL, "mail", email("mail", "Ann@example.org"));
    accepted(Channel.NEWSLETTER, "news", newsletter("news", NewsletterOperation.SUBSCRIBE, ANN, 1));
    accepted(Channel.IN_APP, "entry", inApp("entry"));
    arrive(ANN, id("mail", ANN));

    assertThat(mismatches(List.of(contact(ANN, "phone")), Map.of("ann", Set.of("entry"))))
        .isEmpty();
  }

  @Test
  void aMailThatDidNotArriveIsNoticed() {
    accepted(Channel.EMAIL, "mail", email("mail", ANN));

    assertThat(mismatches())
        .containsExactly("mail vouched to ann@example.org, which did not arrive");
  }

  @Test
  void aMailThatNobodyDecidedIsNoticed() throws Exception {
    arrive(ANN, "<1@example.org>");

    assertThat(mismatches())
        .containsExactly("mail to ann@example.org: Hello, which nobody decided");
  }

  @Test
  void anotherMailThanTheOneDecidedIsNoticedThoughTheirNumberIsRight() throws Exception {
    accepted(Channel.EMAIL, "mail", email("mail", ANN));
    arrive(ANN, id("another", ANN));

    assertThat(mismatches())
        .containsExactly(
            "mail vouched to ann@example.org, which did not arrive",
            "mail to ann@example.org: Hello, which nobody decided");
  }

  @Test
  void aMailThatCameTwiceIsNoticed() throws Exception {
    accepted(Channel.EMAIL, "mail", email("mail", ANN));
    arrive(ANN, id("mail", ANN));
    arrive(ANN, id("mail", ANN));

    assertThat(mismatches())
        .containsExactly("mail vouched to ann@example.org, which arrived 2 times");
  }

  @Test
  void aMailToSomebodyElsesAddressIsNoticed() throws Exception {
    accepted(Channel.EMAIL, "mail", email("mail", OTHER));
    arrive(OTHER, id("mail", OTHER));

    assertThat(mismatches())
        .containsExactly("mail to other@example.org, which is no address of ann");
  }

  @Test
  void aMailThatWentElsewhereThanDecidedIsNoticed() throws Exception {
    accepted(Channel.EMAIL, "mail", email("mail", ANN));
    arrive(OTHER, id("mail", ANN));

    assertThat(mismatches())
        .containsExactly(
            "mail to other@example.org: Hello, instead of mail vouched to ann@example.org");
  }

  @Test
  void whatWasWithheldMustNotArrive() throws Exception {
    said(Channel.EMAIL, "mail", email("mail", ANN), OutcomeStatus.SANDBOXED);
    arrive(ANN, id("mail", ANN));

    assertThat(mismatches())
        .containsExactly("mail to ann@example.org: Hello, which nobody decided");
  }

  @ParameterizedTest
  @EnumSource(names = {"SANDBOXED", "OVERTAKEN"})
  void whatWasWithheldOrOvertakenNeedNotArrive(OutcomeStatus status) {
    said(Channel.EMAIL, "mail", email("mail", ANN), status);

    assertThat(mismatches()).isEmpty();
  }

  @Test
  void whatWasWithdrawnNeedNotArrive() {
    said(Channel.EMAIL, "mail", email("mail", ANN), OutcomeStatus.RETRY_LATER);
    journal.heard(decision("event of mail", withdrawn(Channel.EMAIL, "opted-out", "mail")));

    assertThat(mismatches()).isEmpty();
  }

  @Test
  void whatWasToBeSentAndWasRejectedIsNoticed() {
    said(Channel.EMAIL, "mail", email("mail", ANN), OutcomeStatus.REJECTED);

    assertThat(mismatches())
        .containsExactly("decided to send, but rejected: vouched by email to ann");
  }

  @Test
  void whatWasToBeSentAndWasGivenUpIsNoticed() {
    said(Channel.EMAIL, "mail", email("mail", ANN), OutcomeStatus.RETRY_LATER);
    journal.heard(givenUp("mail", "attempts-exhausted"));

    assertThat(mismatches())
        .containsExactly(
            "decided to send, but given up attempts-exhausted: vouched by email to ann");
  }

  @Test
  void anEventDecidedOftenerThanItWasSentIsNoticedWhateverWasDecided() {
    journal.sent(vouched("e"));
    journal.heard(decision("e", skip(Channel.EMAIL, "opted-out")));
    assertThat(mismatches()).isEmpty();

    journal.heard(decision("e", skip(Channel.EMAIL, "duplicate")));
    assertThat(mismatches()).containsExactly("decisions about event e: sent 1, decided 2");
  }

  @Test
  void aDecisionAboutWhatNobodySentIsNoticed() {
    journal.heard(decision("stray", skip(Channel.EMAIL, "opted-out")));

    assertThat(mismatches()).containsExactly("decisions about event stray: sent none, decided 1");
  }

  @Test
  void aCommandWithoutDecisionIsNoticedAndSoIsADecisionWithoutCommand() {
    journal.heard(email("stray", ANN));
    journal.sent(vouched("e"));
    journal.heard(decision("e", send(Channel.EMAIL, "lost")));

    assertThat(mismatches())
        .containsExactly(
            "decided to send, but there is no command: lost of ann",
            "a command without a decision: stray");
  }

  @Test
  void newslettersAreWhatTheCommandsAddUpTo() {
    accepted(Channel.NEWSLETTER, "a", newsletter("a", NewsletterOperation.SUBSCRIBE, ANN, 1));
    accepted(Channel.NEWSLETTER, "b", newsletter("b", NewsletterOperation.MOVE, OTHER, 2));

    assertThat(mismatches(List.of(contact(ANN), contact(OTHER, "phone")), Map.of())).isEmpty();
    assertThat(mismatches(List.of(contact(ANN, "phone")), Map.of()))
        .containsExactly(
            "newsletters of ann@example.org: decided none, arrived [phone]",
            "newsletters of other@example.org: decided [phone], arrived none");
  }

  @Test
  void anInboxEntryTooManyOrTooFewIsNoticed() {
    accepted(Channel.IN_APP, "entry", inApp("entry"));

    assertThat(mismatches()).containsExactly("inbox of ann: decided [entry], arrived none");
    assertThat(mismatches(List.of(), Map.of("ann", Set.of("entry"), "ben", Set.of("x"))))
        .containsExactly("inbox of ben: decided none, arrived [x]");
  }

  private List<String> mismatches() {
    return mismatches(List.of(), Map.of());
  }

  private List<String> mismatches(List<Contact> contacts, Map<String, Set<String>> inboxes) {
    List<Mail> mails = sink.mails();
    return CrossCheck.mismatches(
        journal, new Arrivals(mails, contacts, inboxes), Map.of("ann", Set.of(ANN)), IDS);
  }

  private void accepted(Channel channel, String commandId, SpecificRecord command) {
    said(channel, commandId, command, OutcomeStatus.ACCEPTED);
  }

  private void said(
      Channel channel, String commandId, SpecificRecord command, OutcomeStatus status) {
    journal.sent(vouched("event of " + commandId));
    journal.heard(decision("event of " + commandId, send(channel, commandId)));
    journal.heard(command);
    journal.heard(outcome(channel, commandId, status, 1));
  }

  private static String id(String commandId, String to) {
    return IDS.messageId(commandId, to);
  }

  private void arrive(String to, String messageId) throws Exception {
    Properties settings = new Properties();
    settings.setProperty("mail.smtp.host", "127.0.0.1");
    settings.setProperty("mail.smtp.port", Integer.toString(sink.port()));
    MimeMessage mail =
        new MimeMessage(Session.getInstance(settings)) {
          @Override
          protected void updateMessageID() throws jakarta.mail.MessagingException {
            setHeader("Message-ID", messageId);
          }
        };
    mail.setFrom("carillon@example.org");
    mail.setRecipients(Message.RecipientType.TO, to);
    mail.setSubject("Hello");
    mail.setText("text");
    Transport.send(mail);
  }

  private static Contact contact(String email, String... newsletters) {
    SortedMap<String, java.time.Instant> subscribed = new TreeMap<>();
    for (String newsletter : newsletters) {
      subscribed.put(newsletter, Records.NOW);
    }
    return new Contact(
        email, "token", subscribed, new TreeMap<>(), true, false, Records.NOW, Records.NOW);
  }
}
