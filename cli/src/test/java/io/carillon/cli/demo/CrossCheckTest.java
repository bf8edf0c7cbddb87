package io.carillon.cli.demo;

import static io.carillon.cli.demo.Records.decision;
import static io.carillon.cli.demo.Records.email;
import static io.carillon.cli.demo.Records.inApp;
import static io.carillon.cli.demo.Records.newsletter;
import static io.carillon.cli.demo.Records.outcome;
import static io.carillon.cli.demo.Records.send;
import static io.carillon.cli.demo.Records.vouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.avro.Channel;
import io.carillon.avro.NewsletterOperation;
import io.carillon.avro.OutcomeStatus;
import io.carillon.localstack.basket.Contact;
import io.carillon.localstack.smtp.Mail;
import io.carillon.localstack.smtp.SmtpOptions;
import io.carillon.localstack.smtp.SmtpSink;
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

final class CrossCheckTest {
  private static final String ANN = "ann@example.org";
  private static final String OTHER = "other@example.org";

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
    arrive(ANN, "<1@example.org>");

    assertThat(mismatches(List.of(contact(ANN, "phone")), Map.of("ann", Set.of("entry"))))
        .isEmpty();
  }

  @Test
  void aMailThatDidNotArriveIsNoticed() {
    accepted(Channel.EMAIL, "mail", email("mail", ANN));

    assertThat(mismatches()).containsExactly("mails to ann@example.org: decided 1, arrived none");
  }

  @Test
  void aMailThatNobodyDecidedIsNoticed() throws Exception {
    arrive(ANN, "<1@example.org>");

    assertThat(mismatches()).containsExactly("mails to ann@example.org: decided none, arrived 1");
  }

  @Test
  void aMailThatCameTwiceIsNoticed() throws Exception {
    accepted(Channel.EMAIL, "mail", email("mail", ANN));
    arrive(ANN, "<1@example.org>");
    arrive(ANN, "<1@example.org>");

    assertThat(mismatches())
        .anyMatch(line -> line.startsWith("a mail that came twice"))
        .contains("mails to ann@example.org: decided 1, arrived 2");
  }

  @Test
  void aMailToSomebodyElsesAddressIsNoticed() throws Exception {
    accepted(Channel.EMAIL, "mail", email("mail", OTHER));
    arrive(OTHER, "<1@example.org>");

    assertThat(mismatches())
        .containsExactly("mail to other@example.org, which is no address of ann");
  }

  @Test
  void whatWasRejectedOrWithheldMustNotArrive() throws Exception {
    said(Channel.EMAIL, "mail", email("mail", ANN), OutcomeStatus.SANDBOXED);
    arrive(ANN, "<1@example.org>");

    assertThat(mismatches()).containsExactly("mails to ann@example.org: decided none, arrived 1");
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
        journal, new Arrivals(mails, contacts, inboxes), Map.of("ann", Set.of(ANN)));
  }

  private void accepted(Channel channel, String commandId, SpecificRecord command) {
    said(channel, commandId, command, OutcomeStatus.ACCEPTED);
  }

  private void said(
      Channel channel, String commandId, SpecificRecord command, OutcomeStatus status) {
    journal.heard(decision("event of " + commandId, send(channel, commandId)));
    journal.heard(command);
    journal.heard(outcome(channel, commandId, status, 1));
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
