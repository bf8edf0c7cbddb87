package io.carillon.localstack.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.Session;

/** One mail on its way in. Used by one connection's thread. */
final class SinkSession implements MessageHandler {
  private final MessageContext context;
  private final SmtpFaults faults;
  private final MailStore store;
  private final int keepBytesPerMail;
  private String sender = "";
  private final List<String> recipients = new ArrayList<>();

  SinkSession(MessageContext context, SmtpFaults faults, MailStore store, int keepBytesPerMail) {
    this.context = context;
    this.faults = faults;
    this.store = store;
    this.keepBytesPerMail = keepBytesPerMail;
  }

  @Override
  public void from(String from) throws RejectException {
    sender = from;
    recipients.clear();
    refuseIfTold(Stage.MAIL, List.of(from));
  }

  @Override
  public void recipient(String recipient) throws RejectException {
    refuseIfTold(Stage.RCPT, List.of(recipient));
    recipients.add(recipient);
  }

  @Override
  public String data(InputStream content) throws RejectException, IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(2048);
    int size = read(content, kept);
    waitAsTold();
    refuseIfTold(Stage.DATA, recipients);
    store.add(Mail.acceptedNow(sender, recipients, size, kept.toByteArray()));
    if (faults.takeDrop()) {
      ((Session) context).closeSocket();
      throw new DropConnectionException(421, "4.4.2 connection dropped");
    }
    return "2.0.0 accepted";
  }

  @Override
  public void done() {
    // Nothing is held that the next mail of the connection could see.
  }

  // The content is read to its end even where it is not kept: SMTP has no other way to stop.
  private int read(InputStream content, ByteArrayOutputStream kept) throws IOException {
    byte[] buffer = new byte[4096];
    int size = 0;
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      kept.write(buffer, 0, Math.min(n, keepBytesPerMail - kept.size()));
      size += n;
    }
    return size;
  }

  private void waitAsTold() {
    Duration delay = faults.delay();
    if (!delay.isZero()) {
      try {
        Thread.sleep(delay.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void refuseIfTold(Stage stage, List<String> addresses) throws RejectException {
    Optional<Refusal> refusal = faults.take(stage, addresses);
    if (refusal.isPresent()) {
      Refusal told = refusal.get();
      // RFC 5321 section 3.8: a server that answers 421 closes the connection.
      throw told.code() == 421
          ? new DropConnectionException(told.code(), told.text())
          : new RejectException(told.code(), told.text());
    }
  }
}
